package history

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// waiting is what is not written yet.
type waiting struct {
	rows     []row
	size     int // bytes of rows
	sites    []*site
	series   []*series
	voices   []voice
	turns    []siteTurn
	evidence []exhibit
}

// row is a full row of the journal.
type row struct {
	seq     int64
	at      int64 // ms
	results int
	data    []byte
}

// voice says which series speaks for a site.
type voice struct{ site, series int64 }

// work is what one transaction writes.
type work struct {
	waiting
	seals  []sealing
	trim   int64 // journal rows before this one are in no open stream
	forget *forgetting
}

// How much one transaction takes at most, so that none lasts long.
const (
	rowsAtOnce     = 64
	turnsAtOnce    = 1000
	evidenceAtOnce = 64
	heartbeat      = time.Minute // at least so often a row says that vigie is running
)

// pace is what the writer knows of its own rhythm. It counts its steps, since the clock may be turned back.
type pace struct {
	step   int
	behind bool      // with sealing
	again  int       // the step at which what went wrong is tried again
	beat   time.Time // of the last row
	cycle  int64     // through all series, for what is dropped of each
	drop   time.Time // the clock by which things are dropped
}

// run writes until the store is closed.
func (s *Store) run() {
	defer close(s.done)
	t := time.NewTicker(s.opts.Every)
	defer t.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-s.wake:
		case <-t.C:
		}
		s.step()
	}
}

// stepsIn is how many steps are made in some time.
func (s *Store) stepsIn(d time.Duration) int { return max(1, int(d/s.opts.Every)) }

// step writes what has come since the last one, and does a little of what has time.
func (s *Store) step() {
	s.pace.step++
	if s.pace.step < s.pace.again || s.isLasting() {
		return
	}
	now := s.opts.Now()
	var err error
	if s.disk == nil {
		err = s.open()
	} else {
		err = s.write(now)
	}
	if err != nil {
		s.mu.Lock()
		s.health.fail(err, now)
		s.mu.Unlock()
		s.pace.again = s.pace.step + s.stepsIn(2*time.Second)
	}
}

func (s *Store) isLasting() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.health.lasting
}

// errReplaced says that somebody took the file away or put another in its place.
var errReplaced = errors.New("the history file was moved away or replaced")

func (s *Store) write(now time.Time) error {
	if s.pace.step%s.stepsIn(10*time.Second) == 0 && s.disk.replaced() {
		s.letGo()
		return errReplaced
	}
	w := s.take(now)
	if w == nil {
		return nil
	}
	err := s.disk.inTransaction(func() error { return s.disk.put(w) })
	s.settle(w, err)
	return err
}

// take gathers what is to be written; nil where there is nothing.
func (s *Store) take(now time.Time) *work {
	s.mu.Lock()
	defer s.mu.Unlock()
	unbeaten := now.Sub(s.pace.beat).Abs() >= heartbeat
	if s.batch.results > 0 || unbeaten {
		s.turnPage(now)
	}
	w := &work{waiting: s.waiting}
	w.rows = first(w.rows, rowsAtOnce)
	w.turns = first(w.turns, turnsAtOnce)
	w.evidence = first(w.evidence, evidenceAtOnce)
	if s.health.words == "" && len(w.rows) == len(s.waiting.rows) {
		w.seals = s.choose(now)
		w.forget = s.due(now)
	}
	if len(w.seals) > 0 || s.pace.step%s.stepsIn(time.Second) == 0 {
		w.trim = s.trimmable(w.seals)
	}
	if w.isEmpty() {
		return nil
	}
	return w
}

func (w *work) isEmpty() bool {
	return len(w.rows)+len(w.sites)+len(w.series)+len(w.voices)+len(w.turns)+len(w.evidence)+len(w.seals) == 0 &&
		w.trim == 0 && w.forget == nil
}

func first[T any](list []T, n int) []T { return list[:min(n, len(list)):min(n, len(list))] }

// turnPage ends the row that is being filled, and begins the next. Held: mu.
func (s *Store) turnPage(now time.Time) {
	b := &s.batch
	s.waiting.rows = append(s.waiting.rows, row{b.seq, now.UnixMilli(), b.results, seal(b.buf)})
	s.waiting.size += len(b.buf)
	b.begin(b.seq + 1)
	s.pace.beat = now
}

// put writes all of some work. Series come before what refers to them.
func (d *disk) put(w *work) error {
	for _, x := range w.sites {
		if _, err := d.exec("INSERT OR IGNORE INTO site(id, name) VALUES(?,?)", x.number, x.name); err != nil {
			return err
		}
	}
	for _, x := range w.series {
		if _, err := d.exec("INSERT OR IGNORE INTO series VALUES(?,?,?,?,?,?)",
			x.number, x.site.number, x.ID, string(x.Kind), x.Target, x.Vantage); err != nil {
			return err
		}
	}
	for _, x := range w.voices {
		if _, err := d.exec("UPDATE site SET voice = ? WHERE id = ?", x.series, x.site); err != nil {
			return err
		}
	}
	for _, r := range w.rows {
		if _, err := d.exec("INSERT INTO journal VALUES(?,?,?)", r.seq, r.at, r.data); err != nil {
			return err
		}
	}
	for _, t := range w.turns {
		if err := d.putTurn(t.site.number, t.turn, t.back); err != nil {
			return err
		}
	}
	for _, e := range w.evidence {
		if err := d.putEvidence(e); err != nil {
			return err
		}
	}
	for i := range w.seals {
		if err := d.seal(&w.seals[i]); err != nil {
			return err
		}
	}
	if w.trim > 0 {
		if _, err := d.exec("DELETE FROM journal WHERE seq < ?", w.trim); err != nil {
			return err
		}
	}
	return d.forget(w.forget)
}

// settle notes what became of some work.
func (s *Store) settle(w *work, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		return // all of it still waits; streams that were to be sealed stay closed and are chosen again
	}
	s.health.mend()
	p := &s.waiting
	for _, r := range w.rows {
		p.size -= len(r.data)
		s.durable += uint64(r.results) //nolint:gosec // not negative
	}
	p.rows = rest(p.rows, len(w.rows))
	p.sites = rest(p.sites, len(w.sites))
	p.series = rest(p.series, len(w.series))
	p.voices = rest(p.voices, len(w.voices))
	p.turns = rest(p.turns, len(w.turns))
	p.evidence = rest(p.evidence, len(w.evidence))
	for i := range w.seals {
		s.live.drop(w.seals[i].block, w.seals[i].hour, w.seals[i].upto)
	}
	if w.trim > 0 {
		s.trimmed = w.trim
	}
}

// rest is a list without its first n, and nil when that is nothing, so that its memory is given back.
func rest[T any](list []T, n int) []T {
	if n == len(list) {
		return nil
	}
	return list[n:]
}

// finish writes what is left at the end, and closes the file.
func (s *Store) finish() error {
	if s.disk == nil {
		return nil
	}
	var err error
	if !s.opts.ReadOnly && !s.isLasting() {
		err = s.writeAll()
	}
	s.mu.Lock()
	d, left := s.disk, s.unwritten()
	s.disk = nil
	s.health.lost += uint64(left) //nolint:gosec // not negative
	s.mu.Unlock()
	d.close()
	if err != nil {
		return fmt.Errorf("%d results were not written: %w", left, err)
	}
	return nil
}

func (s *Store) writeAll() error {
	s.mu.Lock()
	s.lastExhibits()
	s.turnPage(s.opts.Now())
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 1500*time.Millisecond)
	defer cancel()
	for ctx.Err() == nil {
		w := s.take(s.opts.Now())
		if w == nil || len(w.rows)+len(w.turns)+len(w.evidence)+len(w.series) == 0 {
			return nil
		}
		w.seals, w.forget, w.trim = nil, nil, 0
		err := s.disk.inTransaction(func() error { return s.disk.put(w) })
		s.settle(w, err)
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// unwritten is how many results wait.
func (s *Store) unwritten() int {
	n := s.batch.results // lost with the file, too
	for _, r := range s.waiting.rows {
		n += r.results
	}
	return n
}

// letGo gives a file up that is no longer ours; a new one is opened at the next step.
func (s *Store) letGo() {
	s.mu.Lock()
	d := s.disk
	s.disk = nil
	s.health.lost += uint64(s.unwritten()) //nolint:gosec // not negative
	s.waiting = waiting{}
	s.batch = batch{}
	s.live.reset()
	s.mu.Unlock()
	d.close()
}

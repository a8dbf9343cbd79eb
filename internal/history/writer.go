package history

import (
	"errors"
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
	again := 2 * time.Second
	if s.disk == nil {
		err, again = s.open(), 10*time.Second // which may have to read the whole file
	} else {
		err = s.write(now)
	}
	if err != nil {
		s.mu.Lock()
		s.health.fail(err, now)
		s.mu.Unlock()
		s.pace.again = s.pace.step + s.stepsIn(again)
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
	data := seal(b.buf)
	s.waiting.rows = append(s.waiting.rows, row{b.seq, now.UnixMilli(), b.results, data})
	s.waiting.size += len(data)
	b.begin(b.seq + 1)
	s.pace.beat = now
}

// settle notes what became of some work.
func (s *Store) settle(w *work, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		return // all of it still waits; streams that were to be sealed stay closed and are chosen again
	}
	if !s.health.lasting { // a reader may have met damage meanwhile
		s.health.mend()
	}
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

// unwritten is how many results wait.
func (s *Store) unwritten() int {
	n := s.batch.results
	for _, r := range s.waiting.rows {
		n += r.results
	}
	return n
}

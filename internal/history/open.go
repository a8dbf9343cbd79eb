package history

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"vigie/internal/result"
)

// Why a site is unknown: from one run of vigie to the next, and since it was taken out of the configuration.
const (
	notRunning = "vigie was not running"
	notWatched = "it is not watched any more"
)

// Remembered is what a start needs to know of the runs before it.
type Remembered struct {
	Sites map[string]SiteMemory
	Usual map[string]int // by ID of the check: visible characters of its page when it was well, the median of the last good ones
	Ended time.Time      // when the run before was last heard of; zero where there was none
}

// SiteMemory is what was believed of a site when vigie was last running.
type SiteMemory struct {
	State   result.State
	Since   time.Time // of this state, over gaps in which nobody could tell
	Failure result.Failure
	Reason  string
	Seen    time.Time // its last result; zero where there is none
}

// Remembered is what the run before left. It is made when the file is opened and does not change.
func (s *Store) Remembered() Remembered {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.recalled
}

// open opens the file, takes in what is in it, and begins to keep.
func (s *Store) open() error {
	ctx := context.Background()
	if s.opts.ReadOnly {
		d, err := openToRead(ctx, s.dir)
		if err != nil {
			return err
		}
		s.disk = d
		return nil
	}
	d, err := openDisk(ctx, s.dir)
	if err != nil {
		return err
	}
	if err := s.takeOver(ctx, d); err != nil {
		d.close()
		return err
	}
	return nil
}

// takeOver reads what an open file holds and makes it that of the store.
func (s *Store) takeOver(ctx context.Context, d *disk) error {
	var l live
	l.reset()
	p := replay{live: &l, db: d.conn}
	if err := p.names(ctx); err != nil {
		return err
	}
	if err := p.recalls(ctx); err != nil {
		return err
	}
	if err := p.run(ctx, 0); err != nil {
		return err
	}
	oldest, err := single(ctx, d.conn, "SELECT min(seq) FROM journal", 1)
	if err != nil {
		return err
	}
	exhibits, err := single(ctx, d.conn, "SELECT max(id) FROM evidence", 0)
	if err != nil {
		return err
	}
	last, memory, err := d.closeLedger(ctx, &l, p.at)
	if err != nil {
		return err
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	s.disk, s.live, s.recalled = d, l, memory
	s.batch.begin(p.seq + 1)
	s.trimmed, s.exhibits = oldest, exhibits
	s.pace.drop = s.opts.Now()
	if p.seq > 0 {
		s.pace.drop = moment(p.at)
	}
	s.health.mend()
	told := s.last
	s.last = last
	for name, t := range told {
		s.turn(name, t)
	}
	s.register()
	return nil
}

// closeLedger ends what was believed of each site with the end of the run before, and tells what that was.
func (d *disk) closeLedger(ctx context.Context, l *live, alive int64) (map[string]turn, Remembered, error) {
	last := make(map[string]turn, len(l.sites))
	memory := Remembered{Sites: make(map[string]SiteMemory, len(l.sites)), Usual: make(map[string]int)}
	if alive != 0 {
		memory.Ended = moment(alive)
	}
	for _, x := range l.series {
		if x != nil && x.recall.usual() > 0 {
			memory.Usual[x.ID] = x.recall.usual()
		}
	}
	err := d.inTransaction(func() error {
		for name, at := range l.sites {
			m, newest, err := d.believed(ctx, at)
			if err != nil {
				return err
			}
			if newest.state == "" {
				continue
			}
			memory.Sites[name] = m
			last[name] = newest
			if newest.state == result.Unknown {
				continue
			}
			end := turn{at: max(alive, newest.at+1), state: result.Unknown, reason: notRunning}
			if err := d.putTurn(at.number, end, false); err != nil {
				return err
			}
			last[name] = end
		}
		return nil
	})
	return last, memory, err
}

// believed is what was last believed of a site, over gaps in which nobody could tell: vigie was not running, the machine
// slept, the line was down. It comes with its newest turn.
func (d *disk) believed(ctx context.Context, at *site) (m SiteMemory, newest turn, err error) {
	const far = 32 // turns are looked back at
	err = each(ctx, d.conn, "SELECT "+turnColumns+" FROM turn WHERE site = ? AND replaced = 0 ORDER BY at DESC LIMIT ?",
		[]any{at.number, far}, func(rows *sql.Rows) error {
			var t turn
			if err := t.scan(rows); err != nil {
				return fmt.Errorf("site %s: %w", at.name, err)
			}
			if newest.state == "" {
				newest = t
			}
			gap := t.state == result.Unknown && t.reason != notWatched
			switch {
			case m.State == "" && !gap:
				m = SiteMemory{State: t.state, Since: moment(t.at), Failure: t.failure, Reason: t.reason}
			case m.State == t.state:
				m.Since = moment(t.at)
			case !gap:
				return errEnough
			}
			return nil
		})
	if err != nil {
		return m, newest, err
	}
	for _, x := range at.series {
		if seen := moment(x.recall.seen); x.recall.seen != 0 && seen.After(m.Seen) {
			m.Seen = seen
		}
	}
	if m.State == "" {
		m.State, m.Since = result.Unknown, moment(newest.at)
	}
	return m, newest, nil
}

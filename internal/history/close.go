package history

import (
	"context"
	"fmt"
	"time"
)

// finish writes what is left at the end, and closes the file.
func (s *Store) finish() error {
	s.mu.Lock()
	writes := s.disk != nil && !s.opts.ReadOnly && !s.health.lasting
	s.mu.Unlock()
	var err error
	if writes {
		err = s.writeAll()
	}
	s.mu.Lock()
	d, left := s.disk, s.unwritten()
	s.disk = nil
	s.health.lost += uint64(left) //nolint:gosec // not negative
	s.mu.Unlock()
	if d != nil {
		d.close()
	}
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

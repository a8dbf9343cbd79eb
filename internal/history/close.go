package history

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// closeWithin is how long a disk that does not answer is waited for at the end of the program.
const closeWithin = 1500 * time.Millisecond

// Close writes what is left, within two seconds, and closes the file. What could not be written is in the error.
func (s *Store) Close() error {
	s.mu.Lock()
	select {
	case <-s.stop:
		s.mu.Unlock()
		<-s.done
		return nil
	default:
	}
	close(s.stop)
	s.mu.Unlock()
	written, closed := make(chan error, 1), make(chan struct{})
	go func() {
		defer close(closed)
		<-s.done
		d, err := s.finish()
		written <- err
		if d != nil {
			d.close()
		}
	}()
	limit := time.After(closeWithin)
	select {
	case err := <-written:
		select {
		case <-closed:
		case <-limit: // what is written is safe
		}
		return err
	case <-limit:
		return errors.New("the disk does not answer: the last results were not written")
	}
}

// finish writes what is left at the end, and gives the file that is to be closed; nil where there is none.
func (s *Store) finish() (*disk, error) {
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
	if err != nil {
		err = fmt.Errorf("%d results were not written: %w", left, err)
	}
	return d, err
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

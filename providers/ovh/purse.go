package ovh

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	// callsAMinute is how many calls the inventory makes at most once it is known; a quarter of the sixty that the
	// account as a whole may cost is left to the tickets, the notices by mail and the key.
	callsAMinute = 45
	// firstCalls is how many it makes at first: at 10 in flight and 80 ms a call they take 14 s. What an account of
	// many hundreds needs beyond that comes in the minutes that follow.
	firstCalls = 1700
	// doubted is how many calls may fail one after another for reasons that lie in the API, before a round is ended.
	doubted = 12
)

// purse is how many calls may still be made. Its debts are paid from the next minute.
type purse struct {
	mu     sync.Mutex
	left   float64
	filled time.Time // zero before the first time
	failed int       // how many calls have failed running
}

// fill adds what has come up since the last time, and tells whether the clock was set back meanwhile.
func (p *purse) fill(now time.Time) (back bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	back = now.Before(p.filled)
	if p.filled.IsZero() {
		p.left = firstCalls
	} else {
		p.left = min(callsAMinute, p.left+callsAMinute*max(0, now.Sub(p.filled).Minutes()))
	}
	p.filled, p.failed = now, 0
	return back
}

// open tells whether another call may be made.
func (p *purse) open() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.left >= 1 && p.failed < doubted
}

// paid takes a call away, and how it went.
func (p *purse) paid(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left--
	switch {
	case passing(err), errors.Is(err, context.DeadlineExceeded):
		p.failed++
	default:
		p.failed = 0
	}
}

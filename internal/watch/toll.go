package watch

import (
	"time"

	"vigie/internal/cost"
	"vigie/internal/result"
)

// toll remembers when a site was down or degraded, for what that costs, until it is forgotten.
type toll struct {
	outages []cost.Outage // in order of time; the last may go on
	now     sale          // what it is
}

// sale is how a site sells in a state.
type sale int

const (
	sells sale = iota // or nobody knows better
	sellsLess
	sellsNothing
)

// meaning is what a state means for sales. A certificate that ends soon has cost nothing yet.
func meaning(s result.State, f result.Failure) sale {
	switch {
	case s == result.Down:
		return sellsNothing
	case s == result.Degraded && f != result.TLSExpiring:
		return sellsLess
	}
	return sells
}

// turn notes what it is since t. What is dated back replaces what was believed of that time.
func (l *toll) turn(t time.Time, m sale) {
	if m == l.now {
		return
	}
	l.now = m
	for n := len(l.outages); n > 0 && !l.outages[n-1].From.Before(t); n = len(l.outages) {
		l.outages = l.outages[:n-1]
	}
	if n := len(l.outages); n > 0 && (l.outages[n-1].To.IsZero() || l.outages[n-1].To.After(t)) {
		l.outages[n-1].To = t
	}
	if m != sells {
		l.outages = append(l.outages, cost.Outage{From: t, Degraded: m == sellsLess})
	}
}

// forget drops what is over.
func (l *toll) forget() {
	if l.now == sells {
		l.outages = nil
	}
}

// since are the outages that had not ended at t.
func (l *toll) since(t time.Time) []cost.Outage {
	for i, o := range l.outages {
		if o.To.IsZero() || o.To.After(t) {
			return l.outages[i:]
		}
	}
	return nil
}

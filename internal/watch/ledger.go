package watch

import (
	"time"

	"vigie/internal/result"
)

// ledger remembers the states of a site as intervals of time, for its uptime.
type ledger struct {
	spans []span // oldest first; a span lasts until the next begins
}

type span struct {
	from  time.Time
	state result.State
}

// turn notes that the site is in another state since t. A change that is dated back
// replaces what was believed of that time.
func (l *ledger) turn(t time.Time, s result.State) {
	for len(l.spans) > 0 && !l.spans[len(l.spans)-1].from.Before(t) {
		l.spans = l.spans[:len(l.spans)-1]
	}
	if n := len(l.spans); n > 0 && l.spans[n-1].state == s {
		return
	}
	l.spans = append(l.spans, span{from: t, state: s})
}

// uptime is the part of the observed time between from and to in which the site answered, degraded included.
// Time in which it could not be asked, or was paused, counts for nothing. Without any observed time it is -1.
func (l *ledger) uptime(from, to time.Time) float64 {
	var good, seen time.Duration
	for i, sp := range l.spans {
		end := to
		if i+1 < len(l.spans) {
			end = l.spans[i+1].from
		}
		begin := sp.from
		if begin.Before(from) {
			begin = from
		}
		d := end.Sub(begin)
		if d <= 0 {
			continue
		}
		switch sp.state {
		case result.Up, result.Degraded:
			good += d
			seen += d
		case result.Down:
			seen += d
		}
	}
	if seen <= 0 {
		return -1
	}
	return float64(good) / float64(seen)
}

// forget drops what ended before t.
func (l *ledger) forget(t time.Time) {
	for len(l.spans) > 1 && !l.spans[1].from.After(t) {
		l.spans = l.spans[1:]
	}
}

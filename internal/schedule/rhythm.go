package schedule

import (
	"hash/fnv"
	"time"
)

// Grid is how coarsely moments are rounded, so that threads wake together and sleep long.
const Grid = 250 * time.Millisecond

// Pace is how many first askings are begun a second: a large estate does not begin, or come back, with a burst.
const Pace = 125

// Rhythm is when something is due that is due again and again. It hangs on the clock of the day, not on when the
// program was started: after a restart everything is due when it would have been due anyway.
type Rhythm struct {
	anchor time.Time
	every  time.Duration
}

// NewRhythm is the rhythm of what is called id, at an interval of every, as seen from now. Things of one interval are
// spread over it by a hash of their names. The moments are counted on from now, so that a clock which is set later
// neither hurries nor delays them.
func NewRhythm(id string, every time.Duration, now time.Time) Rhythm {
	every = max(every, time.Millisecond)
	since := time.Duration(now.UnixNano()) % every // of the clock of the day; years before 1970 have none
	return Rhythm{anchor: now.Add(-since).Add(Phase(id, every)), every: every}
}

// After is the first moment of the rhythm that is later than t. Missed ones are not made up for.
func (r Rhythm) After(t time.Time) time.Time {
	n := t.Sub(r.anchor) / r.every
	next := r.anchor.Add(n * r.every)
	for !next.After(t) {
		next = next.Add(r.every)
	}
	return next
}

// Every is the interval.
func (r Rhythm) Every() time.Duration { return r.every }

// Phase is where within a span something stands, rounded to the grid: the same at every start, by a hash of its name.
func Phase(id string, span time.Duration) time.Duration {
	if span <= Grid {
		return 0
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // a hash never fails
	slots := uint64(span / Grid)
	return time.Duration(mix(h.Sum32())%slots) * Grid //nolint:gosec // far below 2^63: a span is at most some years
}

// mix spreads a hash of names that differ in little.
func mix(h uint32) uint64 {
	x := uint64(h) * 0x9e3779b97f4a7c15 // the golden ratio of 2^64, as Knuth's multiplicative hashing takes it
	return x ^ x>>29
}

// Spread is over how long the first askings of n things are spread.
func Spread(n int) time.Duration {
	return (time.Duration(n) * time.Second / Pace).Truncate(Grid)
}

package estate

import (
	"time"

	"vigie/internal/result"
)

// Past is what the history knows of one site, made for one look at it. It may be older than the snapshot beside it.
type Past struct {
	Site    string
	Made    time.Time
	Uptime  []Share       // of the last day, week and month
	Latency []Percentiles // of the same periods
	Days    []Day         // oldest first; the last one is today
	Points  []Point       // of the last day, oldest first, evenly spaced
	Step    time.Duration // between two points
	Outages []Outage      // newest first
}

// Share is the part of a period in which a site answered.
type Share struct {
	Period time.Duration
	Of     float64 // 0…1 of the time that was observed; negative where none was
	Seen   float64 // 0…1 of the period: how much of it was observed
}

// Percentiles are how long answers took within a period; half of them took less than P50. They are true to 2 %.
type Percentiles struct {
	Period        time.Duration
	Answers       int // that were counted; the others are 0 where this is
	P50, P95, P99 time.Duration
}

// Day is how one day of a calendar was spent. Days are 23 to 25 hours long where clocks are changed.
type Day struct {
	Date                                time.Time // its beginning, in the location that was asked for
	Up, Degraded, Down, Unknown, Paused time.Duration
}

// Observed is how much of the day is known.
func (d Day) Observed() time.Duration { return d.Up + d.Degraded + d.Down }

// Worst is the most troubled state of the day that is known; unknown where nothing is.
func (d Day) Worst() result.State {
	switch {
	case d.Down > 0:
		return result.Down
	case d.Degraded > 0:
		return result.Degraded
	case d.Up > 0:
		return result.Up
	case d.Paused > 0:
		return result.Paused
	default:
		return result.Unknown
	}
}

// Point is what came of the askings within one step of time.
type Point struct {
	Time              time.Time // when the step begins
	Answers, Failures int
	Least, Mean, Most time.Duration // of the answers; 0 where there were none
}

// Outage is one stretch of time in which a site was down.
type Outage struct {
	From, To time.Time // To is zero while it lasts
	Failure  result.Failure
	Reason   string
	Gap      time.Duration // within it, how long nobody watched
}

// Keeping is how the history is doing.
type Keeping struct {
	Off   bool      // nothing is kept, on purpose
	Error string    // why nothing can be kept now, made fit for a person; empty when all is well
	Since time.Time // of the error
	Lost  uint64    // results that could not be kept since the start
}

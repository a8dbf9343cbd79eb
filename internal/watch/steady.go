package watch

import (
	"time"

	"vigie/internal/result"
)

// steady turns samples into a state that does not jump: a change is believed after so many samples in a row,
// and is then dated back to the first of them.
type steady struct {
	confirm int // samples in a row that make a change; at least 1

	state  result.State
	since  time.Time
	streak int       // samples in a row that differ from state
	first  time.Time // the first of them
}

func newSteady(confirm int) steady {
	return steady{confirm: max(confirm, 1), state: result.Unknown}
}

// add takes one sample.
//
// A first good answer is believed at once, since there is nothing to weigh it against, and so is "could not be
// asked", which accuses nobody. Everything else, recovery too, is asked again before it counts.
func (s *steady) add(t time.Time, sample result.State) {
	if sample == s.state {
		s.streak = 0
		if s.since.IsZero() {
			s.since = t
		}
		return
	}
	if s.streak++; s.streak == 1 {
		s.first = t
	}
	atOnce := sample == result.Unknown || (s.state == result.Unknown && sample == result.Up)
	if s.streak < s.confirm && !atOnce {
		return
	}
	s.state, s.since, s.streak = sample, s.first, 0
	if atOnce {
		s.since = t
	}
}

// wavering tells whether the last sample spoke of a change that is not confirmed yet.
func (s *steady) wavering() bool { return s.streak > 0 }

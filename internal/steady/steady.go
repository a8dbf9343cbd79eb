// Package steady turns samples into a state that does not jump: a change is believed when enough samples in a row say
// so, and is then dated back to the first of them; what comes and goes is named and held.
//
// It may import result and nothing else of vigie. It has no clock: every sample brings its time.
package steady

import (
	"time"

	"vigie/internal/result"
)

// The memory by which flapping is told, in samples. A fifth of it is what an ordinary outage with its recovery makes.
const (
	memory    = 20 // samples that are remembered
	restless  = 6  // turns among them from which on it is flapping: three outages, each with its recovery
	settled   = 2  // turns among them at which it has settled
	tellAfter = 5  // samples in a row that are believed while it flaps, at least
)

// Machine is the state of one check. The zero value is not useful; see New.
type Machine struct {
	confirm int
	state   result.State
	since   time.Time
	shown   time.Time // the first sample that showed it, after whatever gap there was
	run     []sample  // the last samples, none of which has changed the state: at most those that could confirm
	recent  uint32    // the last samples as bits, the newest lowest; 1 failed
	seen    int       // how many of the bits are meant
	flaps   bool
	before  before
}

type sample struct {
	at    time.Time
	state result.State
}

// before is what was known before nobody watched.
type before struct {
	state result.State
	since time.Time
}

// New is a machine that believes a change after so many samples in a row, at least one. Its first state is unknown.
func New(confirm int) *Machine {
	return &Machine{confirm: max(confirm, 1), state: result.Unknown}
}

// State is what is believed.
func (m *Machine) State() result.State { return m.state }

// Since is when the state began: the first sample that showed it. It is zero before any sample.
func (m *Machine) Since() time.Time { return m.since }

// Seen is from when on the state has been seen: as Since, but of what goes on after a gap only since the gap.
func (m *Machine) Seen() time.Time { return m.shown }

// Confirm changes how many samples in a row are believed.
func (m *Machine) Confirm(n int) { m.confirm = max(n, 1) }

// Wavering tells whether the last sample spoke of a change that is not confirmed yet.
func (m *Machine) Wavering() bool { return len(m.run) > 0 }

// Failing tells whether the last sample was a failure.
func (m *Machine) Failing() bool { return m.seen > 0 && m.recent&1 == 1 }

// Flapping tells whether it comes and goes too often for a single sample, or a few, to mean anything.
func (m *Machine) Flapping() bool { return m.flaps }

// Failures is how many of how many remembered samples failed.
func (m *Machine) Failures() (failed, of int) {
	for i := range m.seen {
		failed += int(m.recent >> i & 1)
	}
	return failed, m.seen
}

// Resume tells what was known before nobody watched: where the first thing that is believed again is the same state,
// it goes on since then.
func (m *Machine) Resume(state result.State, since time.Time) {
	m.before = before{state, since}
}

// Lost forgets what was believed: nobody has watched since from. What was known before goes on if it is found again.
func (m *Machine) Lost(from time.Time) {
	if m.state != result.Unknown {
		m.before = before{m.state, m.since}
	}
	m.state, m.since, m.shown, m.run = result.Unknown, from, from, nil
}

// Add takes one sample.
//
// A first answer after nothing was known is believed at once, since there is nothing to weigh it against, and so is
// "could not be asked", which accuses nobody. Everything else, recovery too, needs confirmation: a state is believed
// when the last samples were all at least as bad, or all at least as good.
func (m *Machine) Add(t time.Time, s result.State) {
	m.remember(s)
	switch {
	case s == result.Unknown:
		m.unknown(t)
		return
	case m.state == result.Unknown && s != result.Down:
		m.run = m.run[:0]
		m.become(s, t)
		return
	case s == m.state:
		m.run = m.run[:0]
		return
	}
	m.run = append(m.run, sample{t, s})
	need := m.need()
	if len(m.run) < need {
		return
	}
	window := m.run[len(m.run)-need:]
	best, worst := window[0].state, window[0].state
	for _, x := range window[1:] {
		if best.Worse(x.state) {
			best = x.state
		}
		if x.state.Worse(worst) {
			worst = x.state
		}
	}
	switch {
	case m.state == result.Unknown || best.Worse(m.state):
		m.become(best, m.firstOf(func(x result.State) bool { return !best.Worse(x) }))
	case m.state.Worse(worst):
		m.become(worst, m.firstOf(func(x result.State) bool { return !x.Worse(worst) }))
	default: // to both sides of what is believed: it stays
		m.run = append(m.run[:0], window...)
	}
}

// unknown is believed at once. What was known before goes on where it is found again.
func (m *Machine) unknown(t time.Time) {
	m.run = m.run[:0]
	if m.state == result.Unknown {
		if m.since.IsZero() {
			m.since, m.shown = t, t
		}
		return
	}
	m.before = before{m.state, m.since}
	m.state, m.since, m.shown = result.Unknown, t, t
}

// become takes a state that is believed since a moment; where it is that which was known before, since longer.
func (m *Machine) become(s result.State, since time.Time) {
	m.shown = since
	if m.state == result.Unknown && m.before.state == s && !m.before.since.IsZero() {
		since = m.before.since
	}
	m.state, m.since, m.before = s, since, before{}
	further := len(m.run) // the last samples may speak of more than is believed yet
	for further > 0 && m.run[further-1].state != s {
		further--
	}
	m.run = append(m.run[:0], m.run[further:]...)
}

// firstOf is the time of the first of the last samples without a break that are as wanted.
func (m *Machine) firstOf(wanted func(result.State) bool) time.Time {
	i := len(m.run) - 1
	for i > 0 && wanted(m.run[i-1].state) {
		i--
	}
	return m.run[i].at
}

// need is how many samples in a row are believed.
func (m *Machine) need() int {
	if m.flaps {
		return max(tellAfter, 2*m.confirm)
	}
	return m.confirm
}

// remember counts a sample for flapping. One that could not be asked says nothing.
func (m *Machine) remember(s result.State) {
	if s == result.Unknown {
		return
	}
	m.recent <<= 1
	if s == result.Down {
		m.recent |= 1
	}
	m.seen = min(m.seen+1, memory)
	turns := 0
	for i := range m.seen - 1 {
		turns += int((m.recent>>i ^ m.recent>>(i+1)) & 1)
	}
	switch {
	case turns >= restless:
		m.flaps = true
	case turns <= settled:
		m.flaps = false
	}
}

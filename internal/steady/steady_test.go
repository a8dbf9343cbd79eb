package steady

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
)

var t0 = time.Date(2021, 3, 10, 0, 30, 0, 0, time.UTC)

func at(minutes int) time.Time { return t0.Add(time.Duration(minutes) * time.Minute) }

// letters are samples, one a minute: u up, s slow, d down, ? could not be asked.
func letters(s string) []result.State {
	words := map[rune]result.State{'u': result.Up, 's': result.Degraded, 'd': result.Down, '?': result.Unknown}
	var list []result.State
	for _, r := range s {
		list = append(list, words[r])
	}
	return list
}

func fed(confirm int, samples string) *Machine {
	m := New(confirm)
	for i, x := range letters(samples) {
		m.Add(at(i), x)
	}
	return m
}

func TestState01TheStartIsDatedBackToTheFirstFailure(t *testing.T) {
	for name, c := range map[string]struct {
		samples string
		want    result.State
		since   int // minute
	}{
		"the first good answer is believed":                {"u", result.Up, 0},
		"so is a first slow one":                           {"s", result.Degraded, 0},
		"a first failure alone says nothing":               {"d", result.Unknown, 0},
		"two of them do":                                   {"dd", result.Down, 0},
		"the start is dated back to the first failure":     {"uudd", result.Down, 2},
		"one failure in between is forgotten":              {"udud", result.Up, 0},
		"slow and then down is slow since the first":       {"usd", result.Degraded, 1},
		"and down since the first failure":                 {"usdd", result.Down, 2},
		"down and then slow is slow at least":              {"uds", result.Degraded, 1},
		"slow among failures does not end an outage":       {"uddsd", result.Down, 1},
		"twice slow is no longer down":                     {"uddss", result.Degraded, 3},
		"slow then good is slow, until good is sure":       {"uddsu", result.Degraded, 3},
		"not being able to ask is believed at once":        {"uu?", result.Unknown, 2},
		"and an answer after it":                           {"uu?u", result.Up, 0},
		"an outage goes on after nobody could ask":         {"udd??dd", result.Down, 1},
		"another state after that begins anew":             {"udd??u", result.Up, 5},
		"could not be asked breaks a row of failures":      {"ud?d", result.Unknown, 2},
		"three failures in a row with one could-not-ask":   {"ud?dd", result.Down, 3},
		"recovery is found where it was before the outage": {"uddu?u", result.Up, 5},
	} {
		t.Run(name, func(t *testing.T) {
			m := fed(2, c.samples)
			if m.State() != c.want {
				t.Fatalf("state %s, want %s", m.State(), c.want)
			}
			if c.samples != "d" && !m.Since().Equal(at(c.since)) {
				t.Errorf("since minute %v, want %d", m.Since().Sub(t0).Minutes(), c.since)
			}
		})
	}
}

func TestState02RecoveryIsConfirmedToo(t *testing.T) {
	for name, c := range map[string]struct {
		confirm int
		samples string
		want    result.State
		since   int
	}{
		"a single good answer does not end an outage":  {2, "uddu", result.Down, 1},
		"two do, dated back to the first":              {2, "udduu", result.Up, 3},
		"without confirmation one is enough each way":  {1, "udu", result.Up, 2},
		"three that are asked for are waited for":      {3, "udduddd", result.Down, 4},
		"as many good ones end it":                     {3, "udddduuu", result.Up, 5},
		"a row that is broken is counted from anew":    {3, "uddddduuduu", result.Down, 1},
		"a good and a slow one are slow at the worst":  {2, "uddus", result.Degraded, 3},
		"a slow site that is well is up since it was":  {2, "uddssuu", result.Up, 5},
		"a slow site that falls is down since it fell": {2, "ussdd", result.Down, 3},
	} {
		t.Run(name, func(t *testing.T) {
			m := fed(c.confirm, c.samples)
			if m.State() != c.want || !m.Since().Equal(at(c.since)) {
				t.Errorf("%s since minute %v, want %s since %d", m.State(), m.Since().Sub(t0).Minutes(), c.want, c.since)
			}
		})
	}
}

func TestFlappingIsNamedAndHeld(t *testing.T) {
	m := fed(2, "u"+strings.Repeat("ddduuu", 2))
	if m.Flapping() {
		t.Fatal("two outages are no flapping")
	}
	m = fed(2, "u"+strings.Repeat("dduu", 4))
	if !m.Flapping() {
		t.Fatal("four outages within 17 samples are not called flapping")
	}
	state, since := m.State(), m.Since()
	for i, x := range letters(strings.Repeat("dduu", 10)) {
		if m.Add(at(20+i), x); m.State() != state || !m.Since().Equal(since) {
			t.Fatalf("sample %d turned it to %s although it flaps", i, m.State())
		}
	}
	if failed, of := m.Failures(); failed != 10 || of != 20 {
		t.Errorf("%d of %d failed, want 10 of 20", failed, of)
	}
	for i := range 25 {
		m.Add(at(100+i), result.Up)
	}
	if m.Flapping() || m.State() != result.Up {
		t.Errorf("after 25 good answers it is %s, flapping: %v", m.State(), m.Flapping())
	}
	for i := range 4 {
		m.Add(at(200+i), result.Down)
	}
	if m.State() != result.Down || !m.Since().Equal(at(200)) {
		t.Errorf("a real outage afterwards is %s since %v", m.State(), m.Since())
	}
}

func TestEveryOtherAnswerFailingIsFlappingAlthoughNeverDown(t *testing.T) {
	m := fed(2, strings.Repeat("ud", 10))
	if m.State() != result.Up || !m.Flapping() {
		t.Errorf("%s, flapping: %v", m.State(), m.Flapping())
	}
}

func TestAFlappingSiteThatStaysDownIsDown(t *testing.T) {
	m := fed(2, strings.Repeat("dduu", 5)+"ddddd")
	if m.State() != result.Down || !m.Since().Equal(at(20)) {
		t.Errorf("%s since minute %v", m.State(), m.Since().Sub(t0).Minutes())
	}
}

func TestAGapIsUnknownAndWhatLastsGoesOn(t *testing.T) {
	m := fed(2, "udd")
	m.Lost(at(3))
	if m.State() != result.Unknown || !m.Since().Equal(at(3)) || m.Wavering() {
		t.Fatalf("in the gap it is %s since %v", m.State(), m.Since())
	}
	m.Add(at(60), result.Down)
	m.Add(at(61), result.Down)
	if m.State() != result.Down || !m.Since().Equal(at(1)) {
		t.Errorf("after the gap it is %s since %v, want down since minute 1", m.State(), m.Since())
	}
	fresh := New(2) // after a restart
	fresh.Resume(result.Down, at(1))
	fresh.Add(at(60), result.Down)
	fresh.Add(at(61), result.Down)
	if fresh.State() != result.Down || !fresh.Since().Equal(at(1)) {
		t.Errorf("after a restart it is %s since %v, want down since minute 1", fresh.State(), fresh.Since())
	}
	other := New(2)
	other.Resume(result.Down, at(1))
	other.Add(at(60), result.Up)
	if other.State() != result.Up || !other.Since().Equal(at(60)) {
		t.Errorf("what has recovered meanwhile is %s since %v", other.State(), other.Since())
	}
}

// Whatever comes: a state begins with a sample that showed it and was followed by nothing better, and a state other
// than unknown is never believed against the last samples.
func TestNoStateIsBelievedAgainstTheLastSamples(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	all := []result.State{result.Up, result.Up, result.Degraded, result.Down, result.Down, result.Unknown}
	for range 2000 {
		confirm := 1 + r.IntN(4)
		m := New(confirm)
		var last []result.State
		for i := range 60 {
			x := all[r.IntN(len(all))]
			before := m.State()
			m.Add(at(i), x)
			last = append(last, x)
			if m.State() == before || m.State() == result.Unknown {
				continue
			}
			if before == result.Unknown && m.State() != result.Down {
				continue // believed at once
			}
			for _, y := range last[max(0, len(last)-confirm):] {
				if before.Worse(m.State()) == y.Worse(m.State()) && y != m.State() {
					t.Fatalf("%s became %s by %v", before, m.State(), last)
				}
			}
			if m.Since().After(at(i)) {
				t.Fatalf("a state begins after its last sample")
			}
		}
	}
}

package estate_test

import (
	"slices"
	"testing"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
)

// Who has read the first n events is given those after them, of which a snapshot holds only the newest.
func TestOnlyEventsThatWereNotReadAreGiven(t *testing.T) {
	s := &estate.Snapshot{Happened: 5, Events: []estate.Event{{Text: "3"}, {Text: "4"}, {Text: "5"}}}
	for n, want := range map[uint64][]string{0: {"3", "4", "5"}, 2: {"3", "4", "5"}, 3: {"4", "5"}, 4: {"5"}, 5: nil, 9: nil} {
		var got []string
		for _, e := range s.Since(n) {
			got = append(got, e.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("after the first %d come %q, want %q", n, got, want)
		}
	}
}

// A hiccup is not shown, but a source that never answered has nothing to show instead.
func TestAFaultOfASourceShowsWhenItHasLasted(t *testing.T) {
	began := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		source estate.Source
		after  time.Duration
		faulty bool
	}{
		"all is well":       {estate.Source{LastOK: began}, time.Hour, false},
		"a hiccup":          {estate.Source{LastOK: began, Error: "no answer", Since: began}, 4 * time.Second, false},
		"it lasts":          {estate.Source{LastOK: began, Error: "no answer", Since: began}, 5 * time.Second, true},
		"it never answered": {estate.Source{Error: "no answer", Since: began}, 0, true},
	} {
		if got := c.source.Faulty(began.Add(c.after)); got != c.faulty {
			t.Errorf("%s: faulty %t", name, got)
		}
	}
}

func TestTheMostTroubledCheckSpeaksForItsSite(t *testing.T) {
	up, down, paused := &result.Result{Reason: "up"}, &result.Result{Reason: "down"}, &result.Result{Reason: "paused"}
	s := estate.Site{Checks: []estate.Check{{State: result.Down}, {State: result.Up, Last: up}, {State: result.Down, Last: down}, {State: result.Paused, Last: paused}}}
	if got := s.Last(); got != down {
		t.Errorf("it is told by %+v", got)
	}
	if got := (&estate.Site{Checks: []estate.Check{{}}}).Last(); got != nil {
		t.Errorf("before the first answer it is told by %+v", got)
	}
	s.Failure = result.FlowStep
	if got := s.Class(); got != result.FlowStep {
		t.Errorf("it fails of %s", got)
	}
	s.Root = result.TCPTimeout
	if got := s.Class(); got != result.TCPTimeout {
		t.Errorf("at the bottom of it, it fails of %s", got)
	}
}

func TestADayIsAsBadAsTheWorstOfIt(t *testing.T) {
	const h = time.Hour
	for want, d := range map[result.State]estate.Day{
		result.Down: {Up: 20 * h, Degraded: h, Down: h, Unknown: h}, result.Degraded: {Up: 20 * h, Degraded: h, Paused: h},
		result.Up: {Up: h, Unknown: 20 * h, Paused: h}, result.Paused: {Unknown: h, Paused: 20 * h}, result.Unknown: {Unknown: 24 * h},
	} {
		if got := d.Worst(); got != want {
			t.Errorf("%+v is %s, want %s", d, got, want)
		}
	}
	if got := (estate.Day{Up: h, Degraded: h, Down: h, Unknown: 9 * h, Paused: 9 * h}).Observed(); got != 3*h {
		t.Errorf("%s were observed", got)
	}
}

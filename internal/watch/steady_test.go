package watch

import (
	"testing"
	"time"

	"vigie/internal/result"
)

var t0 = time.Date(2021, 3, 10, 0, 30, 0, 0, time.UTC)

func at(minutes int) time.Time { return t0.Add(time.Duration(minutes) * time.Minute) }

func TestSteady(t *testing.T) {
	const up, down, deg, unk = result.Up, result.Down, result.Degraded, result.Unknown
	for name, c := range map[string]struct {
		samples []result.State // one a minute
		want    result.State
		since   int // minute
	}{
		"the first good answer is believed":             {[]result.State{up}, up, 0},
		"a first failure alone says nothing":            {[]result.State{down}, unk, 0},
		"the start is dated back to the first failure":  {[]result.State{up, up, down, down}, down, 2},
		"one failure in between is forgotten":           {[]result.State{up, down, up, down}, up, 0},
		"recovery is confirmed too, and dated back":     {[]result.State{up, down, down, up, up}, up, 3},
		"a single good answer does not end an outage":   {[]result.State{up, down, down, up}, down, 1},
		"a mixed fall counts as one, its last word won": {[]result.State{up, deg, down}, down, 1},
		"not being able to ask is believed at once":     {[]result.State{up, unk}, unk, 1},
		"and so is the first answer after it":           {[]result.State{up, unk, up}, up, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSteady(2)
			for i, x := range c.samples {
				s.add(at(i), x)
			}
			if s.state != c.want {
				t.Fatalf("state %s, want %s", s.state, c.want)
			}
			if c.want != unk && !s.since.Equal(at(c.since)) {
				t.Errorf("since minute %v, want %d", s.since.Sub(t0).Minutes(), c.since)
			}
		})
	}
}

func TestUptimeIsCountedByTime(t *testing.T) {
	var l ledger
	l.turn(at(0), result.Up)
	l.turn(at(60), result.Down)
	l.turn(at(90), result.Unknown)
	l.turn(at(120), result.Degraded)
	// 60 min up, 30 down, 30 unknown, 60 degraded: 120 good of 150 seen.
	if got := l.uptime(at(0), at(180)); got != 0.8 {
		t.Errorf("uptime %v, want 0.8", got)
	}
	if got := l.uptime(at(60), at(90)); got != 0 {
		t.Errorf("uptime of the outage %v, want 0", got)
	}
	var empty ledger
	if got := empty.uptime(at(0), at(60)); got != -1 {
		t.Errorf("uptime of nothing %v, want -1", got)
	}
	l.turn(at(110), result.Down) // dated back into the unknown time
	if got := l.uptime(at(0), at(180)); got != 60.0/(60+30+70) {
		t.Errorf("uptime after a change that is dated back: %v", got)
	}
}

func TestRhythmMakesUpForNothing(t *testing.T) {
	if got := following(at(0), at(0), time.Minute, 10*time.Second); !got.Equal(at(0).Add(10 * time.Second)) {
		t.Errorf("before the first: %v", got)
	}
	if got := following(at(5), at(0), time.Minute, 10*time.Second); !got.Equal(at(5).Add(10 * time.Second)) {
		t.Errorf("after five minutes of silence: %v", got)
	}
	for _, id := range []string{"a", "b", "c"} {
		if p := phase(id, 30*time.Second); p < 0 || p >= 30*time.Second || p%grid != 0 || p != phase(id, 30*time.Second) {
			t.Errorf("phase of %s is %v", id, p)
		}
	}
}

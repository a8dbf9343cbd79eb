package history

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vigie/internal/estate"
	"vigie/internal/result"
)

// minute is a time in ms, so many minutes after the start of all tests.
func minute(m int) int64 { return t0.Add(time.Duration(m) * time.Minute).UnixMilli() }

func at(m int) time.Time { return moment(minute(m)) }

// line makes a timeline of states and the minutes in which they begin.
func line(turns ...any) (l timeline) {
	for i := 0; i < len(turns); i += 2 {
		t := turn{at: minute(turns[i].(int)), state: turns[i+1].(result.State)}
		if t.state == result.Down {
			t.failure, t.reason = result.TCPTimeout, "silent"
		}
		l = l.put(t)
	}
	return l
}

func TestUptimeIsCountedByTime(t *testing.T) {
	const up, down, deg, unk, paused = result.Up, result.Down, result.Degraded, result.Unknown, result.Paused
	for name, c := range map[string]struct {
		l        timeline
		from, to int
		of, seen float64
	}{
		"nothing is known":                       {nil, 0, 100, -1, 0},
		"only what was seen counts":              {line(50, up), 0, 100, 1, 0.5},
		"degraded is up":                         {line(0, deg, 50, down), 0, 100, 0.5, 1},
		"unknown counts for nothing":             {line(0, up, 60, unk, 80, down), 0, 100, 0.75, 0.8},
		"paused counts for nothing":              {line(0, up, 60, paused, 80, down), 0, 100, 0.75, 0.8},
		"what was before is in force":            {line(-500, down), 0, 100, 0, 1},
		"the ends cut":                           {line(-10, down, 25, up, 200, down), 0, 100, 0.75, 1},
		"a turn that is dated back replaces":     {line(0, up, 50, deg, 60, up, 40, down), 0, 100, 0.4, 1},
		"so does one at the same time":           {line(0, up, 50, down, 50, up), 0, 100, 1, 1},
		"a period without an extent is not seen": {line(0, up), 50, 50, -1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.l.share(minute(c.from), minute(c.to))
			if got.Of != c.of || got.Seen != c.seen {
				t.Errorf("%v of %v, want %v of %v", got.Of, got.Seen, c.of, c.seen)
			}
		})
	}
}

func TestOutagesAreMergedOverAGapInWhichNobodyWatched(t *testing.T) {
	const up, down, deg, unk, paused = result.Up, result.Down, result.Degraded, result.Unknown, result.Paused
	out := func(from, to, gap int) estate.Outage {
		o := estate.Outage{From: at(from), Failure: result.TCPTimeout, Reason: "silent", Gap: time.Duration(gap) * time.Minute}
		if to >= 0 {
			o.To = at(to)
		}
		return o
	}
	const lasting = -1
	for name, c := range map[string]struct {
		l    timeline
		want []estate.Outage
	}{
		"none":                                   {line(0, up), nil},
		"one that lasts":                         {line(0, up, 10, down), []estate.Outage{out(10, lasting, 0)}},
		"the newest first":                       {line(0, up, 10, down, 20, up, 30, down, 35, deg), []estate.Outage{out(30, 35, 0), out(10, 20, 0)}},
		"another reason is the same outage":      {line(10, down).put(turn{at: minute(15), state: down, reason: "other"}).put(turn{at: minute(20), state: up}), []estate.Outage{out(10, 20, 0)}},
		"down on both sides of a gap":            {line(10, down, 20, unk, 50, down, 60, up), []estate.Outage{out(10, 60, 30)}},
		"two gaps add":                           {line(10, down, 20, unk, 50, down, 60, unk, 61, down), []estate.Outage{out(10, lasting, 31)}},
		"up behind the gap: it ended in between": {line(10, down, 20, unk, 50, up), []estate.Outage{out(10, 20, 0)}},
		"nobody watches: it is not said to last": {line(10, down, 20, unk), []estate.Outage{out(10, 20, 0)}},
		"a pause parts two":                      {line(10, down, 20, paused, 50, down, 60, up), []estate.Outage{out(50, 60, 0), out(10, 20, 0)}},
		"the one that was under way is told":     {line(-50, down, 2, up), []estate.Outage{out(-50, 2, 0)}},
		"older ones are not":                     {line(-50, down, -2, up), nil},
		"nor those to come":                      {line(200, down), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, c.l.outages(minute(0), minute(100)), cmpopts.EquateEmpty()); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestDaysAre23And25HoursLongWhereClocksAreChanged(t *testing.T) {
	brussels, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Skip("no time zones on this machine")
	}
	for name, c := range map[string]struct {
		day  time.Time
		long time.Duration
	}{
		"spring": {time.Date(2021, 3, 28, 0, 0, 0, 0, brussels), 23 * time.Hour},
		"autumn": {time.Date(2021, 10, 31, 0, 0, 0, 0, brussels), 25 * time.Hour},
		"winter": {time.Date(2021, 1, 15, 0, 0, 0, 0, brussels), 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			l := timeline{{at: c.day.Add(-100 * time.Hour).UnixMilli(), state: result.Up}}
			l = l.put(turn{at: c.day.Add(90 * time.Minute).UnixMilli(), state: result.Down})
			l = l.put(turn{at: c.day.Add(c.long - time.Hour).UnixMilli(), state: result.Up})
			days := l.days(c.day.Add(c.long+6*time.Hour), brussels, 3)
			if len(days) != 3 {
				t.Fatal(days)
			}
			d := days[1]
			if !d.Date.Equal(c.day) || d.Observed() != c.long || d.Down != c.long-150*time.Minute {
				t.Errorf("%v: %v observed, %v down", d.Date, d.Observed(), d.Down)
			}
			if days[0].Observed() != 24*time.Hour || days[2].Observed() != 6*time.Hour || days[2].Down != 0 {
				t.Errorf("its neighbours: %+v", days)
			}
		})
	}
}

func TestADayBeforeAllIsUnknown(t *testing.T) {
	days := line(60*30, result.Up).days(at(60*48), time.UTC, 5)
	if got := days[1]; got.Unknown != 24*time.Hour || got.Worst() != result.Unknown {
		t.Errorf("%+v", got)
	}
	if got := days[3]; got.Unknown != 6*time.Hour || got.Up != 18*time.Hour {
		t.Errorf("the first day: %+v", got)
	}
	if got := days[4]; got.Up != 0 || got.Observed() != 0 {
		t.Errorf("a day that has just begun: %+v", got)
	}
}

package maintenance

import (
	"errors"
	"testing"
	"time"
)

func paris(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Skipf("this machine knows no time zones: %v", err)
	}
	return zone
}

func moment(t *testing.T, s string, zone *time.Location) time.Time {
	t.Helper()
	m, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func weekly(t *testing.T, s string, zone *time.Location) Window {
	t.Helper()
	w, err := ParseWeekly(s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return Window{Weekly: w}
}

func TestAWindowOnce(t *testing.T) {
	w := Window{From: moment(t, "2026-12-01 22:00", time.UTC), To: moment(t, "2026-12-02 02:00", time.UTC)}
	for at, open := range map[string]bool{
		"2026-12-01 21:59": false, "2026-12-01 22:00": true, "2026-12-02 01:59": true, "2026-12-02 02:00": false,
	} {
		if _, got := w.Active(moment(t, at, time.UTC)); got != open {
			t.Errorf("at %s it is open: %v", at, got)
		}
	}
	for at, want := range map[string]time.Time{
		"2026-11-01 00:00": w.From, "2026-12-01 22:00": w.To, "2026-12-01 23:00": w.To, "2026-12-02 02:00": {},
	} {
		if got := w.Turn(moment(t, at, time.UTC)); !got.Equal(want) {
			t.Errorf("after %s it turns at %v, want %v", at, got, want)
		}
	}
}

func TestAWindowEveryWeek(t *testing.T) {
	zone := paris(t)
	for name, c := range map[string]struct {
		hours string
		open  []string
		shut  []string
	}{
		"Sunday night": {
			"Su 02:00-04:00",
			[]string{"2026-11-29 02:00", "2026-11-29 03:59", "2026-12-06 03:00"},
			[]string{"2026-11-29 01:59", "2026-11-29 04:00", "2026-11-30 03:00", "2026-11-28 03:00"},
		},
		"over midnight": {
			"Mo-Fr 22:00-06:00",
			[]string{"2026-11-25 22:00", "2026-11-26 05:59", "2026-11-28 03:00"},
			[]string{"2026-11-25 21:59", "2026-11-26 06:00", "2026-11-28 22:30", "2026-11-29 05:00", "2026-11-30 05:00"},
		},
		"every day": {"03:00-03:30", []string{"2026-11-25 03:00", "2026-11-29 03:29"}, []string{"2026-11-25 03:30"}},
		"over the end of the week": {
			"Sa-Mo 10:00-11:00", []string{"2026-11-28 10:30", "2026-11-29 10:30", "2026-11-30 10:30"}, []string{"2026-12-01 10:30"},
		},
		"until midnight": {"We 20:00-24:00", []string{"2026-11-25 23:59"}, []string{"2026-11-26 00:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := weekly(t, c.hours, zone)
			for _, s := range c.open {
				if until, open := w.Active(moment(t, s, zone)); !open || !until.After(moment(t, s, zone)) {
					t.Errorf("at %s it is open: %v, until %v", s, open, until)
				}
			}
			for _, s := range c.shut {
				if _, open := w.Active(moment(t, s, zone)); open {
					t.Errorf("at %s it is open", s)
				}
			}
		})
	}
}

// In Paris clocks went from 02:00 to 03:00 on 29 March 2026, and from 03:00 back to 02:00 on 25 October 2026.
func TestState07TheDaysOnWhichClocksAreChanged(t *testing.T) {
	zone := paris(t)
	for name, c := range map[string]struct {
		hours    string
		day      string
		from, to string // UTC
	}{
		"spring, around the jump":     {"Su 01:30-04:00", "2026-03-29", "2026-03-29 00:30", "2026-03-29 02:00"},
		"spring, from within it":      {"Su 02:30-04:00", "2026-03-29", "2026-03-29 01:00", "2026-03-29 02:00"},
		"spring, up to within it":     {"Su 01:00-02:30", "2026-03-29", "2026-03-29 00:00", "2026-03-29 01:00"},
		"autumn, around the repeat":   {"Su 01:30-04:00", "2026-10-25", "2026-10-24 23:30", "2026-10-25 03:00"},
		"autumn, from the repeated":   {"Su 02:30-04:00", "2026-10-25", "2026-10-25 00:30", "2026-10-25 03:00"},
		"autumn, over midnight":       {"Sa 22:00-06:00", "2026-10-25", "2026-10-24 20:00", "2026-10-25 05:00"},
		"a night without any change":  {"Su 02:30-04:00", "2026-11-01", "2026-11-01 01:30", "2026-11-01 03:00"},
		"up to the end of a long day": {"Su 20:00-24:00", "2026-10-25", "2026-10-25 19:00", "2026-10-25 23:00"},
	} {
		t.Run(name, func(t *testing.T) {
			w := weekly(t, c.hours, zone)
			from, to := moment(t, c.from, time.UTC), moment(t, c.to, time.UTC)
			for at, open := range map[time.Time]bool{
				from.Add(-time.Second): false, from: true, to.Add(-time.Second): true, to: false,
			} {
				if _, got := w.Active(at); got != open {
					t.Errorf("at %v it is open: %v, want it from %v to %v", at.UTC(), got, from.UTC(), to.UTC())
				}
			}
			if got := w.Turn(from.Add(-time.Minute)); !got.Equal(from) {
				t.Errorf("it opens at %v, want %v", got.UTC(), from.UTC())
			}
			if got := w.Turn(from); !got.Equal(to) {
				t.Errorf("it shuts at %v, want %v", got.UTC(), to.UTC())
			}
		})
	}
	// Hours that a day does not have at all are no window.
	w := weekly(t, "Su 02:00-03:00", zone)
	if _, open := w.Active(moment(t, "2026-03-29 01:00", time.UTC)); open {
		t.Error("hours that the clock jumped over are a window")
	}
	if got := w.Turn(moment(t, "2026-03-29 00:00", time.UTC)); !got.Equal(moment(t, "2026-04-05 00:00", time.UTC)) {
		t.Errorf("after the hours that were jumped over it turns at %v", got.UTC())
	}
}

// Walking from turn to turn meets every opening and shutting, and only those.
func TestTurnsAreAllThereAre(t *testing.T) {
	zone := paris(t)
	for _, hours := range []string{"Su 02:30-04:00", "Mo-Fr 22:00-06:00", "00:00-24:00", "23:30-00:15"} {
		w := weekly(t, hours, zone)
		at := moment(t, "2026-03-20 00:00", time.UTC)
		_, open := w.Active(at)
		for next := w.Turn(at); at.Before(moment(t, "2026-11-10 00:00", time.UTC)); at = at.Add(5 * time.Minute) {
			for !next.IsZero() && !next.After(at) {
				_, open = w.Active(next)
				next = w.Turn(next)
			}
			if _, got := w.Active(at); got != open {
				t.Fatalf("%s: at %v it is open: %v, which no turn told", hours, at, got)
			}
		}
	}
}

func TestHoursThatAreNone(t *testing.T) {
	for _, s := range []string{"", "Su", "Su 2:00-4:00", "Su 02:00", "So 02:00-04:00", "Su 02:00-02:00", "Su 25:00-26:00", "Su 02:60-03:00", "Su Mo 02:00-03:00", "24:00-01:00"} {
		if w, err := ParseWeekly(s, nil); err == nil || !errors.Is(err, ErrWeekly) {
			t.Errorf("%q is taken for %v (%v)", s, w, err)
		}
	}
}

func FuzzParseWeekly(f *testing.F) {
	for _, s := range []string{"Su 02:00-04:00", "Mo-Fr,Su 22:00-06:00", "02:00-04:00", "We 20:00-24:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := ParseWeekly(s, time.UTC)
		if err != nil {
			return
		}
		again, err := ParseWeekly(w.String(), time.UTC)
		if err != nil || again != w {
			t.Errorf("%q is written as %q, which is read as %v (%v)", s, w.String(), again, err)
		}
		if w.String() == "" || (Window{Weekly: w}).Turn(time.Unix(0, 0)).IsZero() {
			t.Errorf("%q never opens", s)
		}
	})
}

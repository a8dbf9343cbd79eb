package cost

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	m, err := time.ParseInLocation("2006-01-02 15:04", s, zone(t, "Europe/Paris"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestOpeningHoursAreCountedOnTheClockOfThePlace(t *testing.T) {
	for _, c := range []struct {
		name, hours, from, to string
		open                  time.Duration
	}{
		{"a day within", "Mo-Sa 08:00-22:00", "2021-03-10 00:47", "2021-03-10 23:00", 14 * time.Hour},
		{"Sunday is closed", "Mo-Sa 08:00-22:00", "2021-03-14 00:00", "2021-03-15 00:00", 0},
		{"the middle of an hour", "Mo-Sa 08:00-22:00", "2021-03-10 21:45", "2021-03-11 08:10", 25 * time.Minute},
		{"a lunch break", "Mo-Fr 08:00-12:00,13:00-18:00; Sa 10:00-16:00", "2021-03-12 11:30", "2021-03-13 11:00", 30*time.Minute + 5*time.Hour + time.Hour},
		{"a comma before days", "Mo-Fr 08:00-12:00, Sa 10:00-16:00", "2021-03-13 00:00", "2021-03-14 00:00", 6 * time.Hour},
		{"over midnight", "Fr,Sa 22:00-04:00", "2021-03-14 03:00", "2021-03-14 12:00", time.Hour},
		{"over the end of the week", "Sa-Mo 10:00-11:00", "2021-03-13 00:00", "2021-03-20 00:00", 3 * time.Hour},
		{"a later rule replaces", "Mo-Su 10:00-18:00; Su off", "2021-03-14 00:00", "2021-03-16 00:00", 8 * time.Hour},
		{"always", "24/7", "2021-03-10 00:47", "2021-03-10 02:00", 73 * time.Minute},
		{"every day", "08:00-10:00", "2021-03-08 00:00", "2021-03-15 00:00", 14 * time.Hour},
		{"to midnight", "Mo 20:00-24:00", "2021-03-08 00:00", "2021-03-09 12:00", 4 * time.Hour},
		{"the clock is set forward", "Su 00:00-06:00", "2021-03-28 00:00", "2021-03-29 00:00", 5 * time.Hour},
		{"always, over the day of 23 hours", "24/7", "2021-03-28 00:00", "2021-03-29 00:00", 23 * time.Hour},
		{"the clock is set back", "Sa 22:00-06:00", "2021-10-30 12:00", "2021-10-31 12:00", 9 * time.Hour},
		{"ranges that overlap count once", "Mo 08:00-12:00,10:00-14:00", "2021-03-08 00:00", "2021-03-09 00:00", 6 * time.Hour},
		{"nothing backwards", "24/7", "2021-03-09 00:00", "2021-03-08 00:00", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := ParseHours(c.hours, zone(t, "Europe/Paris"))
			if err != nil {
				t.Fatal(err)
			}
			if got := h.Open(at(t, c.from), at(t, c.to)); got != c.open {
				t.Errorf("%s is open for %s from %s to %s, want %s", c.hours, got, c.from, c.to, c.open)
			}
			if again, err := ParseHours(h.String(), zone(t, "Europe/Paris")); err != nil || again.String() != h.String() {
				t.Errorf("%q is written as %q, which reads as %q, %v", c.hours, h, again, err)
			}
		})
	}
}

func TestAMistakeInOpeningHoursSaysWhereAndWhatWasMeant(t *testing.T) {
	for _, c := range []struct {
		in      string
		at      int
		nearest string
	}{
		{"Mon-Sat 08:00-22:00", 1, "Mo"},
		{"Mo-Sam 08:00-22:00", 4, "Sa"},
		{"Lu-Sa 08:00-22:00", 1, "Mo"},
		{"Ma-Za 08:00-22:00", 1, ""}, // French and Dutch differ: mardi, maandag
		{"Mo-Zo 08:00-22:00", 4, "Su"},
		{"Mo-Sa 8:00-22:00", 7, "08:00"},
		{"Mo-Sa 08:00-22h", 13, "22:00"},
		{"Mo-Sa 08h30-22:00", 7, "08:30"},
		{"Mo-Sa 08:00-26:00", 13, ""},
		{"Mo-Sa 08:00-22:60", 13, ""},
		{"Mo-Sa 08:00", 12, "08:00-22:00"},
		{"Mo-Sa", 6, ""},
		{"Mo 08:00-08:00", 4, "00:00-24:00"},
		{"PH off", 1, ""},
		{"", 1, "Mo-Sa 08:00-22:00"},
		{"Mo 08:00-10:00 dimanche 08:00-10:00", 16, ""},
		{"é 08:00-10:00, è", 1, ""},
		{"Mo 08:00-10:00; mercredi 08:00-10:00", 17, "We"},
	} {
		_, err := ParseHours(c.in, time.UTC)
		var wrong *HoursError
		if !errors.As(err, &wrong) {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		if wrong.At != c.at || wrong.Nearest != c.nearest {
			t.Errorf("%q: %v; want character %d and %q", c.in, err, c.at, c.nearest)
		}
	}
	if _, err := ParseHours("Mo off", time.UTC); err == nil || !strings.Contains(err.Error(), "never open") {
		t.Errorf("hours that are never open: %v", err)
	}
}

func FuzzParseHours(f *testing.F) {
	for _, s := range []string{"Mo-Sa 08:00-22:00", "24/7", "Fr,Sa 22:00-04:00; Su off", "Mo 08:00-12:00, Tu", "–", "Mo-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ParseHours(s, time.UTC)
		if err != nil {
			return
		}
		from := time.Date(2021, 3, 8, 0, 0, 0, 0, time.UTC)
		week := h.Open(from, from.AddDate(0, 0, 7))
		if week <= 0 || week > 7*24*time.Hour {
			t.Errorf("%q is open for %s in a week", s, week)
		}
		if middle := from.Add(77 * time.Hour); h.Open(from, middle)+h.Open(middle, from.AddDate(0, 0, 7)) != week {
			t.Errorf("%q: the parts of a week do not add up to it", s)
		}
	})
}

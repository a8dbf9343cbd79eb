package feed

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
)

func real(t *testing.T, name string) string {
	t.Helper()
	body, err := io.ReadAll(recorded(t, "pages-2026-08-22/"+name))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// What the six pages served on an evening in August 2026: nothing but works was open, and of the works without an end
// most had been called off.
func TestTheRealHistories(t *testing.T) {
	for page, want := range map[string]struct{ notices, lights, ill int }{
		"bare-metal-servers": {0, 204, 1}, "network": {0, 58, 2}, "web-cloud": {0, 153, 0},
		"public-cloud": {1, 598, 0}, "hosted-private-cloud": {0, 94, 0}, "customer-service": {0, 26, 0},
	} {
		p := (&stage{answers: map[string]string{"/history.json": real(t, page+".json")}}).at(t, "", august)
		r := read(t, p)
		ill := slices.DeleteFunc(slices.Clone(r.Components), account.Component.Well)
		if len(r.Notices) != want.notices || len(r.Components) != want.lights || len(ill) != want.ill {
			t.Errorf("%s: %d notices, %d lights, %d not well; want %+v", page, len(r.Notices), len(r.Components), len(ill), want)
		}
		for _, c := range r.Components {
			if c.Name == "" || c.Since.IsZero() {
				t.Errorf("%s: a light without a name or a time: %+v", page, c)
			}
		}
	}
}

// The real feeds say the same in both kinds, and of works to come both when they are and when they were announced.
func TestTheRealFeeds(t *testing.T) {
	for _, page := range []string{"bare-metal-servers", "web-cloud"} {
		var said [2][]string
		for k, kind := range []string{"rss", "atom"} {
			p := (&stage{answers: map[string]string{"/history." + kind: real(t, page+"."+kind)}}).at(t, "/history."+kind, august)
			for _, n := range read(t, p).Notices {
				said[k] = append(said[k], strings.Join([]string{n.ID, n.State, n.Title, n.Posted.String(), n.Started.String(), n.ETA.String()}, " "))
				if !n.Planned || n.Posted.IsZero() || n.Posted.After(august) || n.Started.IsZero() || n.ETA.Before(n.Started) || len(n.Updates) == 0 {
					t.Errorf("%s.%s: %+v", page, kind, n)
				}
			}
		}
		if len(said[0]) == 0 || !slices.Equal(said[0], said[1]) {
			t.Errorf("%s: RSS says\n%s\nAtom says\n%s", page, strings.Join(said[0], "\n"), strings.Join(said[1], "\n"))
		}
	}
}

func TestTimesOfAHistory(t *testing.T) {
	at := func(s string) time.Time {
		x, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			return time.Time{}
		}
		return x
	}
	for _, c := range []struct{ stamp, month, from, to string }{
		{"Aug <var data-var='date'>22</var>, <var data-var='time'>06:46</var> - <var data-var='time'>06:54</var> UTC", "2026-08", "2026-08-22 06:46", "2026-08-22 06:54"},
		{"Jul 31, 23:00 - Aug 1, 01:00 UTC", "2026-07", "2026-07-31 23:00", "2026-08-01 01:00"},
		{"Dec 31, 23:00 - Jan 1, 01:00 UTC", "2025-12", "2025-12-31 23:00", "2026-01-01 01:00"},
		{"Dec 31, 23:00 - Jan 1, 01:00 UTC", "2026-01", "2025-12-31 23:00", "2026-01-01 01:00"},
		{"Feb 29, 10:00 UTC", "2028-02", "2028-02-29 10:00", ""},
		{"Aug 7, 12:00 PDT", "2026-08", "2026-08-07 19:00", ""},
		{"Aug 7, 12:00 XYZ", "2026-08", "", ""},
		{"Aug 7, 12:00 - 13:00 XYZ", "2026-08", "", "2026-08-01 00:00"},
		{"soon", "2026-08", "", ""},
		{"", "2026-08", "", ""},
	} {
		from, to := span(c.stamp, at(c.month+"-01 00:00"))
		if !from.Equal(at(c.from)) || !to.Equal(at(c.to)) {
			t.Errorf("%q under %s is from %v to %v", c.stamp, c.month, from, to)
		}
	}
}

func TestTimesOfFeeds(t *testing.T) {
	want := time.Date(2026, 8, 22, 20, 44, 36, 0, time.UTC)
	for _, s := range []string{
		"Sat, 22 Aug 2026 20:44:36 +0000", "Sat, 22 Aug 2026 22:44:36 +0200", "Sat, 22 Aug 2026 13:44:36 PDT", "Sat, 22 Aug 2026 20:44:36 GMT",
		"2026-08-22T20:44:36Z", " 2026-08-22T16:44:36-04:00\n",
	} {
		if got := when(s); !got.Equal(want) {
			t.Errorf("%q is %v", s, got)
		}
	}
	if !when("yesterday").IsZero() {
		t.Error("yesterday is a time")
	}
}

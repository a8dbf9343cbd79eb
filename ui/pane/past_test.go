package pane

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"vigie/internal/estate"
	"vigie/ui/theme"
)

func brussels(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Skipf("no time zones on this machine: %v", err)
	}
	return loc
}

func TestUnwatchedIsWhatIsMissingOfTheDayAsFarAsItHasCome(t *testing.T) {
	loc := brussels(t)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, loc) }
	now := time.Date(2021, time.April, 10, 12, 0, 0, 0, loc)
	for name, c := range map[string]struct {
		day  estate.Day
		want float64
	}{
		"a whole day":              {estate.Day{Date: day(2021, 3, 10), Up: 24 * time.Hour}, 0},
		"a day of 23 hours":        {estate.Day{Date: day(2021, 3, 28), Up: 23 * time.Hour}, 0},
		"a day of 25 hours":        {estate.Day{Date: day(2020, 10, 25), Up: 25 * time.Hour}, 0},
		"one that is half watched": {estate.Day{Date: day(2021, 3, 10), Up: 11 * time.Hour, Down: time.Hour, Unknown: 12 * time.Hour}, 0.5},
		"before the watch began":   {estate.Day{Date: day(2021, 3, 10), Unknown: 24 * time.Hour}, 1},
		"nothing is known of it":   {estate.Day{Date: day(2021, 3, 10)}, 1},
		"a pause is not watched":   {estate.Day{Date: day(2021, 3, 10), Up: 18 * time.Hour, Paused: 6 * time.Hour}, 0.25},
		"today until now":          {estate.Day{Date: day(2021, 4, 10), Up: 12 * time.Hour}, 0},
		"a third of today":         {estate.Day{Date: day(2021, 4, 10), Up: 8 * time.Hour}, 1.0 / 3},
		"a restart of a minute":    {estate.Day{Date: day(2021, 3, 10), Up: 24*time.Hour - time.Minute}, 0},
	} {
		if got := unwatched(c.day, now); got-c.want > 1e-9 || c.want-got > 1e-9 {
			t.Errorf("%s: %.4f is missing, want %.4f", name, got, c.want)
		}
	}
}

// strip draws the month, from the line of its days on to its scale.
func strip(t *testing.T, w int, days ...estate.Day) []string {
	t.Helper()
	p := &page{w: w, th: theme.New("none", true)}
	d := &Detail{scene: Scene{Theme: p.th}}
	made := days[len(days)-1].Date.Add(12 * time.Hour)
	d.month(p, &estate.Past{Days: days, Made: made})
	var out []string
	for _, l := range p.lines {
		if ansi.StringWidth(l) != w {
			t.Errorf("%q is not %d cells", l, w)
		}
		out = append(out, strings.TrimRight(ansi.Strip(l), " "))
	}
	at := slices.IndexFunc(out, func(l string) bool { return strings.TrimLeft(l, "●○✕▲‖◌ ") == "" && l != "" })
	return out[max(at, 0) : len(out)-1]
}

func TestADayThatNobodyWatchedIsNeverShownAsFine(t *testing.T) {
	start := time.Date(2021, time.March, 6, 0, 0, 0, 0, time.UTC)
	const whole = 24 * time.Hour
	days := []estate.Day{
		{Date: start, Unknown: whole},
		{Date: start.AddDate(0, 0, 1), Up: whole / 2, Unknown: whole / 2},
		{Date: start.AddDate(0, 0, 2), Up: whole - time.Hour, Down: time.Hour},
		{Date: start.AddDate(0, 0, 3), Paused: whole},
		{Date: start.AddDate(0, 0, 4), Up: whole / 2},
	}
	for w, want := range map[int][]string{
		20: {"◌ ○ ✕ ‖ ●", "█ ▄   █"}, 9: {"◌○✕‖●", "█▄ █"}, 2: {"‖●", "█"},
	} {
		got := strip(t, w, days...)
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("in %d cells the strip is\n%s\nwant\n%s", w, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	if got := strip(t, 20, days[2], days[4]); len(got) != 1 {
		t.Errorf("where all was watched the strip has %d lines: %q", len(got), got)
	}
}

func TestPointsAreJoinedIntoEvenMoments(t *testing.T) {
	start := time.Date(2021, time.March, 9, 2, 0, 0, 0, time.UTC)
	past := &estate.Past{Step: 5 * time.Minute}
	for i := range 288 {
		q := estate.Point{Time: start.Add(time.Duration(i) * past.Step)}
		if i%12 == 0 { // asked once an hour
			q.Answers, q.Mean = 1, 100*time.Millisecond
		}
		past.Points = append(past.Points, q)
	}
	past.Points[287] = estate.Point{Time: past.Points[287].Time, Answers: 3, Failures: 1, Mean: 300 * time.Millisecond}
	for _, c := range []struct {
		w      int
		every  time.Duration
		n      int
		length time.Duration
	}{
		{288, time.Minute, 288, 5 * time.Minute},
		{72, time.Minute, 72, 20 * time.Minute},
		{66, time.Minute, 58, 25 * time.Minute},
		{1, time.Minute, 1, 24 * time.Hour},
		{288, time.Hour, 24, time.Hour},
		{0, time.Minute, 0, 0},
	} {
		moments, length := gather(past, c.w, c.every)
		if len(moments) != c.n || length != c.length {
			t.Errorf("in %d cells, asked every %v: %d moments of %v, want %d of %v", c.w, c.every, len(moments), length, c.n, c.length)
			continue
		}
		if c.n == 0 {
			continue
		}
		if last := moments[c.n-1]; last.failures != 1 || last.answers < 3 {
			t.Errorf("in %d cells the newest moment is %+v", c.w, last)
		}
		for i, m := range moments {
			if c.every == time.Hour && m.answers == 0 {
				t.Errorf("asked every hour, moment %d looks as if nobody had asked", i)
			}
		}
	}
	moments, _ := gather(past, 24, time.Minute)
	if got := moments[23].mean; got < 0.249 || got > 0.251 { // one of 100 ms, three of 300 ms
		t.Errorf("the mean of the newest moment is %v s, want 0.25 s", got)
	}
}

func TestLabelsOfAScaleNeverTouch(t *testing.T) {
	p := &page{w: 20, th: theme.New("none", true)}
	p.ruler(18, []label{{0, "1 Mar"}, {5, "2 Mar"}, {6, "3 Mar"}, {12, "4 Mar"}}, "today")
	if got, want := p.lines[0], "1 Mar 3 Mar  today  "; ansi.Strip(got) != want {
		t.Errorf("the scale is %q, want %q", ansi.Strip(got), want)
	}
}

func TestTheOpenOutageComesFirstAndSoFar(t *testing.T) {
	now := time.Date(2021, time.March, 10, 2, 0, 0, 0, time.UTC)
	p := &page{w: 76, th: theme.New("none", true)}
	d := &Detail{scene: Scene{Theme: p.th, Now: now}}
	past := &estate.Past{}
	for i := range 12 {
		from := now.Add(-time.Duration(i*i+1) * time.Hour)
		past.Outages = append(past.Outages, estate.Outage{From: from, To: from.Add(20 * time.Minute), Failure: "http.status", Reason: "status 503"})
	}
	past.Outages[0].To, past.Outages[1].Gap = time.Time{}, 5*time.Minute
	d.outages(p, past, "http")
	for i, want := range map[int]string{
		1: "Outages", 2: "✕ 01:00:00      1 h 00 min   so far · error page · status 503", 3: "✕ 00:00:00      20 min       error page · status 503",
		4: "  ◌ nobody watched for 5 min of it", 11: "  … and 4 more: vigie history lists all",
	} {
		if got := strings.TrimRight(ansi.Strip(p.lines[i]), " "); got != want {
			t.Errorf("line %d is %q, want %q", i, got, want)
		}
	}
}

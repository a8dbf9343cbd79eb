package watch_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/maintenance"
	"vigie/internal/result"
	"vigie/internal/watch"
	"vigie/probes"
)

const up, down, degraded = result.Up, result.Down, result.Degraded

func repeat(times int, list ...result.State) []result.State {
	var all []result.State
	for range times {
		all = append(all, list...)
	}
	return all
}

func TestFlappingIsNamedOnceAndDamped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: append(append([]result.State{up}, repeat(40, down, down, up, up)...), up)}
		l := begin(t, watch.Options{Sites: oneSite(p)})
		s := l.after(8 * time.Minute)
		shop := l.site(s, "Shop")
		if !shop.Flapping || shop.State == up {
			t.Errorf("while it comes and goes it is %s, flapping: %v", shop.State, shop.Flapping)
		}
		if n := len(l.turned("Shop")); n > 8 {
			t.Errorf("40 outages turned it %d times: %v", n, l.turned("Shop"))
		}
		s = l.after(time.Hour)
		if shop = l.site(s, "Shop"); shop.Flapping || shop.State != up {
			t.Errorf("an hour of good answers later it is %s, flapping: %v", shop.State, shop.Flapping)
		}
	})
}

// Every other answer failing never confirms a failure, and still not every visitor comes through.
func TestWhatComesAndGoesIsDegraded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: repeat(200, up, down)}
		l := begin(t, watch.Options{Sites: oneSite(p)})
		shop := l.site(l.after(10*time.Minute), "Shop")
		if shop.State != degraded || !strings.HasPrefix(shop.Reason, "it comes and goes: 10 of the last 20 answers failed, the last: ") {
			t.Errorf("%s: %s", shop.State, shop.Reason)
		}
		if got := l.turned("Shop"); !slices.Equal(got, []string{"unknown>up", "up>degraded"}) {
			t.Errorf("it turned %v", got)
		}
	})
}

func TestState03MaintenancePausesWhatItMeansNotTheAsking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{up}}
		start := time.Now()
		window := maintenance.Window{From: start.Add(10 * time.Minute), To: start.Add(30 * time.Minute), Why: "new disks"}
		l := begin(t, watch.Options{Sites: []config.Site{site("Shop", p, func(s *config.Site) {
			s.Maintenance = []maintenance.Window{window}
		})}})
		l.after(9 * time.Minute)
		p.answersNow(down)
		l.after(90 * time.Second)
		before := p.count()
		s := l.after(10 * time.Minute)
		shop := l.site(s, "Shop")
		if shop.State != result.Paused || !strings.HasPrefix(shop.Reason, "maintenance until ") || !strings.HasSuffix(shop.Reason, ": new disks") {
			t.Errorf("within the window it is %s: %s", shop.State, shop.Reason)
		}
		if p.count() < before+15 {
			t.Error("it is not asked within the window")
		}
		if got := l.turned("Shop"); !slices.Contains(got, "down>paused") {
			t.Errorf("it turned %v", got)
		}
		s = l.after(14 * time.Minute)
		shop = l.site(s, "Shop")
		if shop.State != down || shop.Since.After(window.From) {
			t.Errorf("after the window it is %s since %v", shop.State, shop.Since)
		}
		// 9 minutes up, 1 down, 20 paused, about 5 down: what is paused counts for nothing.
		if shop.Uptime24h < 0.6 || shop.Uptime24h > 0.7 {
			t.Errorf("its uptime is %.3f", shop.Uptime24h)
		}
		for _, e := range s.Events {
			if e.State == result.Paused && e.Quiet != "maintenance" {
				t.Errorf("an alert of maintenance: %+v", e)
			}
		}
	})
}

func TestState04ANeedExplainsAFailureAndSilencesItsAlertNotItsMonitoring(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		database, shop, blog := &script{answers: []result.State{up}}, &script{answers: []result.State{up}}, &script{answers: []result.State{up}}
		needs := func(s *config.Site) { s.Needs = []string{"Database"} }
		l := begin(t, watch.Options{Sites: []config.Site{site("Database", database), site("Shop", shop, needs), site("Blog", blog)}})
		l.after(5 * time.Minute)
		for _, p := range []*script{database, shop, blog} {
			p.answersNow(down)
		}
		s := l.after(3 * time.Minute)
		if x := l.site(s, "Shop"); x.State != down || x.ExplainedBy != "Database" {
			t.Errorf("the shop is %s, explained by %q", x.State, x.ExplainedBy)
		}
		quiet := make(map[string]string)
		for _, e := range s.Events {
			if e.State == down {
				quiet[e.Site] = e.Quiet
			}
		}
		if quiet["Shop"] != "it needs Database, which fails too" || quiet["Blog"] != "" || quiet["Database"] != "" {
			t.Errorf("no alerts: %q", quiet)
		}
		before := shop.count()
		database.answersNow(up)
		s = l.after(3 * time.Minute)
		if x := l.site(s, "Shop"); shop.count() < before+5 || x.State != down || x.ExplainedBy != "" {
			t.Errorf("with the database back the shop is %s, explained by %q", x.State, x.ExplainedBy)
		}
		shop.answersNow(up)
		s = l.after(3 * time.Minute)
		back := slices.IndexFunc(s.Events, func(e estate.Event) bool { return e.Site == "Shop" && e.State == up })
		if back < 0 || s.Events[back].Quiet != "" {
			t.Errorf("its return is told as %+v", s.Events)
		}
	})
}

func TestState06ARestartInAnOutageGoesOnWithIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now().Add(-3 * time.Hour)
		past := []watch.Remembered{
			{Site: "Shop", State: down, Since: began, Spans: []watch.Span{
				{From: began.Add(-3 * time.Hour), State: up}, {From: began, State: down}, {From: time.Now().Add(-time.Minute), State: result.Unknown},
			}},
			{Site: "Blog", State: down, Since: began},
			{Site: "Gone", State: down, Since: began},
		}
		shop, blog := &script{answers: []result.State{down}}, &script{answers: []result.State{up}}
		l := begin(t, watch.Options{Sites: []config.Site{site("Shop", shop), site("Blog", blog)}, Past: past})
		if x := l.site(l.Snapshot(), "Shop"); x.State != result.Unknown {
			t.Errorf("before it was asked it is %s", x.State)
		}
		s := l.after(time.Minute)
		x := l.site(s, "Shop")
		if x.State != down || !x.Since.Equal(began) {
			t.Errorf("it is %s since %v, want down since %v", x.State, x.Since, began)
		}
		if x.Uptime24h < 0.49 || x.Uptime24h > 0.51 {
			t.Errorf("its uptime is %.3f, want a half of six hours", x.Uptime24h)
		}
		if len(s.Incidents) != 1 || !s.Incidents[0].Opened.Equal(began) {
			t.Errorf("the incident: %+v", s.Incidents)
		}
		if y := l.site(s, "Blog"); y.State != up || y.Since.Before(began.Add(time.Hour)) {
			t.Errorf("what has recovered meanwhile is %s since %v", y.State, y.Since)
		}
	})
}

func TestSuspendAndResumeMakeAGapNotAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		well, ill := &script{answers: []result.State{up}}, &script{answers: append(repeat(4, up), down)}
		l := begin(t, watch.Options{Sites: []config.Site{site("Shop", well), site("Blog", ill)}})
		s := l.after(5 * time.Minute)
		since := l.site(s, "Blog").Since
		turned := len(l.turned("Shop"))
		well.answersNow(down, up) // what was under way when the lid was shut fails, and means nothing
		well.takesNow(3 * time.Second)
		for before := well.count(); well.count() == before; {
			l.after(100 * time.Millisecond)
		}
		slept := time.Now()
		l.door.set(time.Hour)
		s = l.after(5 * time.Second)
		if x := l.site(s, "Shop"); x.State == down {
			t.Error("an hour of sleep is taken for an outage")
		}
		s = l.after(time.Minute)
		if x := l.site(s, "Shop"); x.State != up {
			t.Errorf("after the sleep it is %s: %s", x.State, x.Reason)
		}
		if got := l.turned("Shop")[turned:]; slices.Contains(got, "up>down") || !slices.Equal(got, []string{"up>unknown", "unknown>up"}) {
			t.Errorf("it turned %v", got)
		}
		if x := l.site(s, "Blog"); x.State != down || !x.Since.Equal(since) {
			t.Errorf("what was down before and still is, is %s since %v, want %v", x.State, x.Since, since)
		}
		told := slices.IndexFunc(s.Events, func(e estate.Event) bool { return e.Kind == estate.EventWatch })
		if told < 0 || !strings.HasPrefix(s.Events[told].Text, "Nobody watched from ") || s.Events[told].Time.Before(slept) {
			t.Errorf("the gap is not told: %+v", s.Events)
		}
		if u := l.site(s, "Shop").Uptime24h; u != 1 {
			t.Errorf("its uptime is %v", u)
		}
	})
}

func TestAClockThatIsSetBackChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{up}}
		l := begin(t, watch.Options{Sites: oneSite(p)})
		l.after(5 * time.Minute)
		l.door.set(-30 * time.Second)
		s := l.after(5 * time.Minute)
		if x := l.site(s, "Shop"); x.State != up || x.Uptime24h != 1 {
			t.Errorf("it is %s with an uptime of %v", x.State, x.Uptime24h)
		}
		if got := l.turned("Shop"); len(got) != 1 {
			t.Errorf("it turned %v", got)
		}
		if last := s.Events[len(s.Events)-1]; last.Kind != estate.EventWatch || !strings.Contains(last.Text, "set back") {
			t.Errorf("told as %+v", last)
		}
	})
}

func TestAShortStallIsNoGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{up}}
		l := begin(t, watch.Options{Sites: oneSite(p)})
		l.after(5 * time.Minute)
		l.door.set(20 * time.Second) // less than two of its intervals: nothing of it was missed
		s := l.after(time.Minute)
		if got := l.turned("Shop"); len(got) != 1 {
			t.Errorf("it turned %v", got)
		}
		if len(s.Events) != 0 {
			t.Errorf("told: %+v", s.Events)
		}
	})
}

func TestState05ALocalOutageIsUnknownNotDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop, blog := &script{answers: []result.State{up}}, &script{answers: []result.State{up}}
		l := begin(t, watch.Options{
			Sites: []config.Site{site("Shop", shop), site("Blog", blog)}, Line: &probes.Line{References: []string{"192.0.2.99:443"}},
		})
		l.after(5 * time.Minute)
		for _, p := range []*script{shop, blog} { // from here on nothing is heard any more, the references neither
			p.answersNow(down)
			p.takesNow(4 * time.Second)
		}
		s := l.after(5 * time.Minute)
		for _, x := range s.Sites {
			if x.State != result.Unknown || x.Failure != result.LocalOffline {
				t.Errorf("%s is %s %s: %s", x.Name, x.State, x.Failure, x.Reason)
			}
		}
		if s.Verdict.Cause != estate.CauseLocal {
			t.Errorf("the verdict is %s: %s", s.Verdict.Cause, s.Verdict.Summary)
		}
		for _, name := range []string{"Shop", "Blog"} {
			if slices.Contains(l.turned(name), "up>down") {
				t.Errorf("%s turned %v", name, l.turned(name))
			}
		}
		shop.answersNow(up)
		s = l.after(time.Minute)
		if x := l.site(s, "Shop"); x.State != up || x.Uptime24h != 1 {
			t.Errorf("with the line back it is %s, with an uptime of %v", x.State, x.Uptime24h)
		}
	})
}

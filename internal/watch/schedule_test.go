package watch_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/config"
	"vigie/internal/result"
	"vigie/internal/schedule"
	"vigie/internal/watch"
	"vigie/probes"
	"vigie/probes/names"
)

// begun are when anything was begun, in order.
func begun(all []*script) []time.Time {
	var times []time.Time
	for _, p := range all {
		p.mu.Lock()
		times = append(times, p.times...)
		p.mu.Unlock()
	}
	slices.SortFunc(times, time.Time.Compare)
	return times
}

// most is how many of them fall within one slot of the grid.
func most(times []time.Time) int {
	n := 0
	for i := range times {
		j := i
		for j < len(times) && times[j].Sub(times[i]) < schedule.Grid {
			j++
		}
		n = max(n, j-i)
	}
	return n
}

// skipUnderRace skips a test with a thousand goroutines in a bubble of time, on which the race detector of Go 1.26 crashes
// now and then (golang/go issue 78156). What they do is raced by the other tests.
func skipUnderRace(t *testing.T) {
	t.Helper()
	if underRace {
		t.Skip("the race detector of this Go crashes on so many goroutines in a bubble of time")
	}
}

func many(n int, every time.Duration) ([]config.Site, []*script) {
	var sites []config.Site
	var scripts []*script
	for i := range n {
		p := &script{answers: []result.State{up}, burdens: fmt.Sprintf("s%d.example:80", i)}
		scripts = append(scripts, p)
		sites = append(sites, site(fmt.Sprintf("Site %d", i), p, func(s *config.Site) { s.Every = every }))
	}
	return sites, scripts
}

func TestNeitherAStartNorAReloadIsABurst(t *testing.T) {
	skipUnderRace(t)
	synctest.Test(t, func(t *testing.T) {
		const n = 1000
		sites, scripts := many(2*n, 10*time.Second)
		l := begin(t, watch.Options{Sites: sites[:n]})
		l.after(9 * time.Second)
		for i, p := range scripts[:n] {
			if p.count() == 0 {
				t.Fatalf("site %d was not asked within ten seconds", i)
			}
		}
		if got := most(begun(scripts[:n])); got > 60 { // 31 on average
			t.Errorf("%d were begun within one slot", got)
		}
		l.after(time.Minute)
		before := len(begun(scripts[:n]))
		l.Reload(t.Context(), watch.Options{Sites: sites, Env: probes.Env{Door: l.door, Resolver: &names.Resolver{}}})
		l.after(20 * time.Second)
		times := begun(scripts)
		if got := most(times); got > 110 { // those that stay, and the new ones beside them
			t.Errorf("%d were begun within one slot", got)
		}
		if stayed := len(begun(scripts[:n])) - before; stayed < 2*n || stayed > 23*n/10 {
			t.Errorf("those that stayed were asked %d times in 21 s, at 10 s", stayed)
		}
		for _, p := range scripts[:n] {
			for i := 3; i < len(p.times); i++ {
				if gap := p.times[i].Sub(p.times[i-1]); gap != 10*time.Second {
					t.Fatalf("one that stayed was asked again after %v", gap)
				}
			}
		}
	})
}

func TestAReloadKeepsWhatIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop, blog, wiki := &script{answers: append(repeat(3, up), down)}, &script{answers: []result.State{up}}, &script{answers: []result.State{up}}
		l := begin(t, watch.Options{Sites: []config.Site{site("Shop", shop), site("Blog", blog)}})
		since := l.site(l.after(5*time.Minute), "Shop").Since
		gone := blog.count()
		l.Mistaken(t.Context(), "vigie.yaml:3:5: unknown key")
		s := l.after(time.Second)
		if s.Mistake != "vigie.yaml:3:5: unknown key" || len(s.Sites) != 2 {
			t.Errorf("a bad edit is shown as %q, with %d sites", s.Mistake, len(s.Sites))
		}
		l.Reload(t.Context(), watch.Options{
			Sites: []config.Site{site("Wiki", wiki), site("Shop", shop, func(s *config.Site) { s.Every = 10 * time.Second })},
			Env:   probes.Env{Door: l.door, Resolver: &names.Resolver{}},
		})
		s = l.after(5 * time.Minute)
		if len(s.Sites) != 2 || s.Sites[0].Name != "Wiki" || s.Mistake != "" {
			t.Errorf("%d sites, %q", len(s.Sites), s.Mistake)
		}
		if x := l.site(s, "Shop"); x.State != down || !x.Since.Equal(since) {
			t.Errorf("the shop is %s since %v, want down since %v", x.State, x.Since, since)
		}
		if gap := shop.times[len(shop.times)-1].Sub(shop.times[len(shop.times)-2]); gap != 10*time.Second {
			t.Errorf("the shop is asked every %v now", gap)
		}
		if blog.count() > gone+1 || wiki.count() == 0 {
			t.Errorf("one that is gone was asked %d times more, a new one %d times", blog.count()-gone, wiki.count())
		}
	})
}

func TestAHostIsNotAskedByMoreThanItsLimitAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sites, scripts := many(30, 10*time.Second)
		for _, p := range scripts {
			p.burdens, p.takes = "one.example:80", time.Second
		}
		l := begin(t, watch.Options{Sites: sites, Limits: config.Limits{PerHost: 4}})
		l.after(time.Minute)
		times := begun(scripts)
		for i := 4; i < len(times); i++ {
			if times[i].Sub(times[i-4]) < time.Second {
				t.Fatalf("five were asked at once at %v", times[i])
			}
		}
		if len(times) < 150 {
			t.Errorf("%d askings in a minute", len(times))
		}
	})
}

// Half of a thousand sites swallow packets, each for as long as its interval is: the other half keeps its schedule. With
// few askings at once it has to be learnt first who is silent, and that takes as long as waiting for each of them does.
func TestTheOthersKeepTheirScheduleWhenHalfSwallowsPackets(t *testing.T) {
	skipUnderRace(t)
	for name, c := range map[string]struct {
		limits   config.Limits
		learning time.Duration
	}{
		"as many at once as it takes": {config.Limits{}, 10 * time.Second},
		"few at once":                 {config.Limits{Parallel: 64}, 100 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const n = 1000
				sites, scripts := many(n, 10*time.Second)
				for i := range n / 2 {
					scripts[i].answers, scripts[i].takes = []result.State{down}, 10*time.Second
				}
				start := time.Now()
				l := begin(t, watch.Options{Sites: sites, Limits: c.limits})
				l.after(c.learning + 2*time.Minute)
				for i, p := range scripts[n/2:] {
					kept := 0
					for k := 1; k < len(p.times); k++ {
						if p.times[k-1].Sub(start) < c.learning {
							continue
						}
						kept++
						if gap := p.times[k].Sub(p.times[k-1]); gap != 10*time.Second {
							t.Fatalf("site %d was asked again after %v", n/2+i, gap)
						}
					}
					if kept < 10 {
						t.Fatalf("site %d was asked %d times in two minutes", n/2+i, kept)
					}
				}
			})
		})
	}
}

// A check is due by the clock of the day, so that a restart changes nothing in when it is asked.
func TestARestartDoesNotShiftTheSchedule(t *testing.T) {
	var moments []time.Duration
	for _, wait := range []time.Duration{0, 1234 * time.Millisecond, 17*time.Second + 77*time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(wait)
			p := &script{answers: []result.State{up}}
			l := begin(t, watch.Options{Sites: oneSite(p)})
			l.after(3 * time.Minute)
			last := p.times[len(p.times)-1]
			moments = append(moments, time.Duration(last.UnixNano())%(30*time.Second))
		})
	}
	if moments[0] != moments[1] || moments[1] != moments[2] {
		t.Errorf("within its 30 s it is asked at %v", moments)
	}
}

package watch_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/config"
	"vigie/internal/maintenance"
	"vigie/internal/result"
	"vigie/internal/watch"
	"vigie/probes"
)

// asleep is a prober during which the machine sleeps, the second time that it asks: its connection is gone when the lid is opened.
type asleep struct {
	script
	lid func()
	n   atomic.Int32
}

func (a *asleep) Probe(ctx context.Context, env probes.Env) result.Result {
	n := a.n.Add(1)
	r := a.script.Probe(ctx, env)
	if n == 2 {
		a.lid()
		r.State, r.Failure, r.Reason = down, result.TCPReset, "the connection was reset"
	}
	return r
}

// The answer is there before the loop has looked at the clock again: it must not be taken for one of today.
func TestAnAnswerThatSleptThroughIsNotBelieved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &asleep{script: script{answers: []result.State{up}}}
		var l *live
		p.lid = func() { l.door.set(8 * time.Hour) }
		l = begin(t, watch.Options{Sites: []config.Site{site("Shop", p, func(s *config.Site) { s.Confirm = 1 })}})
		l.after(2 * time.Minute)
		if got := l.turned("Shop"); slices.Contains(got, "up>down") {
			t.Errorf("it turned %v", got)
		}
		for _, r := range l.results {
			if r.State == down {
				t.Errorf("a night of sleep is a result: %+v", r)
			}
		}
	})
}

func TestAReloadWhileASourceIsSilentDoesNotSayThatItAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := watch.Source{Name: "inventory", Every: time.Minute, Fetch: func(context.Context) (*watch.Facts, error) {
			time.Sleep(5 * time.Second)
			return nil, errors.New("the API is down")
		}}
		o := watch.Options{Sites: oneSite(&script{answers: []result.State{up}}), Sources: []watch.Source{src}}
		l := begin(t, o)
		l.after(5 * time.Minute)
		before := l.Snapshot().Sources[0]
		l.Reload(t.Context(), watch.Options{Sites: o.Sites, Sources: o.Sources, Env: probes.Env{Door: l.door}})
		s := l.after(2 * time.Second)
		if now := s.Sources[0]; now.Error != before.Error || !now.Since.Equal(before.Since) {
			t.Errorf("it was %+v and is %+v", before, now)
		}
		for _, e := range l.after(5 * time.Minute).Events {
			if strings.Contains(e.Text, "answers again") {
				t.Errorf("told at %v: %s", e.Time, e.Text)
			}
		}
	})
}

func TestMaintenanceThatIsTakenOutOfTheConfigurationEndsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{up}}
		paused := site("Shop", p, func(s *config.Site) {
			s.Every = time.Hour
			s.Maintenance = []maintenance.Window{{From: time.Now().Add(-time.Hour), To: time.Now().Add(24 * time.Hour)}}
		})
		l := begin(t, watch.Options{Sites: []config.Site{paused}})
		if x := l.site(l.after(2*time.Minute), "Shop"); x.State != result.Paused {
			t.Fatalf("it is %s", x.State)
		}
		plain := paused
		plain.Maintenance = nil
		l.Reload(t.Context(), watch.Options{Sites: []config.Site{plain}, Env: probes.Env{Door: l.door}})
		if x := l.site(l.after(2*time.Second), "Shop"); x.State != up || x.Maintenance != "" {
			t.Errorf("without its window it is %s: %s", x.State, x.Reason)
		}
	})
}

func TestAClockThatIsSetBackOutOfMaintenanceEndsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{up}}
		start := time.Now()
		l := begin(t, watch.Options{Sites: []config.Site{site("Shop", p, func(s *config.Site) {
			s.Maintenance = []maintenance.Window{{From: start.Add(time.Hour), To: start.Add(10 * time.Hour)}}
		})}})
		l.door.set(2 * time.Hour) // wrong by two hours, until somebody notices
		if x := l.site(l.after(2*time.Minute), "Shop"); x.State != result.Paused {
			t.Fatalf("it is %s", x.State)
		}
		l.door.set(-2 * time.Hour)
		l.after(2 * time.Minute)
		if got := l.turned("Shop"); got[len(got)-1] != "paused>up" {
			t.Errorf("an hour before its window it turned %v", got)
		}
	})
}

// brittle is a door that fails as no door should.
type brittle struct{ *door }

func (brittle) Dial(context.Context, string, string) (net.Conn, error) { panic("a bug in the door") }

func TestAPanicWhileTheReferencesAreAskedEndsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		p := &script{answers: []result.State{down}}
		o := watch.Options{
			Sites: oneSite(p), Line: &probes.Line{References: []string{"192.0.2.99:443"}}, Log: slog.New(slog.NewTextHandler(&log, nil)),
		}
		l := beginAt(t, o, func(d *door) probes.Env { return probes.Env{Door: brittle{d}} })
		s := l.after(5 * time.Minute)
		if n := p.count(); n < 5 {
			t.Fatalf("it was asked %d times", n)
		}
		shop := l.site(s, "Shop")
		if shop.State != result.Unknown || shop.Reason != "vigie itself failed while asking: a bug in the door" {
			t.Errorf("it is %s: %s", shop.State, shop.Reason)
		}
		if !strings.Contains(log.String(), "a bug in the door") || !strings.Contains(log.String(), "wake_test.go") {
			t.Errorf("the log does not hold the stack: %s", log.String())
		}
	})
}

func TestAShorterIntervalHoldsFromTheReloadOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{up}}
		rare := site("Shop", p, func(s *config.Site) { s.Every = 24 * time.Hour })
		l := begin(t, watch.Options{Sites: []config.Site{rare}})
		l.after(5 * time.Minute)
		before := p.count()
		often := rare
		often.Every = 10 * time.Second
		l.Reload(t.Context(), watch.Options{Sites: []config.Site{often}, Env: probes.Env{Door: l.door}})
		l.after(time.Minute)
		if n := p.count() - before; n < 5 || n > 7 {
			t.Errorf("with every: 10s it was asked %d times within a minute", n)
		}
	})
}

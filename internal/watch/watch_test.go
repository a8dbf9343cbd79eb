package watch_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/watch"
	"vigie/probes"
)

// script is a prober that answers from a list, the last answer for ever, and may panic.
type script struct {
	answers []result.State
	asked   int
	times   []time.Time
	takes   time.Duration
}

func (s *script) About() string   { return "" }
func (s *script) Burdens() string { return "" }

func (s *script) Probe(_ context.Context, env probes.Env) result.Result {
	s.times = append(s.times, env.Door.Now())
	x := s.answers[min(s.asked, len(s.answers)-1)]
	s.asked++
	time.Sleep(s.takes) // of the bubble's clock
	if x == "panic" {
		panic("a bug in a prober")
	}
	r := result.Result{State: x, Phases: result.NoPhases(), Address: "192.0.2.10:443"}
	if x != result.Up {
		r.Failure, r.Reason = result.TCPRefused, "192.0.2.10:443 refuses the connection"
	}
	return r
}

type door struct{}

func (door) Dial(context.Context, string, string) (net.Conn, error) {
	return nil, errors.New("no network in this test")
}
func (door) Now() time.Time { return time.Now() }
func (door) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

func oneSite(p probes.Prober) []config.Site {
	return []config.Site{{
		Name: "Shop", Every: 30 * time.Second, Recheck: 5 * time.Second, Confirm: 2, Timeout: 10 * time.Second,
		Checks: []probes.Check{{ID: "Shop", Site: "Shop", Kind: result.KindTCP, Timeout: 10 * time.Second, Prober: p}},
	}}
}

// run watches for some time of a bubble's clock and returns the last picture.
func run(t *testing.T, o watch.Options, d time.Duration) *estate.Snapshot {
	t.Helper()
	o.Env = probes.Env{Door: door{}, Resolver: &probes.Resolver{}}
	w := watch.New(o)
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	w.Run(ctx)
	return w.Snapshot()
}

func TestAFailureIsAskedAgainSoonAndDatedBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{result.Up, result.Down, result.Down}}
		s := run(t, watch.Options{Sites: oneSite(p)}, 2*time.Minute)
		if len(p.times) < 3 {
			t.Fatalf("asked %d times", len(p.times))
		}
		if gap := p.times[2].Sub(p.times[1]); gap != 5*time.Second {
			t.Errorf("the failure was asked again after %v, want 5s", gap)
		}
		shop := s.Sites[0]
		if shop.State != result.Down || !shop.Since.Equal(p.times[1]) {
			t.Errorf("%s since %v, want down since the first failure at %v", shop.State, shop.Since, p.times[1])
		}
		if s.Verdict.Cause != estate.CauseSite || s.Verdict.Where != "Shop" {
			t.Errorf("verdict %s %s", s.Verdict.Cause, s.Verdict.Where)
		}
	})
}

func TestAPanicInAProberIsAResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{"panic", "panic", result.Up}}
		var seen []result.Result
		s := run(t, watch.Options{Sites: oneSite(p), OnResult: func(r result.Result, _ time.Duration) { seen = append(seen, r) }}, 3*time.Minute)
		if len(seen) == 0 || seen[0].State != result.Unknown || len(seen[0].Evidence) == 0 {
			t.Fatalf("the panic was told as %+v", seen)
		}
		if s.Sites[0].State != result.Up {
			t.Errorf("after the panics the site is %s", s.Sites[0].State)
		}
	})
}

func TestAProbeIsNeverAskedTwiceAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{result.Up}, takes: 45 * time.Second}
		run(t, watch.Options{Sites: oneSite(p)}, 10*time.Minute)
		for i := 1; i < len(p.times); i++ {
			if p.times[i].Sub(p.times[i-1]) < 45*time.Second {
				t.Fatalf("asked at %v and again at %v", p.times[i-1], p.times[i])
			}
		}
	})
}

func TestAFailingSourceLeavesWhatWasKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		src := watch.Source{Name: "inventory", Every: time.Minute, Fetch: func(context.Context) (*watch.Facts, error) {
			if calls++; calls > 1 {
				return nil, errors.New("the API is down")
			}
			return &watch.Facts{Resources: []account.Resource{{
				ID: "ns1", Name: "ns1", Provider: "ovh", Addresses: []string{"192.0.2.10"},
				Place: account.Place{Provider: "ovh", Datacenter: "sbg2"},
			}}}, nil
		}}
		s := run(t, watch.Options{Sites: oneSite(&script{answers: []result.State{result.Up}}), Sources: []watch.Source{src}}, 5*time.Minute)
		if len(s.Resources) != 1 || s.Sites[0].Place.Datacenter != "sbg2" || s.Sites[0].FoundBy != "address 192.0.2.10" {
			t.Errorf("the join was lost: %+v", s.Sites[0])
		}
		if src := s.Sources[0]; src.Error != "the API is down" || src.LastOK.IsZero() || !src.Faulty(s.Now) {
			t.Errorf("the source's health is %+v", src)
		}
		if s.Verdict.Cause != estate.CauseControl {
			t.Errorf("verdict %s, want control_plane", s.Verdict.Cause)
		}
	})
}

func TestAskingAgainComesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{result.Up}}
		w := watch.New(watch.Options{Sites: oneSite(p), Env: probes.Env{Door: door{}, Resolver: &probes.Resolver{}}})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); w.Run(ctx) }()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		before := p.asked
		if !w.Act(estate.Intent{Kind: estate.AskAgain, Site: "Shop"}) {
			t.Error("there was no room for an intent")
		}
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if p.asked != before+1 {
			t.Errorf("asked %d times, want %d", p.asked, before+1)
		}
		cancel()
		<-done
	})
}

func TestOnceAsksEverythingAndConfirms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{result.Down}}
		o := watch.Options{Sites: oneSite(p), Env: probes.Env{Door: door{}, Resolver: &probes.Resolver{}}}
		s, results := watch.Once(t.Context(), o, true)
		if len(results) != 1 || p.asked != 2 || s.Sites[0].State != result.Down {
			t.Errorf("asked %d times, %d results, %s", p.asked, len(results), s.Sites[0].State)
		}
		p.asked = 0
		if _, _ = watch.Once(t.Context(), o, false); p.asked != 1 {
			t.Errorf("without settling it was asked %d times", p.asked)
		}
	})
}

package watch_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/watch"
	"vigie/probes"
	"vigie/probes/names"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestAFailureIsAskedAgainSoonAndDatedBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{result.Up, result.Down, result.Down}}
		l := begin(t, watch.Options{Sites: oneSite(p)})
		s := l.after(2 * time.Minute)
		if gap := p.times[2].Sub(p.times[1]); gap != 5*time.Second {
			t.Errorf("the failure was asked again after %v, want 5s", gap)
		}
		shop := l.site(s, "Shop")
		if shop.State != result.Down || !shop.Since.Equal(p.times[1]) {
			t.Errorf("%s since %v, want down since the first failure at %v", shop.State, shop.Since, p.times[1])
		}
		if s.Verdict.Cause != estate.CauseServer || s.Verdict.Where != "192.0.2.10" {
			t.Errorf("verdict %s %s", s.Verdict.Cause, s.Verdict.Where)
		}
		if got := l.turned("Shop"); !slices.Equal(got, []string{"unknown>up", "up>down"}) {
			t.Errorf("it turned %v", got)
		}
		for i := 4; i < len(p.times); i++ {
			if gap := p.times[i].Sub(p.times[i-1]); gap != 30*time.Second {
				t.Errorf("once it was down it was asked again after %v", gap)
			}
		}
	})
}

// An answer that was long in coming is not waited for twice: how soon is counted from when it was asked.
func TestATimeoutIsAskedAgainAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{result.Down}, takes: 8 * time.Second}
		l := begin(t, watch.Options{Sites: oneSite(p)})
		l.after(time.Minute)
		if gap := p.times[1].Sub(p.times[0]); gap > 8250*time.Millisecond {
			t.Errorf("after eight seconds of silence it was asked again after %v, with recheck: 5s", gap)
		}
	})
}

func TestAPanicInAProberIsAResultWithItsStackInTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		p := &script{answers: []result.State{"panic", "panic", result.Up}}
		l := begin(t, watch.Options{Sites: oneSite(p), Log: slog.New(slog.NewTextHandler(&log, nil))})
		s := l.after(3 * time.Minute)
		if len(l.results) == 0 || l.results[0].State != result.Unknown || !strings.Contains(l.results[0].Reason, "vigie itself failed") {
			t.Fatalf("the panic was told as %+v", l.results)
		}
		if shop := l.site(s, "Shop"); shop.State != result.Up {
			t.Errorf("after the panics the site is %s", shop.State)
		}
		if !strings.Contains(log.String(), "a bug in a prober") || !strings.Contains(log.String(), "helpers_test.go") {
			t.Errorf("the log does not hold the stack: %s", log.String())
		}
	})
}

func TestAProbeIsNeverAskedTwiceAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{result.Up}, takes: 9 * time.Second}
		spec := oneSite(p)
		spec[0].Every = time.Second
		l := begin(t, watch.Options{Sites: spec})
		for range 100 {
			l.Act(estate.Intent{Kind: estate.AskAgain})
			l.after(500 * time.Millisecond)
		}
		for i := 1; i < len(p.times); i++ {
			if p.times[i].Sub(p.times[i-1]) < 9*time.Second {
				t.Fatalf("asked at %v and again at %v", p.times[i-1], p.times[i])
			}
		}
	})
}

func TestAFailingSourceLeavesWhatWasKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		src := watch.Source{Name: "inventory", API: "ovh", Every: time.Minute, Fetch: func(context.Context) (*watch.Facts, error) {
			if calls++; calls > 1 {
				return nil, errors.New("the API is down")
			}
			return &watch.Facts{Resources: []account.Resource{{
				ID: "ns1", Name: "ns1", Provider: "ovh", Addresses: []string{"192.0.2.10"},
				Place: account.Place{Provider: "ovh", Datacenter: "sbg2"},
			}}}, nil
		}}
		l := begin(t, watch.Options{Sites: oneSite(&script{answers: []result.State{result.Up}}), Sources: []watch.Source{src}})
		s := l.after(5 * time.Minute)
		if shop := l.site(s, "Shop"); len(s.Resources) != 1 || shop.Place.Datacenter != "sbg2" || shop.FoundBy != "address 192.0.2.10" {
			t.Errorf("the join was lost: %+v", shop)
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
		l := begin(t, watch.Options{Sites: oneSite(p)})
		l.after(time.Second)
		before := p.count()
		if !l.Act(estate.Intent{Kind: estate.AskAgain, Site: "Shop"}) {
			t.Error("there was no room for an intent")
		}
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if p.count() != before+1 {
			t.Errorf("asked %d times, want %d", p.count(), before+1)
		}
	})
}

func TestOnceAsksEverythingAndConfirms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{result.Down}}
		o := watch.Options{Sites: oneSite(p), Env: probes.Env{Door: &door{}, Resolver: &names.Resolver{}}}
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

func TestWhatAPageUsuallyShowsIsToldToWhoAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{result.Up}, shows: 3400}
		l := begin(t, watch.Options{
			Sites: oneSite(p), Past: []watch.Remembered{{Site: "Shop", Usual: map[string]int{"Shop tcp": 3000}}},
		})
		l.after(5 * time.Minute)
		if p.usual[0] != 3000 || p.usual[len(p.usual)-1] != 3400 {
			t.Errorf("told %v", p.usual)
		}
	})
}

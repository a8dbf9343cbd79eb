package watch_test

import (
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/watch"
	"vigie/internal/witness"
	"vigie/probes"
	"vigie/probes/names"
)

// A round that is to tell a cause asks beside the sites what it must, once, and ends; one that only asks the sites asks
// nobody else.
func TestARoundAsksBesideTheSitesOnlyForAVerdict(t *testing.T) {
	options := func(p *script) watch.Options {
		sites := oneSite(p)
		return watch.Options{
			Sites: sites, Limits: config.Limits{PerHost: 4}, Witnesses: witness.Means{Calm: true},
			Env: probes.Env{Door: &door{}, Resolver: &names.Resolver{Servers: []string{"127.0.0.1:1"}}},
		}
	}
	for _, settle := range []bool{true, false} {
		s, _ := watch.Once(t.Context(), options(&script{answers: []result.State{result.Down}}), settle)
		if asked := len(s.Witnesses) > 0; asked != settle {
			t.Errorf("with settle %t, %d witnesses were asked", settle, len(s.Witnesses))
		}
	}
}

// Witnesses are let go of when nothing fails any more.
func TestWitnessesAreAskedOnlyInTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &script{answers: []result.State{result.Up}}
		l := begin(t, watch.Options{Sites: oneSite(p)})
		if s := l.after(20 * time.Second); len(s.Witnesses) > 0 {
			t.Errorf("%d are asked while all is well", len(s.Witnesses))
		}
		p.answersNow(result.Down)
		s := l.after(time.Minute)
		if len(s.Witnesses) == 0 || s.Witnesses[0].Role != estate.Machine {
			t.Errorf("in trouble these are asked: %+v", s.Witnesses)
		}
		p.answersNow(result.Up)
		if s := l.after(10 * time.Minute); len(s.Witnesses) > 0 {
			t.Errorf("%d are still asked when it is over", len(s.Witnesses))
		}
	})
}

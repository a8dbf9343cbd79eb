package watch

import (
	"context"
	"testing"
	"time"

	"vigie/internal/config"
	"vigie/internal/result"
	"vigie/probes"
	"vigie/probes/names"
)

// quiet is a question that the test answers itself.
type quiet struct{ about string }

func (quiet) Probe(context.Context, probes.Env) result.Result { return result.Result{} }
func (q quiet) About() string                                 { return q.about }
func (q quiet) Burdens() string                               { return q.about }

// asked is a site with a check about each of some hosts.
func asked(name string, about ...string) config.Site {
	s := config.Site{Name: name, Every: time.Minute, Timeout: 10 * time.Second, Confirm: 1, Recheck: 5 * time.Second}
	for _, a := range about {
		s.Checks = append(s.Checks, probes.Check{ID: name + " " + a, Site: name, Kind: result.KindTCP, Timeout: s.Timeout, Prober: quiet{a}})
	}
	return s
}

// still is a watch without a driver: nothing happens in it but what the test does.
func still(opts Options) *core {
	opts.Env.Resolver = &names.Resolver{}
	return newCore(opts, t0)
}

// answered folds an answer of the i-th check of a site.
func answered(t *testing.T, c *core, site string, i int, when time.Time, r result.Result) {
	t.Helper()
	k := c.named[site].checks[i]
	c.agenda.Drop(&k.item)
	if !c.crowd.enter(k) {
		t.Fatalf("there is no room for %s", k.spec.ID)
	}
	r.Time = when
	c.Fold(answer{job: job{check: k, due: when, begun: when}, At: when, result: r})
}

var (
	well   = result.Result{State: result.Up, Address: "192.0.2.10:443"}
	failed = result.Result{State: result.Down, Failure: result.TCPRefused, Reason: "refused", Address: "192.0.2.10:443"}
)

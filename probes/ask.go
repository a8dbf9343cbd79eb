package probes

import (
	"context"
	"errors"

	"github.com/sourcegraph/conc/panics"

	"vigie/internal/result"
)

// Ask asks once, within the check's timeout. It always returns a whole result. A prober that panics says "unknown",
// and so does a failure that came of ctx being cancelled: then it was we who hung up.
func (c Check) Ask(whole context.Context, env Env) result.Result {
	started := env.Door.Now()
	ctx, cancel := env.Door.WithTimeout(whole, c.Timeout)
	defer cancel()

	var r result.Result
	if p := panics.Try(func() { r = c.probe(ctx, env) }); p != nil {
		r = ourFault(result.Result{Phases: result.NoPhases()}, p)
	}
	if r.State == result.Down && errors.Is(whole.Err(), context.Canceled) {
		r.State, r.Failure, r.Reason = result.Unknown, "", "the asking was broken off before there was an answer"
	}
	r.Evidence = bounded(r.Evidence)
	r.Time, r.Site, r.Check, r.Target, r.Attempts = started, c.Site, c.Kind, c.Target, 1
	r.Vantage = env.Vantage
	if r.Vantage == "" {
		r.Vantage = "local"
	}
	if r.Total == 0 {
		r.Total = max(0, env.Door.Now().Sub(started))
	}
	return r
}

// ourFault makes a result that says nothing of the site, since vigie itself panicked. What a goroutine of a group has
// panicked with is brought by the group as its own panic, with all of the stack in its value.
func ourFault(r result.Result, p *panics.Recovered) result.Result {
	for inner, ok := p.Value.(*panics.Recovered); ok; inner, ok = p.Value.(*panics.Recovered) {
		p = inner
	}
	r.Evidence = append(r.Evidence, result.Evidence{Name: "stack", Text: clip(string(p.Stack))})
	return couldNotAsk(r, "vigie itself failed while asking: %v", p.Value)
}

// probe asks, and notes where this machine itself has a word in it: its hosts file goes before what visitors see.
func (c Check) probe(ctx context.Context, env Env) result.Result {
	r := c.Prober.Probe(ctx, env)
	if about := c.Prober.About(); c.Kind != result.KindDNS && env.Resolver.Overruled(env.Door, about) {
		r.Evidence = append(r.Evidence, note("the hosts file of this machine has an address of its own for %s", about))
	}
	return r
}

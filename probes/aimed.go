package probes

import (
	"context"
	"net/netip"

	"vigie/internal/result"
)

// Aimed asks the question of another prober at addresses of its own choice, under the same name: what a site says at the
// address that it had before its name was lost, or at the machine behind its edge.
type Aimed struct {
	Prober
	At []netip.Addr // at least one
}

// Probe asks there.
func (p Aimed) Probe(ctx context.Context, env Env) result.Result {
	env.Resolver = env.Resolver.Pin(p.About(), p.At...)
	return p.Prober.Probe(ctx, env)
}

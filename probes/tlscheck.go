package probes

import (
	"cmp"
	"context"
	"net"

	"vigie/internal/result"
)

// Probe asks for the certificate and judges it.
func (p *TLS) Probe(ctx context.Context, env Env) result.Result {
	return eachFamily(ctx, env, p.Family, func(ctx context.Context, f Family) result.Result { return p.probe(ctx, env, f) })
}

// About is the host.
func (p *TLS) About() string { return hostOnly(p.Address) }

// Burdens is the port.
func (p *TLS) Burdens() string { return p.Address }

func (p *TLS) probe(ctx context.Context, env Env, family Family) result.Result {
	conn, bad := connect(ctx, env, p.Address, family)
	if bad != nil {
		return *bad
	}
	defer conn.Close() //nolint:errcheck // everything was read
	r := result.Result{State: result.Up, Address: conn.address, Phases: result.NoPhases()}
	r.Phases.DNS, r.Phases.Connect = conn.dns, conn.connect
	name := cmp.Or(p.Policy.ServerName, p.Name)
	if name == "" {
		name, _, _ = net.SplitHostPort(p.Address) // connect has split it already
	}
	secured, found := handshake(ctx, env, conn, name, p.Policy)
	r.Phases.TLS = max(0, env.Door.Now().Sub(conn.ready))
	r.TLS, r.Evidence = found.facts, found.evidence
	if found.failure != "" {
		return fail(r, found.failure, "%s", found.reason)
	}
	defer secured.Close() //nolint:errcheck // everything was read
	return expiring(r, p.Policy, name, env.Door.Now())
}

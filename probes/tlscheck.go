package probes

import (
	"cmp"
	"context"
	"net"
	"time"

	"vigie/internal/result"
	"vigie/probes/cert"
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
	secured, found := p.Policy.hello(env, name).Secure(ctx, env.Door, conn)
	r.Phases.TLS = max(0, env.Door.Now().Sub(conn.ready))
	r.TLS, r.Evidence = found.Facts, found.Evidence
	if found.Failure != "" {
		return fail(r, found.Failure, "%s", found.Reason)
	}
	defer secured.Close() //nolint:errcheck // everything was read
	return p.Policy.expiring(r, name, env.Door.Now())
}

// hello is how a handshake with a server of a name is begun.
func (p TLSPolicy) hello(env Env, name string) cert.Hello {
	h := cert.Hello{Name: name, Roots: p.Roots, SkipVerify: p.SkipVerify}
	if h.Roots == nil {
		h.Roots = env.Roots
	}
	return h
}

// expiring makes a good result degraded where the certificate ends soon.
func (p TLSPolicy) expiring(r result.Result, name string, now time.Time) result.Result {
	if r.State != result.Up || r.TLS == nil || p.ExpiresIn <= 0 || p.SkipVerify {
		return r
	}
	if reason, soon := cert.EndsSoon(r.TLS, name, p.ExpiresIn, now); soon {
		return degrade(r, result.TLSExpiring, "%s", reason)
	}
	return r
}

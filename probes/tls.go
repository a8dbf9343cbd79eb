package probes

import (
	"context"

	"vigie/internal/result"
)

// TLS asks for a certificate and judges it.
type TLS struct {
	Address string // host:port
	Family  Family
	Policy  TLSPolicy
}

// Probe asks for the certificate and judges it.
func (p *TLS) Probe(ctx context.Context, env Env) result.Result {
	return eachFamily(ctx, env, p.Family, p.probe)
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
	r := conn.result()
	name := p.Policy.name(hostOnly(p.Address))
	secured, found := p.Policy.hello(env, name).Secure(ctx, env.Door, conn)
	r.Phases.TLS = max(0, env.Door.Now().Sub(conn.ready))
	r.TLS, r.Evidence = found.Facts, found.Evidence
	if found.Failure != "" {
		return fail(r, found.Failure, "%s", found.Reason)
	}
	defer secured.Close() //nolint:errcheck // everything was read
	return p.Policy.expiring(r, name, env.Door.Now())
}

package probes

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"

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
	name := p.Name
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

// handshake makes a connection secure for HTTP.
func handshake(ctx context.Context, env Env, conn net.Conn, name string, policy TLSPolicy) (*tls.Conn, trust) {
	return secure(ctx, env, conn, name, policy, "http/1.1")
}

// secure speaks TLS and judges the certificate itself, so that its facts survive a failed verification. A server may
// refuse a protocol that it does not speak (ALPN): name none where none is certain.
func secure(ctx context.Context, env Env, conn net.Conn, name string, policy TLSPolicy, protocols ...string) (*tls.Conn, trust) {
	name = strings.TrimSuffix(asciiName(name), ".")
	within := seconds(budget(ctx, env.Door.Now()))
	c := tls.Client(conn, &tls.Config{
		ServerName:         name,
		InsecureSkipVerify: true, //nolint:gosec // verified below, with every finding kept
		NextProtos:         protocols,
		Time:               env.Door.Now,
	})
	if err := c.HandshakeContext(noTimer{ctx}); err != nil {
		failure, reason := handshakeFailure(err, within)
		var record tls.RecordHeaderError
		return nil, trust{failure: failure, reason: reason, plain: errors.As(err, &record)}
	}
	return c, judgeChain(c.ConnectionState(), env, name, policy)
}

func handshakeFailure(err error, within string) (result.Failure, string) {
	var record tls.RecordHeaderError
	switch {
	case timedOut(err):
		return result.TLSTimeout, "connected, but the secure connection was not ready within " + within
	case wasReset(err):
		return result.TLSHandshake, "the server cut the connection during the handshake"
	case errors.Is(err, io.EOF):
		return result.TLSHandshake, "the server closed the connection during the handshake"
	case errors.As(err, &record):
		return result.TLSHandshake, "the server does not speak TLS on this port"
	default:
		return result.TLSHandshake, "the secure connection failed: " + plainError(err)
	}
}

// noTimer hides a context's own end from the TLS library, which would otherwise start a goroutine for it:
// the connection is bound to the context already.
type noTimer struct{ context.Context }

// Done is nil: never.
func (noTimer) Done() <-chan struct{} { return nil }

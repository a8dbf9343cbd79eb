package probes

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"vigie/internal/result"
)

// Probe asks for the certificate and judges it.
func (p *TLS) Probe(ctx context.Context, env Env) result.Result {
	return eachFamily(p.Family, func(f Family) result.Result { return p.probe(ctx, env, f) })
}

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
	start := env.Door.Now()
	secured, found := handshake(ctx, env, conn, name, p.Policy)
	r.Phases.TLS = max(0, env.Door.Now().Sub(start))
	r.TLS, r.Evidence = found.facts, found.evidence
	if found.failure != "" {
		return fail(r, found.failure, "%s", found.reason)
	}
	defer secured.Close() //nolint:errcheck // everything was read
	return expiring(r, p.Policy, name, env.Door.Now())
}

// trust is what a handshake showed of a certificate, also when it cannot be trusted.
type trust struct {
	facts    *result.TLS
	evidence []result.Evidence
	failure  result.Failure // empty when all is well
	reason   string
}

// handshake speaks TLS and judges the certificate itself, so that its facts survive a failed verification.
func handshake(ctx context.Context, env Env, conn net.Conn, name string, policy TLSPolicy) (*tls.Conn, trust) {
	start := env.Door.Now()
	c := tls.Client(conn, &tls.Config{
		ServerName:         strings.TrimSuffix(name, "."),
		InsecureSkipVerify: true, //nolint:gosec // verified below, with every finding kept
		NextProtos:         []string{"http/1.1"},
		Time:               env.Door.Now,
	})
	if err := c.HandshakeContext(noTimer{ctx}); err != nil {
		t := trust{failure: result.TLSHandshake, reason: "the secure connection failed: " + plainError(err)}
		switch {
		case timedOut(err):
			t.failure = result.TLSTimeout
			t.reason = fmt.Sprintf("connected, but the secure connection was not ready within %s", seconds(env.Door.Now().Sub(start)))
		case wasReset(err):
			t.reason = "the server cut the connection during the handshake"
		case errors.Is(err, io.EOF):
			t.reason = "the server closed the connection during the handshake"
		default:
			var record tls.RecordHeaderError
			if errors.As(err, &record) {
				t.reason = "the server does not speak TLS on this port"
			}
		}
		return nil, t
	}
	return c, judgeChain(c.ConnectionState(), env, name, policy)
}

// noTimer hides a context's own end from the TLS library, which would otherwise start a goroutine for it:
// the connection is bound to the context already.
type noTimer struct{ context.Context }

// Done is nil: never.
func (noTimer) Done() <-chan struct{} { return nil }

func judgeChain(state tls.ConnectionState, env Env, name string, policy TLSPolicy) trust {
	chain := state.PeerCertificates
	t := trust{facts: &result.TLS{Version: tls.VersionName(state.Version)}}
	if len(chain) == 0 {
		t.failure, t.reason = result.TLSHandshake, "the server showed no certificate"
		return t
	}
	leaf, now := chain[0], env.Door.Now()
	t.facts.Expires, t.facts.Issuer = leaf.NotAfter, issuer(leaf)
	t.evidence = []result.Evidence{{Name: "certificate chain", Text: describe(chain)}}

	roots := policy.Roots
	if roots == nil {
		roots = env.Roots
	}
	inter := x509.NewCertPool()
	for _, c := range chain[1:] {
		inter.AddCert(c)
	}
	// The chain is verified at a moment at which the leaf was valid, so that an expired certificate still
	// shows whether it is trusted, and every finding can be told.
	at := now
	if at.After(leaf.NotAfter) || at.Before(leaf.NotBefore) {
		at = leaf.NotAfter.Add(-time.Second)
	}
	verified, chainErr := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: inter, CurrentTime: at})
	if chainErr == nil {
		t.facts.Expires = earliestEnd(verified)
	}
	if policy.SkipVerify {
		return t
	}
	findings := chainFindings(leaf, chain, chainErr, name, now, t.facts.Expires)
	if len(findings) == 0 {
		return t
	}
	t.failure, t.reason = findings[0].failure, findings[0].reason
	for _, f := range findings[1:] {
		t.reason += "; " + f.reason
	}
	return t
}

type finding struct {
	failure result.Failure
	reason  string
}

func chainFindings(leaf *x509.Certificate, chain []*x509.Certificate, chainErr error, name string, now, ends time.Time) []finding {
	var found []finding
	if now.After(ends) {
		found = append(found, finding{result.TLSExpired, fmt.Sprintf("the certificate of %s ended on %s (%s ago)", name, day(ends), days(now.Sub(ends)))})
	}
	if now.Before(leaf.NotBefore) {
		found = append(found, finding{result.TLSNotYetValid, fmt.Sprintf("the certificate of %s is valid only from %s", name, day(leaf.NotBefore))})
	}
	if err := leaf.VerifyHostname(name); err != nil {
		found = append(found, finding{result.TLSName, fmt.Sprintf("the certificate is for %s, not for %s", listNames(leaf), name)})
	}
	if chainErr != nil {
		found = append(found, finding{result.TLSUntrusted, untrusted(leaf, chain, chainErr)})
	}
	return found
}

func untrusted(leaf *x509.Certificate, chain []*x509.Certificate, err error) string {
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &unknown) && leaf.CheckSignatureFrom(leaf) == nil, string(leaf.RawIssuer) == string(leaf.RawSubject):
		return "the certificate is signed by itself, no browser trusts it"
	case errors.As(err, &unknown) && len(chain) == 1:
		return "the chain is not complete: the server does not send the certificate of " + issuer(leaf) + ", or nobody trusts it"
	case errors.As(err, &unknown):
		return "the certificate comes from " + issuer(leaf) + ", which is not trusted here"
	default:
		return "the certificate cannot be trusted: " + err.Error()
	}
}

// earliestEnd is the end of the certificate that ends first in the chain that ends last.
func earliestEnd(chains [][]*x509.Certificate) time.Time {
	var best time.Time
	for _, chain := range chains {
		end := chain[0].NotAfter
		for _, c := range chain {
			if c.NotAfter.Before(end) {
				end = c.NotAfter
			}
		}
		if end.After(best) {
			best = end
		}
	}
	return best
}

// expiring makes a good result degraded where the certificate ends soon.
func expiring(r result.Result, policy TLSPolicy, name string, now time.Time) result.Result {
	if r.State != result.Up || r.TLS == nil || policy.ExpiresIn <= 0 || policy.SkipVerify {
		return r
	}
	if left := r.TLS.Expires.Sub(now); left < policy.ExpiresIn {
		return degrade(r, result.TLSExpiring, "the certificate of %s ends on %s, in %s", name, day(r.TLS.Expires), days(left))
	}
	return r
}

func issuer(c *x509.Certificate) string {
	if c.Issuer.CommonName != "" {
		return c.Issuer.CommonName
	}
	return strings.Join(c.Issuer.Organization, ", ")
}

func listNames(c *x509.Certificate) string {
	names := c.DNSNames
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	switch {
	case len(names) == 0:
		return "no name at all"
	case len(names) > 3:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
	}
	return strings.Join(names, ", ")
}

func describe(chain []*x509.Certificate) string {
	var b strings.Builder
	for i, c := range chain {
		fmt.Fprintf(&b, "%d: %s, by %s, %s to %s\n", i, c.Subject.CommonName, issuer(c), day(c.NotBefore), day(c.NotAfter))
	}
	return clip(b.String())
}

func day(t time.Time) string { return t.Format("2 January 2006") }

func days(d time.Duration) string {
	switch n := int(d / (24 * time.Hour)); n {
	case 0:
		return fmt.Sprintf("%d h", int(d/time.Hour))
	case 1:
		return "1 day"
	default:
		return fmt.Sprintf("%d days", n)
	}
}

// keep is how much of each piece of evidence is kept, in bytes.
const keep = 4096

func clip(s string) string {
	if len(s) > keep {
		return s[:keep]
	}
	return s
}

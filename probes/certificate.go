package probes

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/internal/result"
)

// trust is what a handshake showed of a certificate, also when it cannot be trusted.
type trust struct {
	facts    *result.TLS
	evidence []result.Evidence
	failure  result.Failure // empty when all is well
	reason   string
	plain    bool // what came back was not TLS
}

// judgeChain reads the facts of what the server showed, and then judges it: every finding is told, the worst first.
func judgeChain(state tls.ConnectionState, env Env, name string, policy TLSPolicy) trust {
	chain := state.PeerCertificates
	t := trust{facts: &result.TLS{Version: tls.VersionName(state.Version)}}
	if len(chain) == 0 {
		t.failure, t.reason = result.TLSHandshake, "the server showed no certificate"
		return t
	}
	leaf, now := chain[0], env.Door.Now()
	t.facts.Issuer = issuer(leaf)
	t.evidence = []result.Evidence{{Name: "certificate chain", Text: describe(chain)}}
	roots := policy.Roots
	if roots == nil {
		roots = env.Roots
	}
	verified, chainErr := verify(chain, roots, now)
	t.facts.Expires = earliestEnd(verified)
	if chainErr != nil {
		t.facts.Expires = earliestEnd([][]*x509.Certificate{chain})
	}
	if policy.SkipVerify {
		return t
	}
	for i, f := range chainFindings(chain, chainErr, name, now) {
		if i == 0 {
			t.failure, t.reason = f.failure, f.reason
			continue
		}
		t.reason += "; " + f.reason
	}
	return t
}

// verify builds the way from a server's certificate to a trusted root. Where that certificate is not valid now, the
// way is judged at a moment when it was, so that an expired certificate still shows whether it was trusted.
func verify(chain []*x509.Certificate, roots *x509.CertPool, now time.Time) ([][]*x509.Certificate, error) {
	leaf, at := chain[0], now
	switch {
	case now.After(leaf.NotAfter):
		at = leaf.NotAfter.Add(-time.Second)
	case now.Before(leaf.NotBefore):
		at = leaf.NotBefore.Add(time.Second)
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	return leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at})
}

type finding struct {
	failure result.Failure
	reason  string
}

func chainFindings(chain []*x509.Certificate, chainErr error, name string, now time.Time) []finding {
	leaf := chain[0]
	var found []finding
	if now.After(leaf.NotAfter) {
		found = append(found, finding{result.TLSExpired, fmt.Sprintf("the certificate of %s ended on %s (%s ago)", name, day(leaf.NotAfter), days(now.Sub(leaf.NotAfter)))})
	}
	if now.Before(leaf.NotBefore) {
		found = append(found, finding{result.TLSNotYetValid, fmt.Sprintf("the certificate of %s is valid only from %s, in %s", name, day(leaf.NotBefore), days(leaf.NotBefore.Sub(now)))})
	}
	if err := leaf.VerifyHostname(name); err != nil {
		found = append(found, finding{result.TLSName, fmt.Sprintf("the certificate is for %s, not for %s", listNames(leaf), name)})
	}
	if chainErr != nil {
		found = append(found, untrusted(chain, chainErr, now))
	}
	return found
}

// untrusted says why no way leads from a certificate to a trusted root.
func untrusted(chain []*x509.Certificate, err error, now time.Time) finding {
	leaf := chain[0]
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		which, ends := invalid.Cert.Subject.CommonName, invalid.Cert.NotAfter
		if now.Before(invalid.Cert.NotBefore) {
			return finding{result.TLSNotYetValid, fmt.Sprintf("the certificate of the authority %s is valid only from %s", which, day(invalid.Cert.NotBefore))}
		}
		return finding{result.TLSExpired, fmt.Sprintf("the certificate of the authority %s ended on %s (%s ago)", which, day(ends), days(now.Sub(ends)))}
	case string(leaf.RawIssuer) == string(leaf.RawSubject):
		return finding{result.TLSUntrusted, "the certificate is signed by itself, no browser trusts it"}
	case errors.As(err, &unknown) && len(chain) == 1:
		return finding{result.TLSUntrusted, "the chain is not complete: the server does not send the certificate of " + issuer(leaf) + ", or nobody trusts it"}
	case errors.As(err, &unknown):
		return finding{result.TLSUntrusted, "the certificate comes from " + issuer(chain[len(chain)-1]) + ", which is not trusted here"}
	default:
		return finding{result.TLSUntrusted, "the certificate cannot be trusted: " + strings.TrimPrefix(err.Error(), "x509: ")}
	}
}

// earliestEnd is when the chain that lasts longest stops: the end of the certificate in it that ends first.
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

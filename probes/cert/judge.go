// Package cert makes handshakes of TLS and judges the certificates that they show: every finding is told, the worst
// first, and the facts of a certificate survive that it cannot be trusted.
//
// It goes through a Door, and knows nothing of what is spoken afterwards. Of vigie it may import only internal/result, and
// below probes door, names, neterr and words.
package cert

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"time"

	"golang.org/x/crypto/ocsp"

	"vigie/internal/result"
)

// Shown is what a handshake showed of a certificate, also when it cannot be trusted.
type Shown struct {
	Facts    *result.TLS // nil where there was no handshake
	Evidence []result.Evidence
	Failure  result.Failure // one of the tls family; empty when all is well
	Reason   string         // every finding, the worst first
	Plain    bool           // what came back was not TLS
}

// judge reads the facts of what the server showed, and then judges it.
func (h Hello) judge(state tls.ConnectionState, now time.Time) Shown {
	chain := state.PeerCertificates
	t := Shown{Facts: &result.TLS{Version: tls.VersionName(state.Version)}}
	if len(chain) == 0 {
		t.Failure, t.Reason = result.TLSHandshake, "the server showed no certificate"
		return t
	}
	leaf := chain[0]
	t.Facts.Issuer = issuer(leaf)
	t.Evidence = []result.Evidence{{Name: "certificate chain", Text: describe(chain)}}
	verified, chainErr := verify(chain, h.Roots, now)
	path := longestLasting(verified)
	if chainErr != nil {
		path = chain
	}
	t.Facts.Expires = endOf(path).NotAfter
	if extra := needless(chain, path, t.Facts.Expires); extra != nil {
		t.Evidence = append(t.Evidence, result.Evidence{Name: "note", Text: fmt.Sprintf(
			"the server also sends the certificate of %s, which ends on %s; nobody needs it", subject(extra), day(extra.NotAfter))})
	}
	if h.SkipVerify {
		return t
	}
	found := chainFindings(chain, chainErr, h.name(), now)
	found = append(found, revocation(state.OCSPResponse, leaf)...)
	if state.Version < tls.VersionTLS12 {
		found = append(found, finding{result.TLSHandshake, "the server speaks nothing newer than " + tls.VersionName(state.Version) + ", which browsers no longer accept"})
	}
	for i, f := range found {
		if i == 0 {
			t.Failure, t.Reason = f.failure, f.reason
			continue
		}
		t.Reason += "; " + f.reason
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
		says := fmt.Sprintf("the certificate of %s ended on %s (%s ago)", name, day(leaf.NotAfter), days(now.Sub(leaf.NotAfter)))
		found = append(found, finding{result.TLSExpired, says + clockDoubt(chain, now)})
	}
	if now.Before(leaf.NotBefore) {
		says := fmt.Sprintf("the certificate of %s is valid only from %s, in %s", name, day(leaf.NotBefore), days(leaf.NotBefore.Sub(now)))
		found = append(found, finding{result.TLSNotYetValid, says + clockDoubt(chain, now)})
	}
	if err := leaf.VerifyHostname(name); err != nil {
		found = append(found, finding{result.TLSName, fmt.Sprintf("the certificate is for %s, not for %s", listNames(leaf), name)})
	}
	if chainErr != nil {
		found = append(found, untrusted(chain, chainErr, now))
	}
	return found
}

// clockDoubt doubts our own clock where every certificate that the server sends is of another time.
func clockDoubt(chain []*x509.Certificate, now time.Time) string {
	early, late := true, len(chain) > 1
	for _, c := range chain {
		early = early && now.Before(c.NotBefore)
		late = late && now.After(c.NotAfter)
	}
	if !early && !late {
		return ""
	}
	return ", and so are all that the server sends: perhaps the clock of this machine is wrong, it says " + day(now)
}

// revocation reads what the server itself encloses of its certificate's standing. Most authorities no longer give it.
func revocation(stapled []byte, leaf *x509.Certificate) []finding {
	if len(stapled) == 0 {
		return nil
	}
	answer, err := ocsp.ParseResponseForCert(stapled, leaf, nil)
	if err != nil || answer.Status != ocsp.Revoked {
		return nil
	}
	return []finding{{result.TLSUntrusted, "the certificate was revoked by its authority on " + day(answer.RevokedAt)}}
}

// EndsSoon tells whether a chain that is well, shown for a name, ends within some time, and says so.
func EndsSoon(seen *result.TLS, name string, within time.Duration, now time.Time) (reason string, soon bool) {
	left := seen.Expires.Sub(now)
	if left >= within {
		return "", false
	}
	return fmt.Sprintf("the certificate of %s ends on %s, in %s", name, day(seen.Expires), days(left)), true
}

package cert

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/result"
)

// untrusted says why no way leads from a certificate to a trusted root.
func untrusted(chain []*x509.Certificate, err error, now time.Time) finding {
	leaf := chain[0]
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		which, ends := subject(invalid.Cert), invalid.Cert.NotAfter
		if now.Before(invalid.Cert.NotBefore) {
			return finding{result.TLSNotYetValid, fmt.Sprintf("the certificate of the authority %s is valid only from %s", which, day(invalid.Cert.NotBefore))}
		}
		return finding{result.TLSExpired, fmt.Sprintf("the certificate of the authority %s ended on %s (%s ago)", which, day(ends), days(now.Sub(ends)))}
	case bytes.Equal(leaf.RawIssuer, leaf.RawSubject):
		return finding{result.TLSUntrusted, "the certificate is signed by itself, no browser trusts it"}
	case errors.As(err, &unknown):
		return unknownAuthority(chain)
	default:
		return finding{result.TLSUntrusted, "the certificate cannot be trusted: " + strings.TrimPrefix(err.Error(), "x509: ")}
	}
}

// unknownAuthority tells a chain that breaks off from one that leads to somebody whom nobody trusts.
func unknownAuthority(chain []*x509.Certificate) finding {
	last := lastLink(chain)
	switch {
	case usesSHA1(last):
		return finding{result.TLSUntrusted, "the certificate of " + subject(last) + " is signed with SHA-1, which browsers no longer accept"}
	case last == chain[0]:
		says := "the chain is not complete: the server does not send the certificate of " + issuer(last)
		if len(chain) > 1 {
			return finding{result.TLSUntrusted, says + ", and what it sends with its own, that of " + subject(chain[1]) + ", does not belong to it"}
		}
		return finding{result.TLSUntrusted, says + ", or nobody trusts it"}
	case !bytes.Equal(last.RawIssuer, last.RawSubject):
		says := "the certificate comes from " + subject(last) + ", whose own authority, " + issuer(last)
		return finding{result.TLSUntrusted, says + ", is neither sent by the server nor trusted here"}
	default:
		return finding{result.TLSUntrusted, "the certificate comes from " + subject(last) + ", which is not trusted here"}
	}
}

// lastLink is how far the certificates that a server sends lead from its own, in whatever order they come.
func lastLink(chain []*x509.Certificate) *x509.Certificate {
	last := chain[0]
	for range chain {
		next := slices.IndexFunc(chain, func(c *x509.Certificate) bool {
			return c != last && bytes.Equal(c.RawSubject, last.RawIssuer) && last.CheckSignatureFrom(c) == nil
		})
		if next < 0 || bytes.Equal(last.RawIssuer, last.RawSubject) {
			break
		}
		last = chain[next]
	}
	return last
}

func usesSHA1(c *x509.Certificate) bool {
	switch c.SignatureAlgorithm {
	case x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1:
		return !bytes.Equal(c.RawIssuer, c.RawSubject)
	}
	return false
}

// longestLasting is the chain that stops last; a chain stops with the certificate in it that ends first.
func longestLasting(chains [][]*x509.Certificate) []*x509.Certificate {
	var best []*x509.Certificate
	for _, chain := range chains {
		if best == nil || endOf(chain).NotAfter.After(endOf(best).NotAfter) {
			best = chain
		}
	}
	return best
}

// endOf is the certificate of a chain that ends first.
func endOf(chain []*x509.Certificate) *x509.Certificate {
	return slices.MinFunc(chain, func(a, b *x509.Certificate) int { return a.NotAfter.Compare(b.NotAfter) })
}

// needless is a certificate that a server sends though the verified path does without it, and that ends before the
// path does; nil when there is none.
func needless(sent, path []*x509.Certificate, end time.Time) *x509.Certificate {
	for _, c := range sent {
		if c.NotAfter.Before(end) && !slices.ContainsFunc(path, c.Equal) {
			return c
		}
	}
	return nil
}

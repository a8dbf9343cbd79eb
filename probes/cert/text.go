package cert

import (
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/probes/words"
)

// issuer is who gave a certificate.
func issuer(c *x509.Certificate) string {
	if c.Issuer.CommonName != "" {
		return c.Issuer.CommonName
	}
	return strings.Join(c.Issuer.Organization, ", ")
}

// subject is whose certificate it is.
func subject(c *x509.Certificate) string {
	if c.Subject.CommonName != "" {
		return c.Subject.CommonName
	}
	return listNames(c)
}

// listNames are the first names that a certificate is for.
func listNames(c *x509.Certificate) string {
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	switch {
	case len(names) == 0:
		return "no name at all"
	case len(names) > 3:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
	default:
		return strings.Join(names, ", ")
	}
}

// kept is how much of the description of a chain is kept as evidence, in bytes.
const kept = 1 << 10

// describe tells of every certificate in a chain whose it is, by whom, and from when to when it is good.
func describe(chain []*x509.Certificate) string {
	var b strings.Builder
	for i, c := range chain {
		fmt.Fprintf(&b, "%d: %s, by %s, %s to %s\n", i, subject(c), issuer(c), day(c.NotBefore), day(c.NotAfter))
	}
	return words.Cut(b.String(), kept)
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

// days writes a long duration as a person says it: 3 h, 1 day, 12 days.
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

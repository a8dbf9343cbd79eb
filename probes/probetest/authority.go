package probetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"
)

// Year is a year, near enough for certificates.
const Year = 365 * 24 * time.Hour

// Authority is a certificate with its key: of an authority of this test, or of a server.
type Authority struct {
	Cert *x509.Certificate
	Key  *ecdsa.PrivateKey
}

// Certified is what a certificate is to be like.
type Certified struct {
	Names      []string
	From, Till time.Duration // from now
	CA         bool
}

// Issue makes a certificate; an authority without one signs itself.
func (a Authority) Issue(t testing.TB, c Certified) Authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	name := "Authority " + serial.String()
	if len(c.Names) > 0 {
		name = c.Names[0]
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name}, DNSNames: c.Names,
		NotBefore: time.Now().Add(c.From), NotAfter: time.Now().Add(c.Till),
		IsCA: c.CA, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	parent, signer := a.Cert, a.Key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return Authority{cert, key}
}

// Root is an authority, and who trusts it.
func Root(t testing.TB) (Authority, *x509.CertPool) {
	t.Helper()
	root := Authority{}.Issue(t, Certified{From: -5 * Year, Till: 5 * Year, CA: true})
	pool := x509.NewCertPool()
	pool.AddCert(root.Cert)
	return root, pool
}

// Localhost is a certificate that is fine for localhost, the authority that it is of, and who trusts that.
func Localhost(t testing.TB) (fine, root Authority, pool *x509.CertPool) {
	t.Helper()
	root, pool = Root(t)
	return root.Issue(t, Certified{Names: []string{"localhost"}, From: -time.Hour, Till: Year}), root, pool
}

// Shown is a certificate as a server shows it, with those that lead from it to its authority.
func Shown(chain ...Authority) tls.Certificate {
	c := tls.Certificate{PrivateKey: chain[0].Key}
	for _, a := range chain {
		c.Certificate = append(c.Certificate, a.Cert.Raw)
	}
	return c
}

// PEM is the same as servers read it from files.
func PEM(t testing.TB, chain ...Authority) (certificates, key string) {
	t.Helper()
	for _, a := range chain {
		certificates += string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Cert.Raw}))
	}
	der, err := x509.MarshalECPrivateKey(chain[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	return certificates, string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}))
}

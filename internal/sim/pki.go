package sim

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"
)

// pki is the certificate authority of a world, and one that nobody trusts.
type pki struct {
	start  time.Time
	roots  *x509.CertPool
	ca     authority
	rogue  authority
	key    *ecdsa.PrivateKey // of every server: what is simulated is the certificate, not its secrecy
	mu     sync.Mutex
	leaves map[string]*tls.Certificate
}

type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newPKI(start time.Time) (*pki, error) {
	p := &pki{start: start, roots: x509.NewCertPool(), leaves: make(map[string]*tls.Certificate)}
	var err error
	if p.ca, err = newAuthority("Simulated Authority", start); err != nil {
		return nil, err
	}
	if p.rogue, err = newAuthority("Nobody's Authority", start); err != nil {
		return nil, err
	}
	if p.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, fmt.Errorf("making the simulated servers' key: %w", err)
	}
	p.roots.AddCert(p.ca.cert)
	return p, nil
}

func newAuthority(name string, start time.Time) (authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, fmt.Errorf("making the key of %s: %w", name, err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: start.AddDate(-5, 0, 0), NotAfter: start.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return authority{}, fmt.Errorf("making the certificate of %s: %w", name, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return authority{}, fmt.Errorf("reading the certificate of %s: %w", name, err)
	}
	return authority{cert, key}, nil
}

// leaf is the certificate that a server shows for a name or an address, sound or broken as the condition says.
func (p *pki) leaf(name, what string) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := name + " " + what
	if c := p.leaves[key]; c != nil {
		return c, nil
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(p.leaves) + 2)), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: p.start.AddDate(0, -1, 0), NotAfter: p.start.AddDate(0, 2, 0),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip := net.ParseIP(name); ip != nil {
		template.DNSNames, template.IPAddresses = nil, []net.IP{ip}
	}
	by := p.ca
	switch what {
	case "expired":
		template.NotBefore, template.NotAfter = p.start.AddDate(0, -3, 0), p.start.AddDate(0, 0, -2)
	case "wrong_name":
		template.DNSNames, template.IPAddresses = []string{"another.example"}, nil
	case "untrusted":
		by = p.rogue
	}
	der, err := x509.CreateCertificate(rand.Reader, template, by.cert, &p.key.PublicKey, by.key)
	if err != nil {
		return nil, fmt.Errorf("making a certificate for %s: %w", name, err)
	}
	c := &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: p.key}
	p.leaves[key] = c
	return c, nil
}

package probes

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"vigie/internal/result"
)

// here asks from this machine.
func here() Env { return Env{Door: System(), Resolver: &Resolver{}} }

// askOnce asks once with a short timeout.
func askOnce(t *testing.T, env Env, p Prober, timeout time.Duration) result.Result {
	t.Helper()
	return Check{Site: "Shop", Kind: result.KindHTTP, Target: "the target", Timeout: timeout, Prober: p}.Ask(t.Context(), env)
}

// get is the question of a plain web check at an address.
func get(t *testing.T, address string) *HTTP {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return &HTTP{URL: u, Request: Request{Redirects: 10}, Expect: Expect{Visible: 1}}
}

// wants fails unless a result is in a state of a class.
func wants(t *testing.T, r result.Result, state result.State, failure result.Failure) {
	t.Helper()
	if r.State != state || r.Failure != failure {
		t.Errorf("got %s %q (%s), want %s %q", r.State, r.Failure, r.Reason, state, failure)
	}
	if state != result.Up && r.Reason == "" {
		t.Error("no reason is given")
	}
}

// serve is a web server that answers with one handler.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// says is a handler that answers with a page.
func says(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body) // a visitor that is gone is no concern
	}
}

// raw is a TCP server that does what it is told with each connection.
func raw(t *testing.T, do func(conn *net.TCPConn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go do(conn.(*net.TCPConn))
		}
	}()
	return l.Addr().String()
}

// closedPort is an address at which nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// authority is a certificate authority of this test.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// certified is what a certificate is to be like.
type certified struct {
	names      []string
	from, till time.Duration // from now
	ca         bool
}

// issue makes a certificate; an authority without one signs itself.
func (a authority) issue(t *testing.T, c certified) authority {
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
	if len(c.names) > 0 {
		name = c.names[0]
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name}, DNSNames: c.names,
		NotBefore: time.Now().Add(c.from), NotAfter: time.Now().Add(c.till),
		IsCA: c.ca, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	parent, signer := a.cert, a.key
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
	return authority{cert, key}
}

const year = 365 * 24 * time.Hour

func newRoot(t *testing.T) (authority, *x509.CertPool) {
	t.Helper()
	root := authority{}.issue(t, certified{from: -5 * year, till: 5 * year, ca: true})
	pool := x509.NewCertPool()
	pool.AddCert(root.cert)
	return root, pool
}

// serveTLS is a web server with a chain of certificates, its own first, that speaks HTTP/2 and HTTP/1.1.
func serveTLS(t *testing.T, h http.Handler, chain ...authority) string {
	t.Helper()
	return serveTLSWith(t, h, []string{"h2", "http/1.1"}, chain...)
}

// serveTLSWith is serveTLS with the protocols that the server is to offer.
func serveTLSWith(t *testing.T, h http.Handler, protos []string, chain ...authority) string {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{certificateOf(chain...)}, MinVersion: tls.VersionTLS12, NextProtos: protos}
	s.EnableHTTP2 = slices.Contains(protos, "h2")
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// certificateOf is a certificate as a server shows it, with those that lead from it to its authority.
func certificateOf(chain ...authority) tls.Certificate {
	c := tls.Certificate{PrivateKey: chain[0].key}
	for _, a := range chain {
		c.Certificate = append(c.Certificate, a.cert.Raw)
	}
	return c
}

// background is a context for what is not a probe.
func background(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// write makes a file, and the folder that it is in.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

package probes

import (
	"cmp"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

// What is wrong with a certificate is told all at once, and its facts with it.
func TestHTTP05_Certificates(t *testing.T) {
	root, pool := probetest.Root(t)
	between := root.Issue(t, probetest.Certified{From: -3 * probetest.Year, Till: 3 * probetest.Year, CA: true})
	dead := root.Issue(t, probetest.Certified{From: -3 * probetest.Year, Till: -24 * time.Hour, CA: true})
	below := between.Issue(t, probetest.Certified{From: -probetest.Year, Till: probetest.Year, CA: true})
	early := root.Issue(t, probetest.Certified{From: 49 * time.Hour, Till: 3 * probetest.Year, CA: true})
	ours := []string{"localhost"}
	fine := probetest.Certified{Names: ours, From: -time.Hour, Till: probetest.Year}
	stranger, _ := probetest.Root(t)
	cases := map[string]struct {
		chain   []probetest.Authority
		policy  TLSPolicy
		state   result.State
		failure result.Failure
		reason  []string
	}{
		"fine":             {[]probetest.Authority{root.Issue(t, fine)}, TLSPolicy{}, result.Up, "", nil},
		"through another":  {[]probetest.Authority{between.Issue(t, fine), between}, TLSPolicy{}, result.Up, "", nil},
		"expired":          {[]probetest.Authority{root.Issue(t, probetest.Certified{Names: ours, From: -probetest.Year, Till: -49 * time.Hour})}, TLSPolicy{}, result.Down, result.TLSExpired, []string{"localhost ended on", "2 days ago"}},
		"not yet valid":    {[]probetest.Authority{root.Issue(t, probetest.Certified{Names: ours, From: 49 * time.Hour, Till: probetest.Year})}, TLSPolicy{}, result.Down, result.TLSNotYetValid, []string{"valid only from"}},
		"another name":     {[]probetest.Authority{root.Issue(t, probetest.Certified{Names: []string{"other.example"}, From: -time.Hour, Till: probetest.Year})}, TLSPolicy{}, result.Down, result.TLSName, []string{"is for other.example, not for localhost"}},
		"self-signed":      {[]probetest.Authority{probetest.Authority{}.Issue(t, fine)}, TLSPolicy{}, result.Down, result.TLSUntrusted, []string{"signed by itself"}},
		"a strange issuer": {[]probetest.Authority{stranger.Issue(t, fine), stranger}, TLSPolicy{}, result.Down, result.TLSUntrusted, []string{"not trusted here"}},
		"a link missing":   {[]probetest.Authority{between.Issue(t, fine)}, TLSPolicy{}, result.Down, result.TLSUntrusted, []string{"chain is not complete", "does not send the certificate of " + between.Cert.Subject.CommonName}},
		"another link":     {[]probetest.Authority{between.Issue(t, fine), stranger}, TLSPolicy{}, result.Down, result.TLSUntrusted, []string{"chain is not complete", "that of " + stranger.Cert.Subject.CommonName + ", does not belong to it"}},
		"links mixed up":   {[]probetest.Authority{below.Issue(t, fine), between, below}, TLSPolicy{}, result.Up, "", nil},
		"an upper missing": {[]probetest.Authority{below.Issue(t, fine), below}, TLSPolicy{}, result.Down, result.TLSUntrusted, []string{"comes from " + below.Cert.Subject.CommonName, "whose own authority, " + between.Cert.Subject.CommonName}},
		"all in future":    {[]probetest.Authority{early.Issue(t, probetest.Certified{Names: ours, From: 49 * time.Hour, Till: probetest.Year}), early}, TLSPolicy{}, result.Down, result.TLSNotYetValid, []string{"perhaps the clock of this machine is wrong, it says " + day(time.Now())}},
		"all in the past":  {[]probetest.Authority{dead.Issue(t, probetest.Certified{Names: ours, From: -probetest.Year, Till: -49 * time.Hour}), dead}, TLSPolicy{}, result.Down, result.TLSExpired, []string{"perhaps the clock of this machine is wrong"}},
		"another policy":   {[]probetest.Authority{root.Issue(t, probetest.Certified{Names: []string{"other.example"}, From: -time.Hour, Till: probetest.Year})}, TLSPolicy{ServerName: "other.example"}, result.Up, "", nil},
		"a wildcard":       {[]probetest.Authority{root.Issue(t, probetest.Certified{Names: []string{"*.example.org"}, From: -time.Hour, Till: probetest.Year})}, TLSPolicy{ServerName: "a.b.example.org"}, result.Down, result.TLSName, []string{"is for *.example.org, not for a.b.example.org"}},
		"a dead authority": {[]probetest.Authority{dead.Issue(t, fine), dead}, TLSPolicy{}, result.Down, result.TLSExpired, []string{"authority", "1 day ago"}},
		"all at once":      {[]probetest.Authority{stranger.Issue(t, probetest.Certified{Names: []string{"other.example"}, From: -probetest.Year, Till: -49 * time.Hour})}, TLSPolicy{}, result.Down, result.TLSExpired, []string{"ended on", "not for localhost", "nobody trusts it"}},
		"not to be judged": {[]probetest.Authority{probetest.Authority{}.Issue(t, fine)}, TLSPolicy{SkipVerify: true}, result.Up, "", nil},
		"ending soon":      {[]probetest.Authority{root.Issue(t, probetest.Certified{Names: ours, From: -probetest.Year, Till: 73 * time.Hour})}, TLSPolicy{ExpiresIn: 14 * 24 * time.Hour}, result.Degraded, result.TLSExpiring, []string{"in 3 days"}},
		"ends, not judged": {[]probetest.Authority{root.Issue(t, probetest.Certified{Names: ours, From: -probetest.Year, Till: 73 * time.Hour})}, TLSPolicy{ExpiresIn: 14 * 24 * time.Hour, SkipVerify: true}, result.Up, "", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			address := serveTLS(t, says("text/html", "hello"), c.chain...)
			c.policy.Roots, c.policy.ServerName = pool, cmp.Or(c.policy.ServerName, "localhost")
			r := askOnce(t, here(), &TLS{Address: address, Policy: c.policy})
			wants(t, r, c.state, c.failure)
			for _, part := range c.reason {
				if !strings.Contains(r.Reason, part) {
					t.Errorf("the reason is %q, want %q in it", r.Reason, part)
				}
			}
			if r.TLS == nil || r.TLS.Version == "" || r.TLS.Expires.IsZero() || r.TLS.Issuer == "" {
				t.Errorf("the facts of the certificate are lost: %+v", r.TLS)
			}
		})
	}
}

// The end that counts is that of whatever in the chain ends first.
func TestHTTP06_TheChainEndsWithItsShortestLink(t *testing.T) {
	root, pool := probetest.Root(t)
	between := root.Issue(t, probetest.Certified{From: -probetest.Year, Till: 48 * time.Hour, CA: true})
	leaf := between.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -time.Hour, Till: probetest.Year})
	r := askOnce(t, trusting(pool),
		&TLS{Address: serveTLS(t, says("text/html", "x"), leaf, between), Policy: TLSPolicy{ServerName: "localhost"}})
	wants(t, r, result.Up, "")
	if !r.TLS.Expires.Equal(between.Cert.NotAfter) {
		t.Errorf("the chain ends on %s, want %s", r.TLS.Expires, between.Cert.NotAfter)
	}
}

// A certificate that the server sends without need says nothing about the site, but it is told of.
func TestHTTP06_AnExtraCertificateThatEndsSooner(t *testing.T) {
	root, pool := probetest.Root(t)
	extra := probetest.Authority{}.Issue(t, probetest.Certified{From: -probetest.Year, Till: -24 * time.Hour, CA: true})
	leaf := root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -time.Hour, Till: probetest.Year})
	r := askOnce(t, trusting(pool),
		&TLS{Address: serveTLS(t, says("text/html", "x"), leaf, extra), Policy: TLSPolicy{ServerName: "localhost", ExpiresIn: 24 * time.Hour}})
	wants(t, r, result.Up, "")
	if !r.TLS.Expires.Equal(leaf.Cert.NotAfter) {
		t.Errorf("the chain ends on %s, want %s", r.TLS.Expires, leaf.Cert.NotAfter)
	}
	last := r.Evidence[len(r.Evidence)-1].Text
	if !strings.Contains(last, extra.Cert.Subject.CommonName+", which ends on "+day(extra.Cert.NotAfter)) {
		t.Errorf("the evidence is %v", r.Evidence)
	}
}

func TestHTTP05_ARevokedCertificate(t *testing.T) {
	leaf, root, pool := probetest.Localhost(t)
	for status, want := range map[int]result.Failure{ocsp.Good: "", ocsp.Revoked: result.TLSUntrusted, ocsp.Unknown: ""} {
		staple, err := ocsp.CreateResponse(root.Cert, root.Cert, ocsp.Response{
			Status: status, SerialNumber: leaf.Cert.SerialNumber, ThisUpdate: time.Now(), NextUpdate: time.Now().Add(time.Hour), RevokedAt: time.Now().Add(-time.Hour),
		}, root.Key)
		if err != nil {
			t.Fatal(err)
		}
		c := probetest.Shown(leaf)
		c.OCSPStaple = staple
		address := listenTLS(t, &tls.Config{Certificates: []tls.Certificate{c}})
		r := askOnce(t, trusting(pool), &TLS{Address: address, Policy: TLSPolicy{ServerName: "localhost"}})
		if r.Failure != want || want != "" && !strings.Contains(r.Reason, "was revoked by its authority on "+day(time.Now().Add(-time.Hour))) {
			t.Errorf("a staple of %d: %s %s", status, r.Failure, r.Reason)
		}
	}
}

func TestHTTP07_OldVersions(t *testing.T) {
	root, pool := probetest.Root(t)
	c := probetest.Shown(root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -time.Hour, Till: probetest.Year}))
	env := trusting(pool)
	for most, name := range map[uint16]string{tls.VersionTLS10: "TLS 1.0", tls.VersionTLS11: "TLS 1.1", tls.VersionTLS12: "TLS 1.2", tls.VersionTLS13: "TLS 1.3"} {
		t.Run(name, func(t *testing.T) {
			address := listenTLS(t, &tls.Config{Certificates: []tls.Certificate{c}, MinVersion: tls.VersionTLS10, MaxVersion: most})
			r := askOnce(t, env, &TLS{Address: address, Policy: TLSPolicy{ServerName: "localhost"}})
			if r.TLS == nil || r.TLS.Version != name || r.TLS.Expires.IsZero() {
				t.Errorf("the facts are %+v", r.TLS)
			}
			if most >= tls.VersionTLS12 {
				wants(t, r, result.Up, "")
				return
			}
			wants(t, r, result.Down, result.TLSHandshake)
			if !strings.Contains(r.Reason, "nothing newer than "+name) {
				t.Errorf("the reason is %q", r.Reason)
			}
			r = askOnce(t, env, &TLS{Address: address, Policy: TLSPolicy{ServerName: "elsewhere.example"}})
			if r.Failure != result.TLSName || !strings.Contains(r.Reason, "nothing newer than "+name) {
				t.Errorf("not everything is told at once: %s %s", r.Failure, r.Reason)
			}
		})
	}
	// Browsers still take a key that is sent under RSA, so it is no failure.
	rsaOnly := listenTLS(t, &tls.Config{
		Certificates: []tls.Certificate{rsaCertificate(t, root)}, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256},
	})
	wants(t, askOnce(t, env, &TLS{Address: rsaOnly, Policy: TLSPolicy{ServerName: "localhost"}}), result.Up, "")
}

// rsaCertificate is a certificate for localhost with an RSA key.
func rsaCertificate(t *testing.T, by probetest.Authority) tls.Certificate {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(7), DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(probetest.Year),
		KeyUsage: x509.KeyUsageKeyEncipherment | x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, by.Cert, key.Public(), by.Key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// listenTLS is a server that shakes hands and says no more.
func listenTLS(t *testing.T, config *tls.Config) string {
	t.Helper()
	return probetest.ServeTLS(t, config, func(c *tls.Conn) { _, _ = io.Copy(io.Discard, c) })
}

// The name that is asked for is that of the host, of the Host header where there is one, or the one that the
// configuration gives to an address.
func TestHTTP04_TheNameThatIsAskedFor(t *testing.T) {
	root, pool := probetest.Root(t)
	asked := make(chan string, 10)
	certificates := map[string]*tls.Certificate{}
	for _, name := range []string{"localhost", "shop.example"} {
		c := probetest.Shown(root.Issue(t, probetest.Certified{Names: []string{name}, From: -time.Hour, Till: probetest.Year}))
		certificates[name] = &c
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "I am "+r.Host) }))
	s.TLS = &tls.Config{
		GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) { asked <- h.ServerName; return nil, nil },
		GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
			if c := certificates[h.ServerName]; c != nil {
				return c, nil
			}
			return certificates["localhost"], nil
		},
	}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	env := trusting(pool)
	for name, c := range map[string]struct {
		url, host, serverName string
		sni, page             string
		failure               result.Failure
	}{
		"the host":                      {"https://localhost:" + port, "", "", "localhost", "I am localhost:" + port, ""},
		"the Host header":               {"https://127.0.0.1:" + port, "shop.example", "", "shop.example", "I am shop.example", ""},
		"the Host header with a port":   {"https://127.0.0.1:" + port, "shop.example:8443", "", "shop.example", "I am shop.example:8443", ""},
		"an address":                    {"https://127.0.0.1:" + port, "", "", "", "", result.TLSUntrusted},
		"an address, its name given":    {"https://127.0.0.1:" + port, "", "shop.example", "shop.example", "I am 127.0.0.1:" + port, ""},
		"a name that nobody has":        {"https://localhost:" + port, "", "nobody.example", "nobody.example", "", result.TLSName},
		"a name before the Host header": {"https://127.0.0.1:" + port, "elsewhere.example", "shop.example", "shop.example", "I am elsewhere.example", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := get(t, c.url)
			p.TLS.ServerName = c.serverName
			if c.host != "" {
				p.Header = map[string]string{"Host": c.host}
			}
			if c.page != "" {
				p.Expect.Contains = []Pattern{{Text: c.page}}
			}
			r := askOnce(t, env, p)
			if r.Failure != c.failure {
				t.Errorf("%s: %s", r.Failure, r.Reason)
			}
			if sni := <-asked; sni != c.sni {
				t.Errorf("asked for %q, want %q", sni, c.sni)
			}
		})
	}
}

func TestHandshakesThatFail(t *testing.T) {
	cases := map[string]struct {
		do      func(*net.TCPConn)
		failure result.Failure
		reason  string
	}{
		"no TLS":  {func(c *net.TCPConn) { _, _ = io.WriteString(c, "220 mail.example ESMTP\r\n"); probetest.Stall(c) }, result.TLSHandshake, "does not speak TLS"},
		"silence": {probetest.Stall, result.TLSTimeout, "not ready within"},
		"goodbye": {func(c *net.TCPConn) { _, _ = c.Read(make([]byte, 4096)); probetest.HangUp(c) }, result.TLSHandshake, "closed the connection"},
		"reset":   {probetest.CutOff, result.TLSHandshake, "cut the connection"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := askWithin(t, trusting(x509.NewCertPool()),
				&TLS{Address: probetest.Serve(t, c.do), Policy: TLSPolicy{ServerName: "localhost"}}, timeoutFor(c.failure))
			wants(t, r, result.Down, c.failure)
			if !strings.Contains(r.Reason, c.reason) {
				t.Errorf("the reason is %q, want %q in it", r.Reason, c.reason)
			}
		})
	}
}

// day is how a reason says a date.
func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

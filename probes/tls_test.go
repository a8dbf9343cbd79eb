package probes

import (
	"crypto/x509"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
)

func TestCertificates(t *testing.T) {
	root, pool := newRoot(t)
	between := root.issue(t, certified{from: -3 * year, till: 3 * year, ca: true})
	dead := root.issue(t, certified{from: -3 * year, till: -24 * time.Hour, ca: true})
	ours := []string{"localhost"}
	fine := certified{names: ours, from: -time.Hour, till: year}
	stranger, _ := newRoot(t)
	cases := map[string]struct {
		chain   []authority
		policy  TLSPolicy
		state   result.State
		failure result.Failure
		reason  []string
	}{
		"fine":             {[]authority{root.issue(t, fine)}, TLSPolicy{}, result.Up, "", nil},
		"through another":  {[]authority{between.issue(t, fine), between}, TLSPolicy{}, result.Up, "", nil},
		"expired":          {[]authority{root.issue(t, certified{names: ours, from: -year, till: -49 * time.Hour})}, TLSPolicy{}, result.Down, result.TLSExpired, []string{"localhost ended on", "2 days ago"}},
		"not yet valid":    {[]authority{root.issue(t, certified{names: ours, from: 49 * time.Hour, till: year})}, TLSPolicy{}, result.Down, result.TLSNotYetValid, []string{"valid only from"}},
		"another name":     {[]authority{root.issue(t, certified{names: []string{"other.example"}, from: -time.Hour, till: year})}, TLSPolicy{}, result.Down, result.TLSName, []string{"is for other.example, not for localhost"}},
		"self-signed":      {[]authority{authority{}.issue(t, fine)}, TLSPolicy{}, result.Down, result.TLSUntrusted, []string{"signed by itself"}},
		"a strange issuer": {[]authority{stranger.issue(t, fine), stranger}, TLSPolicy{}, result.Down, result.TLSUntrusted, []string{"not trusted here"}},
		"a link missing":   {[]authority{between.issue(t, fine)}, TLSPolicy{}, result.Down, result.TLSUntrusted, []string{"chain is not complete"}},
		"a dead authority": {[]authority{dead.issue(t, fine), dead}, TLSPolicy{}, result.Down, result.TLSExpired, []string{"authority", "1 day ago"}},
		"all at once":      {[]authority{stranger.issue(t, certified{names: []string{"other.example"}, from: -year, till: -49 * time.Hour})}, TLSPolicy{}, result.Down, result.TLSExpired, []string{"ended on", "not for localhost", "nobody trusts it"}},
		"not to be judged": {[]authority{authority{}.issue(t, fine)}, TLSPolicy{SkipVerify: true}, result.Up, "", nil},
		"ending soon":      {[]authority{root.issue(t, certified{names: ours, from: -year, till: 73 * time.Hour})}, TLSPolicy{ExpiresIn: 14 * 24 * time.Hour}, result.Degraded, result.TLSExpiring, []string{"in 3 days"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			address := serveTLS(t, says("text/html", "hello"), c.chain...)
			c.policy.Roots = pool
			r := askOnce(t, here(), &TLS{Address: address, Name: "localhost", Policy: c.policy}, 3*time.Second)
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
func TestTheChainEndsWithItsShortestLink(t *testing.T) {
	root, pool := newRoot(t)
	between := root.issue(t, certified{from: -year, till: 48 * time.Hour, ca: true})
	leaf := between.issue(t, certified{names: []string{"localhost"}, from: -time.Hour, till: year})
	r := askOnce(t, Env{Door: System(), Resolver: &Resolver{}, Roots: pool},
		&TLS{Address: serveTLS(t, says("text/html", "x"), leaf, between), Name: "localhost"}, 3*time.Second)
	wants(t, r, result.Up, "")
	if !r.TLS.Expires.Equal(between.cert.NotAfter) {
		t.Errorf("the chain ends on %s, want %s", r.TLS.Expires, between.cert.NotAfter)
	}
}

func TestHandshakesThatFail(t *testing.T) {
	cases := map[string]struct {
		do      func(*net.TCPConn)
		failure result.Failure
		reason  string
	}{
		"no TLS":  {func(c *net.TCPConn) { _, _ = io.WriteString(c, "220 mail.example ESMTP\r\n"); stall(c) }, result.TLSHandshake, "does not speak TLS"},
		"silence": {stall, result.TLSTimeout, "not ready within"},
		"goodbye": {func(c *net.TCPConn) { _, _ = c.Read(make([]byte, 4096)); hangUp(c) }, result.TLSHandshake, "closed the connection"},
		"reset":   {cutOff, result.TLSHandshake, "cut the connection"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := askOnce(t, Env{Door: System(), Resolver: &Resolver{}, Roots: x509.NewCertPool()},
				&TLS{Address: raw(t, c.do), Name: "localhost"}, 300*time.Millisecond)
			wants(t, r, result.Down, c.failure)
			if !strings.Contains(r.Reason, c.reason) {
				t.Errorf("the reason is %q, want %q in it", r.Reason, c.reason)
			}
		})
	}
}

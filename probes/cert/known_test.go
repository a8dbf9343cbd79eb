package cert

import (
	"crypto/tls"
	"crypto/x509"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

// What was verified a moment ago is not verified again, as long as nothing of it has changed.
func TestAVerificationIsGoodForAMoment(t *testing.T) {
	root, pool := probetest.Root(t)
	leaf := root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -time.Hour, Till: time.Hour})
	state := tls.ConnectionState{Version: tls.VersionTLS13, PeerCertificates: []*x509.Certificate{leaf.Cert}}
	now := time.Now()
	var known Known
	ask := func(h Hello) (result.Failure, bool) {
		before := len(known.list) + known.next
		h.Known = &known
		got := h.Judge(state, now)
		if got.Facts == nil || got.Facts.Issuer == "" || len(got.Evidence) == 0 {
			t.Fatalf("the facts are lost: %+v", got)
		}
		return got.Failure, len(known.list)+known.next == before && got.Failure == ""
	}
	for _, c := range []struct {
		what    string
		hello   Hello
		wait    time.Duration
		failure result.Failure
		again   bool // it was known
	}{
		{"first", Hello{Name: "localhost", Roots: pool}, 0, "", false},
		{"the same", Hello{Name: "localhost", Roots: pool}, time.Minute, "", true},
		{"another name", Hello{Name: "elsewhere.example", Roots: pool}, 0, result.TLSName, false},
		{"other roots", Hello{Name: "localhost", Roots: x509.NewCertPool()}, 0, result.TLSUntrusted, false},
		{"not to be judged", Hello{Name: "localhost", Roots: pool, SkipVerify: true}, 0, "", false},
		{"still the same", Hello{Name: "localhost", Roots: pool}, 0, "", true},
		{"a while later", Hello{Name: "localhost", Roots: pool}, trustFor, "", false},
		{"the clock set back", Hello{Name: "localhost", Roots: pool}, -50 * time.Minute, "", false},
		{"just before it ends", Hello{Name: "localhost", Roots: pool}, 98 * time.Minute, "", false},
		{"when it has ended", Hello{Name: "localhost", Roots: pool}, 2 * time.Minute, result.TLSExpired, false},
	} {
		now = now.Add(c.wait)
		if failure, again := ask(c.hello); failure != c.failure || again != c.again {
			t.Errorf("%s: %q, known %t", c.what, failure, again)
		}
	}
}

// A server may enclose at any time that its certificate was revoked.
func TestAnotherStapleIsJudgedAnew(t *testing.T) {
	root, pool := probetest.Root(t)
	leaf := root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -time.Hour, Till: time.Hour})
	var known Known
	for _, staple := range []string{"", "one", "one", "another"} {
		Hello{Name: "localhost", Roots: pool, Known: &known}.Judge(tls.ConnectionState{
			Version: tls.VersionTLS13, PeerCertificates: []*x509.Certificate{leaf.Cert}, OCSPResponse: []byte(staple),
		}, time.Now())
	}
	if len(known.list) != 3 {
		t.Errorf("%d verifications are known, want 3", len(known.list))
	}
}

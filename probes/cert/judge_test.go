package cert

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

// judged is what is found now of a chain for localhost.
func judged(roots *x509.CertPool, chain ...probetest.Authority) Shown {
	state := tls.ConnectionState{Version: tls.VersionTLS13}
	for _, c := range chain {
		state.PeerCertificates = append(state.PeerCertificates, c.Cert)
	}
	return Hello{Name: "localhost", Roots: roots}.Judge(state, time.Now())
}

// A certificate whose time is not now was given by somebody all the same: that it is not trusted is not told as well.
func TestACertificateOfAnotherTimeHasThatFaultAlone(t *testing.T) {
	root, pool := probetest.Root(t)
	ours := []string{"localhost"}
	for want, span := range map[result.Failure]probetest.Certified{
		result.TLSExpired:     {Names: ours, From: -probetest.Year, Till: -49 * time.Hour},
		result.TLSNotYetValid: {Names: ours, From: 49 * time.Hour, Till: probetest.Year},
	} {
		if got := judged(pool, root.Issue(t, span), root); got.Failure != want || strings.Contains(got.Reason, ";") {
			t.Errorf("found is %q: %s", got.Failure, got.Reason)
		}
	}
}

// Where a server shows two ways to a root that is trusted, a browser finds the one that holds.
func TestOfTwoWaysTheOneThatLastsLongerCounts(t *testing.T) {
	at := func(hours int) *x509.Certificate {
		return &x509.Certificate{NotAfter: time.Now().Add(time.Duration(hours) * time.Hour)}
	}
	short, long := []*x509.Certificate{at(9), at(2)}, []*x509.Certificate{at(9), at(5)}
	for _, ways := range [][][]*x509.Certificate{{short, long}, {long, short}} {
		if got := longestLasting(ways); got[1] != long[1] {
			t.Errorf("counted is the way that ends on %s", got[1].NotAfter)
		}
	}
}

func TestOnlyAnExtraCertificateThatEndsSoonerIsToldOf(t *testing.T) {
	root, pool := probetest.Root(t)
	leaf := root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -time.Hour, Till: 48 * time.Hour})
	for till, told := range map[time.Duration]bool{24 * time.Hour: true, 72 * time.Hour: false} {
		extra := probetest.Authority{}.Issue(t, probetest.Certified{From: -time.Hour, Till: till, CA: true})
		if got := judged(pool, leaf, extra); len(got.Evidence) > 1 != told || got.Failure != "" {
			t.Errorf("with one that ends in %s: %s, %v", till, got.Reason, got.Evidence)
		}
	}
}

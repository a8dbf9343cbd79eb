package cert

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"slices"
	"sync"
	"time"

	"vigie/internal/result"
)

// Known is what a check has verified a short while ago. A server shows the same certificates at every asking, and to
// verify their signatures anew each time would be a good part of what a probe costs. Only what was found to be fine is
// remembered, and no certificate is kept: ten thousand checks must not hold ten thousand chains.
//
// Its zero value is ready, and it may be used by many at once.
type Known struct {
	mu   sync.Mutex
	list []trusted
	next int // the place of the one that is forgotten first
}

// mostTrusted is how many verifications a check remembers: it may lead over several hosts, in two address families.
const mostTrusted = 4

// trusted is one verification, for the same certificates, name and roots.
type trusted struct {
	key      [sha256.Size]byte
	roots    *x509.CertPool
	since    time.Time
	facts    result.TLS
	evidence []result.Evidence
}

// trustFor is how long a verification is good: within it the roots of this machine are taken to stay the same.
const trustFor = 10 * time.Minute

// Judge judges what a handshake showed, or repeats what it found of just the same a short while ago.
func (h Hello) Judge(state tls.ConnectionState, now time.Time) Shown {
	if h.Known == nil || len(state.PeerCertificates) == 0 || state.Version < tls.VersionTLS12 {
		return h.judge(state, now)
	}
	key := h.key(state)
	if before, ok := h.Known.find(key, h.Roots, now); ok {
		before.facts.Version = tls.VersionName(state.Version)
		return Shown{Facts: &before.facts, Evidence: slices.Clip(before.evidence)}
	}
	found := h.judge(state, now)
	if found.Failure == "" {
		h.Known.keep(trusted{key, h.Roots, now, *found.Facts, slices.Clone(found.Evidence)})
	}
	return found
}

// find looks for a verification that still holds: within its time, and before anything in the chain ends.
func (k *Known) find(key [sha256.Size]byte, roots *x509.CertPool, now time.Time) (trusted, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, known := range k.list {
		if age := now.Sub(known.since); known.key == key && known.roots == roots && age >= 0 && age < trustFor && now.Before(known.facts.Expires) {
			return known, true
		}
	}
	return trusted{}, false
}

func (k *Known) keep(fresh trusted) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.list) < mostTrusted {
		k.list = append(k.list, fresh)
		return
	}
	k.list[k.next] = fresh
	k.next = (k.next + 1) % mostTrusted
}

// key is what a verification depends on, but for the roots and the time.
func (h Hello) key(state tls.ConnectionState) (key [sha256.Size]byte) {
	sum := sha256.New()
	for _, c := range state.PeerCertificates {
		sum.Write(c.Raw)
	}
	sum.Write(state.OCSPResponse)
	sum.Write([]byte(h.name()))
	if h.SkipVerify {
		sum.Write([]byte{1})
	}
	sum.Sum(key[:0])
	return key
}

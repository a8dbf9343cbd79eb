package probes

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"slices"
	"sync"
	"time"

	"vigie/internal/result"
)

// trusts is what a check has verified a short while ago. A server shows the same certificates at every asking, and to
// verify their signatures anew each time would be a good part of what a probe costs. Only what was found to be fine is
// remembered, and no certificate is kept: ten thousand checks must not hold ten thousand chains.
type trusts struct {
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

// judge judges a chain as judgeChain does, or repeats what it found of just the same one.
func (t *trusts) judge(state tls.ConnectionState, env Env, name string, policy TLSPolicy) trust {
	if t == nil || len(state.PeerCertificates) == 0 || state.Version < tls.VersionTLS12 {
		return judgeChain(state, env, name, policy)
	}
	key, now := chainKey(state, name, policy), env.Door.Now()
	roots := policy.Roots
	if roots == nil {
		roots = env.Roots
	}
	if known, ok := t.find(key, roots, now); ok {
		known.facts.Version = tls.VersionName(state.Version)
		return trust{facts: &known.facts, evidence: slices.Clip(known.evidence)}
	}
	found := judgeChain(state, env, name, policy)
	if found.failure == "" {
		t.keep(trusted{key, roots, now, *found.facts, slices.Clone(found.evidence)})
	}
	return found
}

// find looks for a verification that still holds: within its time, and before anything in the chain ends.
func (t *trusts) find(key [sha256.Size]byte, roots *x509.CertPool, now time.Time) (trusted, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, known := range t.list {
		if age := now.Sub(known.since); known.key == key && known.roots == roots && age >= 0 && age < trustFor && now.Before(known.facts.Expires) {
			return known, true
		}
	}
	return trusted{}, false
}

func (t *trusts) keep(fresh trusted) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.list) < mostTrusted {
		t.list = append(t.list, fresh)
		return
	}
	t.list[t.next] = fresh
	t.next = (t.next + 1) % mostTrusted
}

// chainKey is what a verification depends on, but for the roots and the time.
func chainKey(state tls.ConnectionState, name string, policy TLSPolicy) (key [sha256.Size]byte) {
	h := sha256.New()
	for _, c := range state.PeerCertificates {
		h.Write(c.Raw)
	}
	h.Write(state.OCSPResponse)
	h.Write([]byte(name))
	if policy.SkipVerify {
		h.Write([]byte{1})
	}
	h.Sum(key[:0])
	return key
}

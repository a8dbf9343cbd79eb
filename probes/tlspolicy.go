package probes

import (
	"cmp"
	"crypto/x509"
	"time"

	"vigie/internal/result"
	"vigie/probes/cert"
)

// TLSPolicy is how a certificate is judged.
type TLSPolicy struct {
	Roots      *x509.CertPool // nil: those of the Env
	ServerName string         // the name that is asked for and must be on the certificate; that of the host when empty
	SkipVerify bool           // facts are still collected
	ExpiresIn  time.Duration  // degraded when the chain ends sooner; 0 turns that off
}

// name is the name that the certificate of a host must carry.
func (p TLSPolicy) name(host string) string { return cmp.Or(p.ServerName, host) }

// hello is how a handshake with a server of a name is begun.
func (p TLSPolicy) hello(env Env, name string) cert.Hello {
	h := cert.Hello{Name: name, Roots: p.Roots, SkipVerify: p.SkipVerify}
	if h.Roots == nil {
		h.Roots = env.Roots
	}
	return h
}

// expiring makes a good result degraded where the certificate ends soon.
func (p TLSPolicy) expiring(r result.Result, name string, now time.Time) result.Result {
	if r.State != result.Up || r.TLS == nil || p.ExpiresIn <= 0 || p.SkipVerify {
		return r
	}
	if reason, soon := cert.EndsSoon(r.TLS, name, p.ExpiresIn, now); soon {
		return degrade(r, result.TLSExpiring, "%s", reason)
	}
	return r
}

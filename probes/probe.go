// Package probes asks each site how it is: one file for each kind of check.
//
// It knows no provider and no screen. Of vigie it may import only internal/result and internal/text.
// Everything that it does to the world goes through a Door, so that the world can be a simulated one.
package probes

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"time"

	"vigie/internal/result"
)

// Door is the way from a probe to the world: one dialer and one clock.
type Door interface {
	// Dial connects to an address that is a literal IP and a port; network is "tcp" or "udp".
	// It ends no later than the deadline of ctx.
	Dial(ctx context.Context, network, address string) (net.Conn, error)
	// Now is the time at this door. Durations are differences of it.
	Now() time.Time
	// WithTimeout derives a context whose deadline is d from Now.
	// A simulated door's context has a deadline but need not end by itself, so every
	// connection is given its deadline with SetDeadline too.
	WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc)
}

// Env is what every probe of one estate shares.
type Env struct {
	Door     Door
	Resolver *Resolver
	Roots    *x509.CertPool // nil: the system's
	Vantage  string         // where this is asked from; "local" when empty

	// Usual is how many visible characters the page of this check has shown when it was well, 0 where that is not
	// known. It is of one check: whoever asks sets it for each asking.
	Usual int
}

// Prober is one kind of question.
type Prober interface {
	// Probe asks once. It fills State, Failure, Reason, Address, Phases and evidence; Check.Ask fills the rest.
	Probe(ctx context.Context, env Env) result.Result
	// About is the host name or address that the question is about, by which a site is joined to what it runs on.
	About() string
	// Burdens is whom the question bothers, as host:port, for the limit of probes at once to one host; empty where
	// that is nobody in particular, such as the resolver.
	Burdens() string
}

// Echoer is a Door through which an echo can be sent and its return awaited. A door without it, or one that may
// not, answers ErrNoEcho.
type Echoer interface {
	// Echo sends one ICMP echo request to ip and waits for its reply until the deadline of ctx. It returns how long
	// that took. The error is ErrNoEcho where this machine may not send one, an *Unreachable where somebody on the
	// way refused to pass it on, wraps syscall.ENETUNREACH or the like where this machine knows no way itself, and is a
	// timeout where nothing came back.
	Echo(ctx context.Context, ip netip.Addr) (time.Duration, error)
}

// ErrNoEcho says that this machine may not send echoes.
var ErrNoEcho = errors.New("this machine may not send ICMP echoes")

// Check is one question, asked again and again.
type Check struct {
	ID      string // stable: site, kind and target
	Site    string
	Kind    result.Kind
	Target  string        // as the configuration wrote it
	Timeout time.Duration // of one probe, all phases together
	Prober  Prober
}

// Family chooses the address family of a probe.
type Family string

// The families. Both asks IPv4 and IPv6 apart: one of them broken is degraded.
const (
	AnyFamily Family = "any"
	IPv4      Family = "4"
	IPv6      Family = "6"
	Both      Family = "both"
)

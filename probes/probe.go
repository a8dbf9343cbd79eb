// Package probes asks each site how it is. A kind of check is a file of its own, and where it needs more, those whose names
// begin with its own: http, flow, tls, dns, tcp, ping, smtp, imap, pop3, and mail for all the servers of a domain. What they
// share is how a question is asked (probe, ask, family, connect) and how its result is made (result, evidence).
//
// What knows nothing of checks lies below:
//
//	door      the way to the world: a dialer and a clock
//	names     looking names up: the DNS
//	cert      handshakes, and how certificates are judged
//	web       HTTP in its versions: a request and its answer
//	page      what a visitor sees of a page, and pages that are not the site
//	echo      ICMP
//	mask      keeping secrets out of results
//	neterr    the errors of a network
//	words     the words of a result
//	probetest what plays the world to tests
//
// It knows no provider and no screen. Of vigie it may import only internal/result. Everything that it does to the world goes
// through a Door, so that the world can be a simulated one.
package probes

import (
	"context"
	"crypto/x509"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/names"
)

// Env is what every probe of one estate shares.
type Env struct {
	Door     door.Door
	Resolver *names.Resolver
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

// Check is one question, asked again and again.
type Check struct {
	ID      string // stable: site, kind and target
	Site    string
	Kind    result.Kind
	Target  string        // as the configuration wrote it
	Timeout time.Duration // of one probe, all phases together
	Prober  Prober
}

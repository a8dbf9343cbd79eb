// Package probes asks each site how it is: one file for each kind of check.
//
// It knows no provider and no screen. Of vigie it may import only internal/result and internal/text.
// Everything that it does to the world goes through a Door, so that the world can be a simulated one.
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

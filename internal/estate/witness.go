package estate

import (
	"time"

	"vigie/internal/account"
	"vigie/internal/result"
)

// Witness is something that is asked beside the sites, because what it says tells one cause from another: a machine of
// somebody else in the same building, a second resolver, the registry.
type Witness struct {
	ID       string
	Role     Role
	Of       string        // what it speaks of: the site, the host name, the domain or the resource
	Target   string        // who was asked: an address, a server
	Place    account.Place // where that stands; empty where it is not known
	Family   int           // of the address, 4 or 6; 0 where there is no one address
	State    result.State  // unknown before the first answer
	Failure  result.Failure
	Reason   string    // what it said, in a sentence
	Since    time.Time // of the state: the first answer that showed it
	Asked    time.Time // the newest
	Answered time.Time // when it last answered at all; zero: it never did
	Served   time.Time // when it last took a connection or knew what it was asked; zero: it never did
	Flips    int       // how often it has come and gone since it was first asked
	Failed   time.Time // when it last did not; zero: it always answered
	Answers  []string  // the addresses that a name leads to
	Registry *result.Registry
}

// Role is why a witness is asked.
type Role string

// The roles.
const (
	Neighbour   Role = "neighbour"       // a machine of others, in the same place or elsewhere at the provider
	Idle        Role = "idle"            // a machine of one's own on which no site runs
	Machine     Role = "machine"         // what a site runs on, by any of its ports and addresses
	ByAddress   Role = "by address"      // a site whose name fails, at its last known address
	Origin      Role = "origin"          // a site behind an edge, at the machine behind it
	OtherName   Role = "second resolver" // a name that fails, asked elsewhere
	ZoneServers Role = "zone servers"    // a name that fails, asked of who speaks for it
	Registrar   Role = "registry"        // a domain whose names fail
	Reference   Role = "reference"       // an address outside that always answers
)

// Present tells whether the witness is there, be it only to refuse.
func (w *Witness) Present() bool { return w.State == result.Up || w.State == result.Degraded }

// Absent tells whether nothing came back of it.
func (w *Witness) Absent() bool { return w.State == result.Down }

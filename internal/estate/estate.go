// Package estate is the joined picture: sites, what they run on, where that is, and what the provider says of it,
// as immutable snapshots. Whoever holds a snapshot may read it for ever and change nothing in it.
//
// It may import the leaves result, account, places, text and cost, and nothing else of vigie: no probe, no provider, no screen.
package estate

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/cost"
	"vigie/internal/places"
	"vigie/internal/result"
)

// Snapshot is the whole picture at one moment. It is never changed after it was published.
type Snapshot struct {
	Version    uint64    // rises with every change
	Now        time.Time // when it was made
	Started    time.Time // when the watch began
	Title      string    // what is being watched: the scenario of a demo; empty for a real estate
	Demo       bool
	Sites      []*Site             // in the order of the configuration; one that has not changed is that of the snapshot before
	Resources  []account.Resource  // sorted by place, then name
	Places     []Place             // buildings, the most troubled first
	Tickets    []account.Ticket    // the most recently updated first
	Notices    []account.Notice    // open ones first, then the newest
	Components []account.Component // the lights of the status pages
	Witnesses  []Witness           // what was asked beside the sites, to tell causes apart
	Mails      []account.Mail      // that the provider wrote to the account's owner, the newest first
	Accounts   []account.Identity
	Campuses   places.Table // which buildings stand together, and where
	Sources    []Source     // health of everything that is asked for facts
	Happened   uint64       // how many events there have been in all
	Events     []Event      // newest last
	Verdict    Verdict
	Incidents  []Incident // those that are open, the worst first
	Cost       Cost       // of all that is open
	Keeping    Keeping
	Mistake    string // why an edit of the configuration was not taken; empty where there is none
}

// Site is a thing that the business depends on, as it stands now.
type Site struct {
	Name        string
	Group       string
	State       result.State
	Since       time.Time // of this state: the first sample that showed it, not its confirmation
	Failure     result.Failure
	Root        result.Failure // what lies behind Failure: of a flow, the class of the step that failed
	Reason      string
	Suspect     bool         // the last sample failed, but it is not confirmed
	Flapping    bool         // it comes and goes: its state is held until it has settled
	Maintenance string       // why it is paused, in words; empty outside a maintenance window
	Resource    string       // ID of the resource that it runs on; empty where that is not known
	Kind        account.Kind // of that resource: a domain, its zone and its hosting may have one ID
	FoundBy     string       // how the resource was found, in words that follow "found by": configuration, address 192.0.2.10, domain shop.example, DNS: …
	Place       account.Place
	Server      string // what its web server called itself when it last answered well, lower case; empty where it did not
	Address     string // at which it was last asked, without the port; empty where it never was
	Needs       []string
	ExplainedBy string // the needed site that is down
	Checks      []Check
	Acked       bool
	AckedBy     string
	Uptime24h   float64  // 0…1 of the time that was observed; negative before anything was
	Latency     []Sample // oldest first, at most SparkLen
}

// Check is one question asked of a site, with its newest answers.
type Check struct {
	ID          string
	Kind        result.Kind
	Target      string
	Every       time.Duration
	Next        time.Time // when it will be asked again
	Asking      bool
	State       result.State
	Since       time.Time
	Last        *result.Result // nil before the first answer
	LastFailure *result.Result // kept after recovery; nil when it never failed
}

// Class is what the site fails of at the bottom of it.
func (s *Site) Class() result.Failure {
	if s.Root != "" {
		return s.Root
	}
	return s.Failure
}

// Last is the newest result of the site's most troubled check; nil before the first answer.
func (s *Site) Last() *result.Result {
	var worst *Check
	for i := range s.Checks {
		c := &s.Checks[i]
		if c.Last == nil {
			continue
		}
		if worst == nil || c.State.Worse(worst.State) {
			worst = c
		}
	}
	if worst == nil {
		return nil
	}
	return worst.Last
}

// Place is a building (or what is known instead of one) with what is in it.
type Place struct {
	Place     account.Place
	Resources []string // IDs
	Sites     []string // names
	Down      []string // names of the sites that are down
	Unknown   []string // names of the sites whose state is not known
	Notices   []string // IDs of open notices that name it
}

// Source is something that is asked for facts: one part of a provider's API, a status page.
type Source struct {
	Name   string // ovh inventory, ovh tickets, bare-metal-servers.status-ovhcloud.com
	API    string // the provider whose API is asked; empty for a page
	Every  time.Duration
	LastOK time.Time // zero when it never answered
	Error  string    // why the last asking failed, made fit for a person; empty when it did not
	Since  time.Time // of the error
	NoKey  bool      // it failed for want of a key that is accepted
	Note   string    // what a person should know of it that is no failure; empty where there is nothing
}

// timeToVisible is how long a fault of a source lasts before it is shown, so that the screen
// does not flicker with every hiccup.
const timeToVisible = 5 * time.Second

// Faulty tells whether the source has failed for long enough, at t, to be shown as stale.
func (s Source) Faulty(t time.Time) bool {
	return s.Error != "" && (s.LastOK.IsZero() || t.Sub(s.Since) >= timeToVisible)
}

// Event is one thing that happened. Events are only ever appended.
type Event struct {
	Time  time.Time
	Kind  EventKind
	State result.State // the new state of a site; empty for other kinds
	Site  string       // empty where it concerns no single site
	Text  string
	By    string // who did it; empty for what happened by itself
	Quiet string // why nobody is alerted, in words; empty where somebody may be
}

// EventKind sorts events.
type EventKind string

// The kinds of event.
const (
	EventSite    EventKind = "site"
	EventVerdict EventKind = "verdict"
	EventNotice  EventKind = "notice"
	EventTicket  EventKind = "ticket"
	EventSource  EventKind = "source"
	EventPerson  EventKind = "person"
	EventWatch   EventKind = "watch" // what befell the watch itself: a gap, a clock that was set, another configuration
)

// Cost is what outages have cost so far.
type Cost struct {
	Totals []cost.Total // one for each currency, the greatest first; none where no site's revenue is told
	Losses []cost.Loss  // of each that sells and was hit, with how they were reckoned
}

// Since are the events after the first n, as far as the snapshot still holds them.
func (s *Snapshot) Since(n uint64) []Event {
	forgotten := s.Happened - uint64(len(s.Events))
	if n <= forgotten {
		return s.Events
	}
	return s.Events[min(n-forgotten, uint64(len(s.Events))):]
}

// Resource finds a resource by its ID. Of several with one ID, such as a domain, its zone and its hosting, it is one
// that stands somewhere.
func (s *Snapshot) Resource(id string) (account.Resource, bool) {
	var found account.Resource
	for _, r := range s.Resources {
		if r.ID == id && (found.ID == "" || r.Place.Known() && !found.Place.Known()) {
			found = r
		}
	}
	return found, found.ID != ""
}

// Home finds the resource that a site runs on.
func (s *Snapshot) Home(x *Site) (account.Resource, bool) {
	for _, r := range s.Resources {
		if x.On(r) {
			return r, true
		}
	}
	return account.Resource{}, false
}

// On tells whether the site runs on a resource.
func (s *Site) On(r account.Resource) bool {
	return s.Resource != "" && s.Resource == r.ID && (s.Kind == "" || s.Kind == r.Kind)
}

// BehindEdge tells whether a site that runs on a resource is asked elsewhere: at an edge in front of it, and neither at
// one of the resource's addresses nor at a block of addresses that leads to it.
func (s *Snapshot) BehindEdge(x *Site, home account.Resource) bool {
	at, err := netip.ParseAddr(x.Address)
	if err != nil || strings.HasPrefix(x.FoundBy, "address ") || slices.Contains(home.Addresses, x.Address) {
		return false
	}
	sameFamily := slices.ContainsFunc(home.Addresses, func(s string) bool {
		a, err := netip.ParseAddr(s)
		return err == nil && a.Is4() == at.Is4()
	})
	if !sameFamily {
		return false // not all of its addresses are told
	}
	return !slices.ContainsFunc(s.Resources, func(r account.Resource) bool {
		if r.Kind != account.IPBlock || r.RoutedTo != home.ID {
			return false
		}
		p, err := netip.ParsePrefix(r.ID)
		return r.ID == x.Address || err == nil && p.Contains(at)
	})
}

// SitesOn are the names of the sites that run on what has an ID, in their order; empty where there are none, never nil.
func (s *Snapshot) SitesOn(id string) []string {
	names := []string{}
	for _, x := range s.Sites {
		if x.Resource == id {
			names = append(names, x.Name)
		}
	}
	return names
}

// Site finds a site by its name.
func (s *Snapshot) Site(name string) (*Site, bool) {
	for _, x := range s.Sites {
		if x.Name == name {
			return x, true
		}
	}
	return nil, false
}

// Count is how many sites are in each state.
func (s *Snapshot) Count() map[result.State]int {
	n := make(map[result.State]int, 5)
	for _, x := range s.Sites {
		n[x.State]++
	}
	return n
}

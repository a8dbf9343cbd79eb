// Package account holds the words in which a provider answers: what it rents out, where that is,
// the tickets about it and the notices that the provider publishes.
//
// It is a leaf: it may import nothing of vigie, so that providers, the estate and the screen can all speak of
// resources and tickets without knowing each other.
package account

import "time"

// Kind is a kind of resource.
type Kind string

// The kinds of resource that are read in this version.
const (
	DedicatedServer Kind = "dedicated server"
	VPS             Kind = "vps"
	WebHosting      Kind = "web hosting"
)

// Place is where a resource is, as far as the provider tells. Empty fields are not known.
type Place struct {
	Provider   string // ovh
	Region     string // eu-west-sbg
	Datacenter string // sbg2: lower case, without zero padding
	Rack       string // SBG2A01
	Cluster    string // cluster126, for shared products
}

// String is the shortest name that tells the place apart: ovh/sbg2, ovh/gra2/cluster126, ovh/eu-west-gra.
func (p Place) String() string {
	s := p.Provider
	switch {
	case p.Datacenter != "":
		s += "/" + p.Datacenter
	case p.Region != "":
		s += "/" + p.Region
	default:
		return s
	}
	if p.Cluster != "" {
		s += "/" + p.Cluster
	}
	return s
}

// Building is the place without its rack and cluster: what shares one roof.
func (p Place) Building() Place {
	return Place{Provider: p.Provider, Region: p.Region, Datacenter: p.Datacenter}
}

// Resource is one thing that the provider rents out.
type Resource struct {
	Provider  string
	Kind      Kind
	ID        string // what the API calls it
	Name      string // what its owner calls it
	Place     Place
	State     string   // the API's own word; a provider's inventory is not a probe
	Addresses []string // IPv4 and IPv6, without a prefix length
	Domains   []string // names that it serves, lower case
	Renews    time.Time
	Tasks     []Task
	Problem   string    // why the last reading of this row failed; empty when it did not
	Read      time.Time // when this row was last read well
}

// Task is work that the provider does on a resource.
type Task struct {
	ID       string
	Function string // hardReboot
	State    string // doing
	Started  time.Time
}

// Ticket is a support ticket.
type Ticket struct {
	Provider  string
	ID        string
	Number    string
	Subject   string
	State     string // open, closed, unknown
	Service   string // the resource that it is about
	Created   time.Time
	Updated   time.Time
	WaitingOn Party
	Thread    []Message // oldest first
}

// Party is one of the two that write in a ticket.
type Party string

// The two parties of a ticket.
const (
	Us       Party = "us"
	Provider Party = "provider"
)

// Message is one message of a ticket.
type Message struct {
	Time time.Time
	From Party
	Body string
}

// Identity is whose account it is and what the key in use may do.
type Identity struct {
	Provider string
	Account  string
	Name     string
	Rights   []string // "GET /me", "GET /dedicated/server/*"
	Missing  []string // rights that vigie would use and the key does not have
	Expires  time.Time
}

// Notice is what a provider publishes on a status page.
type Notice struct {
	Provider string
	Page     string
	ID       string
	Title    string
	State    string // investigating, identified, monitoring, resolved, scheduled, in_progress, completed
	Impact   string // none, minor, major, critical, maintenance
	Planned  bool
	Posted   time.Time
	Started  time.Time // as the text declares it; zero where it does not
	Updated  time.Time
	Ended    time.Time
	ETA      time.Time
	URL      string
	Places   []string // datacenters that the title names: sbg2
	Updates  []NoticeUpdate
}

// NoticeUpdate is one posting in a notice.
type NoticeUpdate struct {
	Time  time.Time
	State string
	Body  string
}

// Open tells whether the notice speaks of something that is going on at t.
func (n Notice) Open(t time.Time) bool {
	if n.State == "resolved" || n.State == "completed" || n.State == "postmortem" {
		return false
	}
	return n.Ended.IsZero() || n.Ended.After(t)
}

// ProviderName is how a provider is called in a sentence.
func ProviderName(id string) string {
	if id == "ovh" {
		return "OVHcloud"
	}
	return id
}

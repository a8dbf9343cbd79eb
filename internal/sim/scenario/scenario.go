// Package scenario reads scenario files: a world, and what happens to it, as data.
//
// It may import internal/config, for the sites, and nothing else of vigie.
package scenario

import (
	"time"

	"vigie/internal/config"
)

// Scenario is one file.
type Scenario struct {
	Name   string
	Title  map[string]string // by language
	Start  time.Time
	Estate Estate
	Sites  []config.Site
	Events []Event // in order of time
	Expect []Expect
}

// Lasts is the time from the start until nothing happens any more and nothing more is expected.
func (s *Scenario) Lasts() time.Duration {
	var end time.Duration
	for _, e := range s.Events {
		end = max(end, e.At)
	}
	for _, e := range s.Expect {
		end = max(end, e.At+e.After)
	}
	return end
}

// Estate is what the simulated account holds.
type Estate struct {
	Places    map[string]Place // by datacenter
	Servers   []Server
	VPS       []VPS
	Hostings  []Hosting
	Databases []Database
	Domains   []Domain
	Zones     []Zone
	Mail      []Mail
	Tickets   []Ticket
	CDNs      []CDN

	Projects      []Project
	IPs           []IPBlock
	LoadBalancers []LoadBalancer
	NAS           []NAS
	Interventions []Intervention
}

// Place is a datacenter with machines of others in it, which answer probes.
type Place struct{ Neighbours int }

// Server is a dedicated server.
type Server struct {
	ID, Datacenter, Rack, IP, IPv6 string
	Backup                         string   // the place of its backup
	Names                          []string // of sites, and of mail servers such as mx2.shop.example, that lead there
}

// VPS is a virtual server.
type VPS struct {
	ID, Region, IP, IPv6 string
	Snapshot             time.Time
	Backup               string    // the place of its backup storage; empty: it has none
	Automated            time.Time // of the newest automatic backup; zero: none are made
	Names                []string  // as those of a server
}

// Hosting is a web hosting.
type Hosting struct {
	ID, Datacenter string
	Cluster, Filer int
	IP             string
}

// Database is a managed database.
type Database struct {
	ID, Datacenter, IP string
	Port               int
}

// Domain is a registered domain.
type Domain struct {
	ID      string
	Expires time.Time
}

// Zone is a DNS zone.
type Zone struct {
	ID      string
	Servers []string
	Place   string
}

// Mail is a mail domain.
type Mail struct{ ID, Platform, Place, IP string }

// Ticket is a support ticket with its thread; At is from the start and may be negative.
type Ticket struct {
	ID                              int64
	Number, Subject, Service, State string
	Thread                          []Message
}

// Message is one message of a ticket.
type Message struct {
	At         time.Duration
	From, Body string
}

// CDN is an edge in front of sites.
type CDN struct {
	ID    string
	Sites []string
}

// Event is something that happens; exactly one of the fields beside At is set, or several conditions.
type Event struct {
	At          time.Duration // from the start
	Conditions  []Condition
	Line        string // down, portal, up
	Resolver    string // down, up
	ProviderAPI string // down, slow, unauthorized, ok
	Domain      *DomainEvent
	Names       []Lead
	Notice      *Notice
	Task        *Task
	Ticket      *TicketEvent
}

// Condition is what probes of one thing meet from now on.
type Condition struct {
	Kind     string // places, servers, vps, hostings, databases, mail, zones, cdns, sites
	Name     string // sbg2, rbx8/R832B16, gra2/cluster126, "*", an ID, a site
	What     string // ok, blackhole, refuse, reset, unreachable, slow, stall, status, blank, default_page, …
	Value    string // of slow (4s), status (503), loss (40%)
	Families []int  // 4, 6; both when empty
}

// Notice is a posting on a simulated status page.
type Notice struct {
	ID, Page, Title, Impact, State, Body string
	ETA                                  time.Time
}

// Task is a task on a resource.
type Task struct{ Service, Function, Status string }

// TicketEvent is an answer of the provider in a ticket, or a change of its state.
type TicketEvent struct {
	ID    int64
	Reply string
	State string
}

// DomainEvent is what becomes of a domain at its registry: it is paid until another day, suspended, or given back. In a
// file:
//
//   - { at: 2h, domain: { id: shop.example, expires: 2022-09-01, state: ok } }
type DomainEvent struct {
	ID      string
	Expires time.Time // zero: as before
	State   string    // ok, suspended; empty: as before
}

// Lead is where a name leads from now on: to the addresses of a resource. In a file:
//
//   - { at: 48h, names: { www.shop.example: ns2.example } }
type Lead struct{ Name, To string }

// Expect is what the verdict must say at some moment between At and After later.
type Expect struct {
	At    time.Duration
	After time.Duration // allowed for detection
	Said
	Also []Said // of incidents that must be open beside the worst one
}

// Said is a cause and its place; any place will do where it is empty.
type Said struct{ Cause, Where string }

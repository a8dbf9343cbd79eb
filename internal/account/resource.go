package account

import "time"

// Kind is a kind of resource.
type Kind string

// The kinds of resource.
const (
	DedicatedServer Kind = "dedicated server"
	VPS             Kind = "vps"
	CloudProject    Kind = "cloud project"
	Instance        Kind = "cloud instance"
	Volume          Kind = "cloud volume"
	CloudDatabase   Kind = "cloud database"
	WebHosting      Kind = "web hosting"
	Database        Kind = "database" // rented by itself, beside a web hosting
	Domain          Kind = "domain"
	Zone            Kind = "zone"
	MailDomain      Kind = "mail domain"
	Exchange        Kind = "exchange"
	EmailPro        Kind = "email pro"
	IPBlock         Kind = "ip block"
	LoadBalancer    Kind = "load balancer"
	BackupStorage   Kind = "backup storage"
	NAS             Kind = "nas"
)

// Kinds are all kinds, in the order in which they are listed.
func Kinds() []Kind {
	return []Kind{
		DedicatedServer, VPS, CloudProject, Instance, Volume, CloudDatabase, WebHosting, Database, Domain, Zone,
		MailDomain, Exchange, EmailPro, IPBlock, LoadBalancer, BackupStorage, NAS,
	}
}

// Place is where a resource is, as far as the provider tells. Empty fields are not known.
type Place struct {
	Provider   string // ovh
	Region     string // eu-west-sbg, or a cloud region: gra11
	Datacenter string // sbg2: lower case, without zero padding; a campus (sbg), or a cloud's region or zone, where no building is known
	Rack       string // SBG2A01: upper case
	Cluster    string // cluster126, for shared products
	Filer      string // filer201: the storage of a web hosting
	Host       string // what a shared machine is called in notices: ex5, pro1, eu005
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

// Building is the place without what stands inside: what shares one roof.
func (p Place) Building() Place {
	if p.Datacenter != "" {
		return Place{Provider: p.Provider, Datacenter: p.Datacenter} // some products name its region and some do not
	}
	return Place{Provider: p.Provider, Region: p.Region}
}

// Known tells whether more is known of the place than the provider.
func (p Place) Known() bool { return p.Datacenter != "" || p.Region != "" }

// Resource is one thing that the provider rents out.
type Resource struct {
	Provider      string
	Kind          Kind
	ID            string // what the API calls it
	Name          string // what its owner calls it
	Parent        string // ID of what it belongs to: the project of an instance; empty for most
	Place         Place
	State         string   // the API's own word; a provider's inventory is not a probe
	Addresses     []string // IPv4 and IPv6, without a prefix length; of a block the block
	Domains       []string // names that it serves, lower case
	RoutedTo      string   // of an address block: the ID of the resource that it leads to
	Servers       []string // of a zone or a domain: its name servers, lower case
	Renews        time.Time
	Tasks         []Task
	Interventions []Intervention
	Backups       []Backup // nil where it has not been read whether there are any
	Health        []Health
	Records       []Record  // of a zone: those of names that somebody asked for
	Problem       string    // why the last reading of this row failed; empty when it did not
	Read          time.Time // when this row was last read well
}

// Task is work that the provider does on a resource.
type Task struct {
	ID       string
	Function string // hardReboot
	State    string // doing
	Started  time.Time
}

// Intervention is work by hand on a resource: done, under way or planned.
type Intervention struct {
	ID      string
	Type    string // the API's own word
	State   string // done, doing, todo; empty where it is not told
	Planned bool
	From    time.Time
	To      time.Time // zero where it is not told
}

// Backup is one way in which a resource is kept a second time.
type Backup struct {
	Kind   string    // snapshot, automatic backup, backup storage, database backup
	Name   string    // what the API calls it; may be empty
	Place  Place     // where it lies; empty where that is not told
	Newest time.Time // of what is kept; zero where there is none, or it is not told
}

// Health is what the provider's own probes say of a part of a resource.
type Health struct {
	Part  string // ping, https, farms, a region of a cloud project: GRA11, or a service in it: GRA11 network
	State string // the API's own word: up, DOWN, error
}

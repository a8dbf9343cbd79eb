package account

import "time"

// Notice is what a provider publishes on a status page.
type Notice struct {
	Provider string
	Page     string
	ID       string
	Title    string
	State    string // open where the page says no more; investigating, identified, monitoring, resolved, scheduled, in_progress, completed
	Impact   string // none, minor, major, critical, maintenance
	Planned  bool
	Posted   time.Time // first; zero where the page does not tell
	Seen     time.Time // when it was first seen here: our clock beside theirs
	Started  time.Time // as the text declares it; zero where it does not
	Updated  time.Time
	Ended    time.Time
	ETA      time.Time
	URL      string
	Parent   string // ID of the incident that the text gives as its cause; empty where it gives none
	Scope    Scope
	Touches  []Touch        // what of the account it concerns; laid together by the watch
	Updates  []NoticeUpdate // oldest first
}

// NoticeUpdate is one posting in a notice.
type NoticeUpdate struct {
	Time  time.Time
	State string
	Body  string
	ETA   time.Time // the end that this posting promises; zero where it promises none
}

// Open tells whether the notice speaks of something that is going on at t.
func (n Notice) Open(t time.Time) bool {
	if n.State == "resolved" || n.State == "completed" || n.State == "postmortem" {
		return false
	}
	return n.Ended.IsZero() || n.Ended.After(t)
}

// How tells how the notice concerns a resource, if it does.
func (n Notice) How(resource string) (how How, touched bool) {
	for _, t := range n.Touches {
		if t.Resource == resource && resource != "" {
			return t.How, true
		}
	}
	return "", false
}

// Scope is what a notice says that it concerns, normalised: campuses, datacenters and regions lower case without zero
// padding, racks and rooms upper case and written out, the numbers of clusters and filers without leading zeros.
type Scope struct {
	Sites       []string // campuses: sbg
	Datacenters []string // sbg2
	Regions     []string // of the Public Cloud: gra11, eu-west-par
	Racks       []string // R832B16
	Rooms       []string // 46B
	Clusters    []string // 126
	Filers      []string // 201
	Hosts       []string // host598581
	Services    []string // what of the product: smtp, mx plan
	Product     Product  // empty where no one product is named
}

// Places are the campuses and the datacenters.
func (s Scope) Places() []string { return append(append([]string(nil), s.Sites...), s.Datacenters...) }

// Product is what a notice is about, in the words of the provider's pages.
type Product string

// The products that notices are told apart by.
const (
	ForDedicated    Product = "dedicated servers"
	ForVPS          Product = "vps"
	ForCloud        Product = "public cloud"
	ForPrivateCloud Product = "private cloud"
	ForHosting      Product = "web hosting"
	ForDatabase     Product = "databases"
	ForMail         Product = "mail"
	ForDomain       Product = "domains"
	ForDNS          Product = "dns"
	ForStorage      Product = "storage"
	ForNetwork      Product = "network"
	ForLoadBalancer Product = "load balancer"
	ForTelephony    Product = "telephony"
	ForPanel        Product = "api and control panel"
	ForPower        Product = "power and cooling" // of a building or its racks: everything in it
)

// Touch is one resource that a notice concerns.
type Touch struct {
	Resource string // ID
	How      How
}

// How sure it is that a notice concerns a resource.
type How string

// How a notice concerns a resource.
const (
	Named    How = "named"    // its rack, host, cluster, filer or service stands there
	Likely   How = "likely"   // its building and its product do
	Possible How = "possible" // only the campus, or the product, does
)

// Component is one light of a status page.
type Component struct {
	Page  string
	Name  string    // Cluster126
	Group string    // Web Hosting || Datacenter GRA; may be empty
	State string    // operational, under_maintenance, degraded_performance, partial_outage, major_outage
	Since time.Time // when the page last touched it: some lights stay wrong for months; zero where it is not told
}

// Well tells whether the light says that nothing is wrong or being worked on.
func (c Component) Well() bool { return c.State == "operational" }

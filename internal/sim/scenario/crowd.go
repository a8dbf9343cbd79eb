package scenario

import (
	"fmt"
	"net/netip"
	"time"
)

// Crowd adds n resources to an estate, spread over kinds and places as in an account of a middling business: many
// domains and hostings, fewer machines. Their names and addresses are the same each time.
func Crowd(e *Estate, start time.Time, n int) {
	c := crowd{estate: e, start: start, next: netip.MustParseAddr("10.0.0.0")}
	kinds := []func(id string){
		c.server, c.domain, c.hosting, c.vps, c.zone, c.domain, c.mail, c.hosting, c.server, c.database, c.domain, c.block,
		c.vps, c.hosting, c.zone, c.domain, c.mail, c.server, c.nas, c.balancer,
	}
	for i := range n {
		c.number = i
		kinds[i%len(kinds)](fmt.Sprintf("%04d", i))
	}
}

// crowd adds resources to an estate.
type crowd struct {
	estate *Estate
	start  time.Time
	next   netip.Addr
	number int
}

func (c *crowd) ip() string {
	c.next = c.next.Next()
	return c.next.String()
}

// place is one of several, by turns.
func (c *crowd) place() string {
	places := []string{"gra2", "rbx8", "sbg3", "gra4", "bhs5", "sbg2", "rbx4"}
	return places[c.number%len(places)]
}

func (c *crowd) server(id string) {
	c.estate.Servers = append(c.estate.Servers, Server{
		ID: "ns" + id + ".crowd.example", Datacenter: c.place(), Rack: "R" + id, IP: c.ip(), Backup: c.place(),
	})
}

func (c *crowd) vps(id string) {
	c.estate.VPS = append(c.estate.VPS, VPS{ID: "vps" + id + ".crowd.example", Region: c.place(), IP: c.ip(), Snapshot: c.start.AddDate(0, 0, -2)})
}

func (c *crowd) hosting(id string) {
	c.estate.Hostings = append(c.estate.Hostings, Hosting{
		ID: "shop" + id + ".crowd.example", Datacenter: "gra2", Cluster: 100 + c.number%30, Filer: 200 + c.number%9, IP: c.ip(),
	})
}

func (c *crowd) database(id string) {
	c.estate.Databases = append(c.estate.Databases, Database{ID: "db" + id + "-001", Datacenter: "gra2", IP: c.ip(), Port: 3306})
}

func (c *crowd) domain(id string) {
	c.estate.Domains = append(c.estate.Domains, Domain{ID: "domain" + id + ".example", Expires: c.start.AddDate(0, 1+c.number%12, 0)})
}

func (c *crowd) zone(id string) {
	c.estate.Zones = append(c.estate.Zones, Zone{ID: "zone" + id + ".example", Servers: []string{"dns100.example", "ns100.example"}, Place: "gra2"})
}

func (c *crowd) mail(id string) {
	c.estate.Mail = append(c.estate.Mail, Mail{ID: "mail" + id + ".example", Platform: "mxplan", Place: "gra2", IP: c.ip()})
}

func (c *crowd) block(string) {
	to := ""
	if servers := c.estate.Servers; len(servers) > 0 {
		to = servers[c.number%len(servers)].ID
	}
	c.estate.IPs = append(c.estate.IPs, IPBlock{ID: c.ip() + "/32", To: to, Campus: "gra"})
}

func (c *crowd) nas(id string) {
	c.estate.NAS = append(c.estate.NAS, NAS{ID: "zpool" + id, Datacenter: c.place(), IP: c.ip()})
}

func (c *crowd) balancer(id string) {
	c.estate.LoadBalancers = append(c.estate.LoadBalancers, LoadBalancer{ID: "loadbalancer" + id, Place: "gra", IP: c.ip()})
}

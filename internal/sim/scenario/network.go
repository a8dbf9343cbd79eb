package scenario

import (
	"net/netip"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// IPBlock is a block of addresses that leads to a resource, and can be moved to another one. In a file:
//
//	ips: [{ id: 192.0.2.40/32, to: ns1.example, campus: gra, sites: [Shop] }]
type IPBlock struct {
	ID, To string
	Campus string   // outside of which it cannot be moved; empty: it can go anywhere
	Sites  []string // that are asked for at it, while it is a single address
}

// LoadBalancer spreads visitors over machines. In a file:
//
//	load_balancers: [{ id: loadbalancer-1, place: gra, ip: 192.0.2.41 }]
type LoadBalancer struct{ ID, Place, IP string }

// NAS is a storage in the network. In a file:
//
//	nas: [{ id: zpool-1, datacenter: rbx4, ip: 192.0.2.42 }]
type NAS struct{ ID, Datacenter, IP string }

// Intervention is work by hand on a server. In a file:
//
//	interventions: [{ id: 7, server: ns1.example, planned: true, from: 2021-03-12T08:00:00Z, to: 2021-03-12T09:00:00Z }]
type Intervention struct {
	ID       int64
	Server   string
	Type     string // of one that is over; of a planned one the API has a word of its own
	Planned  bool
	From, To time.Time
}

func (p *parser) block(n ast.Node) {
	var x IPBlock
	p.r.Fields(n, "an ip block", fields{
		"id": func(n ast.Node) {
			p.id(&x.ID, "ips")(n)
			if _, err := netip.ParsePrefix(x.ID); err != nil {
				p.r.Mistake(n, "id must be a block such as 192.0.2.40/32, not %q", x.ID)
			}
		},
		"to":     p.text(&x.To, "to"),
		"campus": p.text(&x.Campus, "campus"),
		"sites":  p.siteNames(&x.Sites),
	})
	p.sc.Estate.IPs = append(p.sc.Estate.IPs, x)
}

func (p *parser) balancer(n ast.Node) {
	var x LoadBalancer
	p.r.Fields(n, "a load balancer", fields{
		"id": p.id(&x.ID, "load_balancers"), "place": p.text(&x.Place, "place"), "ip": p.address(&x.IP, "ip", 4),
	})
	p.sc.Estate.LoadBalancers = append(p.sc.Estate.LoadBalancers, x)
}

func (p *parser) nas(n ast.Node) {
	var x NAS
	p.r.Fields(n, "a nas", fields{
		"id": p.id(&x.ID, "nas"), "datacenter": p.text(&x.Datacenter, "datacenter"), "ip": p.address(&x.IP, "ip", 4),
	})
	p.sc.Estate.NAS = append(p.sc.Estate.NAS, x)
}

func (p *parser) intervention(n ast.Node) {
	var x Intervention
	var id string
	p.r.Fields(n, "an intervention", fields{
		"id": func(n ast.Node) {
			p.id(&id, "interventions")(n)
			x.ID = int64(p.r.Int(n, "id", 1, 1<<30))
		},
		"server": func(n ast.Node) {
			x.Server = p.r.String(n, "server")
			p.mention(n, "servers", x.Server)
		},
		"type": p.text(&x.Type, "type"), "planned": func(n ast.Node) { x.Planned = p.r.Bool(n, "planned") },
		"from": p.moment(&x.From, "from"), "to": p.moment(&x.To, "to"),
	})
	p.sc.Estate.Interventions = append(p.sc.Estate.Interventions, x)
}

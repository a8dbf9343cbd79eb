package scenario

import (
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// estate reads what the simulated account holds.
func (p *parser) estate(n ast.Node) {
	e := &p.sc.Estate
	p.r.Fields(n, "estate", fields{
		"places": func(n ast.Node) {
			e.Places = make(map[string]Place)
			for _, kv := range p.r.Pairs(n, "places") {
				var x Place
				p.r.Fields(kv.Value, "a place", fields{"neighbours": p.number(&x.Neighbours, "neighbours")})
				e.Places[kv.Name] = x
			}
		},
		"servers":   p.each("servers", p.server),
		"vps":       p.each("vps", p.vps),
		"hostings":  p.each("hostings", p.hosting),
		"databases": p.each("databases", p.database),
		"domains":   p.each("domains", p.domain),
		"zones":     p.each("zones", p.zone),
		"mail":      p.each("mail", p.mail),
		"tickets":   p.each("tickets", p.ticket),
		"cdns":      p.each("cdns", p.cdn),

		"projects":       p.each("projects", p.project),
		"ips":            p.each("ips", p.block),
		"load_balancers": p.each("load balancers", p.balancer),
		"nas":            p.each("nas", p.nas),
		"interventions":  p.each("interventions", p.intervention),
	})
}

// id reads the name by which the rest of the file knows a thing; nothing else of its kind may have it.
func (p *parser) id(to *string, kind string) func(ast.Node) {
	return func(n ast.Node) {
		*to = p.r.String(n, "id")
		if slices.Contains(p.named[kind], *to) {
			p.r.Mistake(n, "two of the %s are called %q", kind, *to)
		}
		p.named[kind] = append(p.named[kind], *to)
	}
}

func (p *parser) server(n ast.Node) {
	var x Server
	p.r.Fields(n, "a server", fields{
		"id": p.id(&x.ID, "servers"), "datacenter": p.text(&x.Datacenter, "datacenter"), "rack": p.text(&x.Rack, "rack"),
		"ip": p.address(&x.IP, "ip", 4), "ipv6": p.address(&x.IPv6, "ipv6", 6), "backup": p.text(&x.Backup, "backup"),
		"names": p.texts(&x.Names, "names"),
	})
	p.sc.Estate.Servers = append(p.sc.Estate.Servers, x)
}

func (p *parser) vps(n ast.Node) {
	var x VPS
	p.r.Fields(n, "a vps", fields{
		"id": p.id(&x.ID, "vps"), "region": p.text(&x.Region, "region"), "ip": p.address(&x.IP, "ip", 4),
		"ipv6": p.address(&x.IPv6, "ipv6", 6), "snapshot": p.moment(&x.Snapshot, "snapshot"),
		"backup": p.text(&x.Backup, "backup"), "automated": p.moment(&x.Automated, "automated"),
		"names": p.texts(&x.Names, "names"),
	})
	p.sc.Estate.VPS = append(p.sc.Estate.VPS, x)
}

func (p *parser) hosting(n ast.Node) {
	var x Hosting
	p.r.Fields(n, "a hosting", fields{
		"id": p.id(&x.ID, "hostings"), "datacenter": p.text(&x.Datacenter, "datacenter"), "cluster": p.number(&x.Cluster, "cluster"),
		"filer": p.number(&x.Filer, "filer"), "ip": p.address(&x.IP, "ip", 4),
	})
	p.sc.Estate.Hostings = append(p.sc.Estate.Hostings, x)
}

func (p *parser) database(n ast.Node) {
	var x Database
	p.r.Fields(n, "a database", fields{
		"id": p.id(&x.ID, "databases"), "datacenter": p.text(&x.Datacenter, "datacenter"), "ip": p.address(&x.IP, "ip", 4),
		"port": p.number(&x.Port, "port"),
	})
	p.sc.Estate.Databases = append(p.sc.Estate.Databases, x)
}

func (p *parser) domain(n ast.Node) {
	var x Domain
	p.r.Fields(n, "a domain", fields{"id": p.id(&x.ID, "domains"), "expires": p.moment(&x.Expires, "expires")})
	p.sc.Estate.Domains = append(p.sc.Estate.Domains, x)
}

func (p *parser) zone(n ast.Node) {
	var x Zone
	p.r.Fields(n, "a zone", fields{
		"id": p.id(&x.ID, "zones"), "place": p.text(&x.Place, "place"),
		"servers": p.texts(&x.Servers, "servers"),
	})
	p.sc.Estate.Zones = append(p.sc.Estate.Zones, x)
}

func (p *parser) mail(n ast.Node) {
	var x Mail
	p.r.Fields(n, "a mail domain", fields{
		"id": p.id(&x.ID, "mail"), "platform": p.text(&x.Platform, "platform"), "place": p.text(&x.Place, "place"), "ip": p.address(&x.IP, "ip", 4),
	})
	p.sc.Estate.Mail = append(p.sc.Estate.Mail, x)
}

func (p *parser) cdn(n ast.Node) {
	var x CDN
	p.r.Fields(n, "a cdn", fields{
		"id":    p.id(&x.ID, "cdns"),
		"sites": p.siteNames(&x.Sites),
	})
	p.sc.Estate.CDNs = append(p.sc.Estate.CDNs, x)
}

// siteNames reads a list of sites, which the file must have.
func (p *parser) siteNames(to *[]string) func(ast.Node) {
	return p.each("sites", func(v ast.Node) {
		name := p.r.String(v, "a site")
		p.mention(v, "sites", name)
		*to = append(*to, name)
	})
}

func (p *parser) ticket(n ast.Node) {
	var x Ticket
	var id string
	p.r.Fields(n, "a ticket", fields{
		"id": func(n ast.Node) {
			p.id(&id, "tickets")(n)
			x.ID = int64(p.r.Int(n, "id", 1, 1<<30))
		},
		"number": p.text(&x.Number, "number"), "subject": p.text(&x.Subject, "subject"),
		"service": p.text(&x.Service, "service"),
		"state":   p.word(&x.State, "state", "open", "closed", "unknown"),
		"thread":  p.each("thread", func(n ast.Node) { x.Thread = append(x.Thread, p.message(n)) }),
	})
	if len(x.Thread) == 0 && p.r.Err() == nil {
		p.r.Mistake(n, "a ticket needs a thread with at least one message")
	}
	p.sc.Estate.Tickets = append(p.sc.Estate.Tickets, x)
}

func (p *parser) message(n ast.Node) Message {
	var m Message
	p.r.Fields(n, "a message", fields{
		"at": p.offset(&m.At, "at"), "body": p.text(&m.Body, "body"),
		"from": p.word(&m.From, "from", "us", "provider"),
	})
	return m
}

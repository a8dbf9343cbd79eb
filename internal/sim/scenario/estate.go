package scenario

import (
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
	})
}

func (p *parser) each(what string, read func(ast.Node)) func(ast.Node) {
	return func(n ast.Node) { p.r.List(n, what, read) }
}

func (p *parser) server(n ast.Node) {
	var x Server
	p.r.Fields(n, "a server", fields{
		"id": p.text(&x.ID, "id"), "datacenter": p.text(&x.Datacenter, "datacenter"), "rack": p.text(&x.Rack, "rack"),
		"ip": p.text(&x.IP, "ip"), "ipv6": p.text(&x.IPv6, "ipv6"), "backup": p.text(&x.Backup, "backup"),
	})
	p.sc.Estate.Servers = append(p.sc.Estate.Servers, x)
}

func (p *parser) vps(n ast.Node) {
	var x VPS
	p.r.Fields(n, "a vps", fields{
		"id": p.text(&x.ID, "id"), "region": p.text(&x.Region, "region"), "ip": p.text(&x.IP, "ip"),
		"ipv6": p.text(&x.IPv6, "ipv6"), "snapshot": p.moment(&x.Snapshot, "snapshot"),
	})
	p.sc.Estate.VPS = append(p.sc.Estate.VPS, x)
}

func (p *parser) hosting(n ast.Node) {
	var x Hosting
	p.r.Fields(n, "a hosting", fields{
		"id": p.text(&x.ID, "id"), "datacenter": p.text(&x.Datacenter, "datacenter"), "cluster": p.number(&x.Cluster, "cluster"),
		"filer": p.number(&x.Filer, "filer"), "ip": p.text(&x.IP, "ip"),
	})
	p.sc.Estate.Hostings = append(p.sc.Estate.Hostings, x)
}

func (p *parser) database(n ast.Node) {
	var x Database
	p.r.Fields(n, "a database", fields{
		"id": p.text(&x.ID, "id"), "datacenter": p.text(&x.Datacenter, "datacenter"), "ip": p.text(&x.IP, "ip"),
		"port": p.number(&x.Port, "port"),
	})
	p.sc.Estate.Databases = append(p.sc.Estate.Databases, x)
}

func (p *parser) domain(n ast.Node) {
	var x Domain
	p.r.Fields(n, "a domain", fields{"id": p.text(&x.ID, "id"), "expires": p.moment(&x.Expires, "expires")})
	p.sc.Estate.Domains = append(p.sc.Estate.Domains, x)
}

func (p *parser) zone(n ast.Node) {
	var x Zone
	p.r.Fields(n, "a zone", fields{
		"id": p.text(&x.ID, "id"), "place": p.text(&x.Place, "place"),
		"servers": func(n ast.Node) {
			p.r.List(n, "servers", func(v ast.Node) { x.Servers = append(x.Servers, p.r.String(v, "a server")) })
		},
	})
	p.sc.Estate.Zones = append(p.sc.Estate.Zones, x)
}

func (p *parser) mail(n ast.Node) {
	var x Mail
	p.r.Fields(n, "a mail domain", fields{
		"id": p.text(&x.ID, "id"), "platform": p.text(&x.Platform, "platform"), "place": p.text(&x.Place, "place"), "ip": p.text(&x.IP, "ip"),
	})
	p.sc.Estate.Mail = append(p.sc.Estate.Mail, x)
}

func (p *parser) cdn(n ast.Node) {
	var x CDN
	p.r.Fields(n, "a cdn", fields{
		"id": p.text(&x.ID, "id"),
		"sites": func(n ast.Node) {
			p.r.List(n, "sites", func(v ast.Node) { x.Sites = append(x.Sites, p.r.String(v, "a site")) })
		},
	})
	p.sc.Estate.CDNs = append(p.sc.Estate.CDNs, x)
}

func (p *parser) ticket(n ast.Node) {
	var x Ticket
	var id int
	p.r.Fields(n, "a ticket", fields{
		"id": p.number(&id, "id"), "number": p.text(&x.Number, "number"), "subject": p.text(&x.Subject, "subject"),
		"service": p.text(&x.Service, "service"),
		"state":   func(n ast.Node) { x.State = p.r.Word(n, "state", "open", "closed", "unknown") },
		"thread": p.each("thread", func(n ast.Node) {
			var m Message
			p.r.Fields(n, "a message", fields{
				"at": p.offset(&m.At, "at"), "body": p.text(&m.Body, "body"),
				"from": func(n ast.Node) { m.From = p.r.Word(n, "from", "us", "provider") },
			})
			x.Thread = append(x.Thread, m)
		}),
	})
	x.ID = int64(id)
	p.sc.Estate.Tickets = append(p.sc.Estate.Tickets, x)
}

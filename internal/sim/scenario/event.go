package scenario

import (
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// event reads one entry of events. It may do several things at once.
func (p *parser) event(n ast.Node) {
	var e Event
	timed := false
	f := fields{
		"at":           func(n ast.Node) { timed, e.At = true, p.r.Duration(n, "at") },
		"line":         p.word(&e.Line, "line", "up", "down", "portal"),
		"resolver":     p.word(&e.Resolver, "resolver", "up", "down"),
		"provider_api": p.word(&e.ProviderAPI, "provider_api", "ok", "down", "slow", "unauthorized"),
		"names":        func(n ast.Node) { e.Names = p.leads(n) },
		"domain":       func(n ast.Node) { e.Domain = p.registered(n) },
		"notice":       func(n ast.Node) { e.Notice = p.notice(n) },
		"task":         func(n ast.Node) { e.Task = p.task(n) },
		"ticket":       func(n ast.Node) { e.Ticket = p.answer(n) },
	}
	for _, kind := range conditionKinds {
		f[kind] = func(n ast.Node) {
			for _, kv := range p.r.Pairs(n, kind) {
				if !slices.Contains(abroad, kind) {
					p.mention(kv.Key, kind, kv.Name)
				}
				e.Conditions = append(e.Conditions, p.condition(kind, kv.Name, kv.Value))
			}
		}
	}
	p.r.Fields(n, "an event", f)
	switch happens := len(e.Conditions) > 0 || e.Line+e.Resolver+e.ProviderAPI != "" || e.Domain != nil || len(e.Names) > 0 ||
		e.Notice != nil || e.Task != nil || e.Ticket != nil; {
	case p.r.Err() != nil: // told already
	case !timed:
		p.r.Mistake(n, "an event needs its time, such as at: 17m")
	case !happens:
		p.r.Mistake(n, "nothing happens in this event")
	}
	p.sc.Events = append(p.sc.Events, e)
}

func (p *parser) task(n ast.Node) *Task {
	t := &Task{}
	p.r.Fields(n, "task", fields{
		"service": func(n ast.Node) {
			t.Service = p.r.String(n, "service")
			p.mention(n, "resources", t.Service)
		},
		"function": p.text(&t.Function, "function"),
		"status":   p.text(&t.Status, "status"),
	})
	return t
}

// answer reads what the provider does in a ticket.
func (p *parser) answer(n ast.Node) *TicketEvent {
	t := &TicketEvent{}
	p.r.Fields(n, "ticket", fields{
		"id": func(n ast.Node) {
			t.ID = int64(p.r.Int(n, "id", 1, 1<<30))
			p.mention(n, "tickets", n.GetToken().Value)
		},
		"reply": p.text(&t.Reply, "reply"),
		"state": p.word(&t.State, "state", "open", "closed", "unknown"),
	})
	return t
}

// leads reads where names lead from now on.
func (p *parser) leads(n ast.Node) []Lead {
	var list []Lead
	for _, kv := range p.r.Pairs(n, "names") {
		to := p.r.String(kv.Value, "a resource")
		p.mention(kv.Value, "resources", to)
		list = append(list, Lead{kv.Name, to})
	}
	return list
}

// registered reads what becomes of a domain.
func (p *parser) registered(n ast.Node) *DomainEvent {
	d := &DomainEvent{}
	p.r.Fields(n, "domain", fields{
		"id": func(n ast.Node) {
			d.ID = p.r.String(n, "id")
			p.mention(n, "domains", d.ID)
		},
		"expires": p.moment(&d.Expires, "expires"),
		"state":   p.word(&d.State, "state", "ok", "suspended"),
	})
	if d.ID == "" && p.r.Err() == nil {
		p.r.Mistake(n, "which domain is meant, by its id?")
	}
	return d
}

func (p *parser) notice(n ast.Node) *Notice {
	x := &Notice{}
	p.r.Fields(n, "notice", fields{
		"id": p.text(&x.ID, "id"), "page": p.text(&x.Page, "page"), "title": p.text(&x.Title, "title"),
		"impact": p.word(&x.Impact, "impact", "none", "minor", "major", "critical", "maintenance"),
		"state": p.word(&x.State, "state",
			"investigating", "identified", "monitoring", "resolved", "scheduled", "in_progress", "completed"),
		"body": p.text(&x.Body, "body"), "eta": p.moment(&x.ETA, "eta"),
	})
	if x.ID == "" && p.r.Err() == nil {
		p.r.Mistake(n, "a notice needs an id, by which later postings continue it")
	}
	return x
}

package feed

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/providers/feed/scope"
)

// incident is an incident or a planned maintenance, as Statuspage v2 writes them.
type incident struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Status       string    `json:"status"`
	Impact       string    `json:"impact"`
	Created      time.Time `json:"created_at"`
	Updated      time.Time `json:"updated_at"`
	Resolved     time.Time `json:"resolved_at"`
	ScheduledFor time.Time `json:"scheduled_for"`
	Until        time.Time `json:"scheduled_until"`
	Shortlink    string    `json:"shortlink"`
	Updates      []update  `json:"incident_updates"` // newest first
}

type update struct {
	Status    string    `json:"status"`
	Body      string    `json:"body"`
	Created   time.Time `json:"created_at"`
	Displayed time.Time `json:"display_at"`
}

// statuspage reads the page by its API. Nil where not even the open incidents can be read.
func (p *Page) statuspage(ctx context.Context) (*Reading, error) {
	open, err := p.unresolved(ctx)
	if err != nil {
		return nil, err
	}
	works, err := p.works(ctx)
	if err != nil {
		err, works = fmt.Errorf("the planned works: %w", err), p.worksBefore()
	}
	lights, cerr := p.components(ctx)
	if cerr != nil {
		cerr, lights = fmt.Errorf("the components: %w", cerr), p.kept.Components
	}
	p.kept = Reading{append(open, works...), lights}
	return p.copy(), errors.Join(err, cerr)
}

// copy is what was read last, for somebody to keep.
func (p *Page) copy() *Reading {
	return &Reading{slices.Clone(p.kept.Notices), slices.Clone(p.kept.Components)}
}

// worksBefore are the planned works of the last reading.
func (p *Page) worksBefore() []account.Notice {
	return slices.DeleteFunc(slices.Clone(p.kept.Notices), func(n account.Notice) bool { return !n.Planned })
}

// unresolved are the open incidents; never nil without an error.
func (p *Page) unresolved(ctx context.Context) ([]account.Notice, error) {
	var open struct {
		Incidents *[]incident `json:"incidents"`
	}
	if err := p.json(ctx, "/api/v2/incidents/unresolved.json", &open); err != nil {
		return nil, err
	}
	if open.Incidents == nil {
		return nil, p.other()
	}
	notices := make([]account.Notice, 0, len(*open.Incidents))
	for _, i := range *open.Incidents {
		notices = append(notices, p.notice(i, false))
	}
	return notices, nil
}

// works are the planned works that are not over.
func (p *Page) works(ctx context.Context) ([]account.Notice, error) {
	var planned struct {
		Maintenances []incident `json:"scheduled_maintenances"`
	}
	if err := p.json(ctx, "/api/v2/scheduled-maintenances.json", &planned); err != nil {
		return nil, err
	}
	var notices []account.Notice
	for _, i := range planned.Maintenances {
		if i.Status != "completed" {
			notices = append(notices, p.notice(i, true))
		}
	}
	return notices, nil
}

// notice puts an incident into vigie's words. What the text declares goes before what the page's fields say, and a
// later declaration before an earlier one.
func (p *Page) notice(i incident, planned bool) account.Notice {
	n := account.Notice{
		Provider: p.provider(), Page: p.page(), ID: i.ID, Title: i.Name, State: i.Status, Impact: i.Impact,
		Planned: planned, Posted: i.Created, Started: i.ScheduledFor, Updated: i.Updated, Ended: i.Resolved,
		URL: p.base.JoinPath("incidents", url.PathEscape(i.ID)).String(),
	}
	if strings.HasPrefix(i.Shortlink, "https://") {
		n.URL = i.Shortlink
	}
	if planned {
		n.ETA = i.Until
	}
	for k := len(i.Updates) - 1; k >= 0; k-- {
		u := i.Updates[k]
		at := u.Displayed
		if at.IsZero() {
			at = u.Created
		}
		body := plain(u.Body)
		said := account.NoticeUpdate{Time: at, State: u.Status, Body: body}
		start, end := declared(body)
		if !start.IsZero() {
			n.Started = start
		}
		switch {
		case end.IsZero():
		case over(u.Status):
			n.Ended = end
		case i.Resolved.IsZero():
			n.ETA, said.ETA = end, end
		}
		if code := scope.Parent(body); code != "" && code != i.ID {
			n.Parent = code
		}
		n.Updates = append(n.Updates, said)
	}
	n.Scope = p.scope(n)
	return n
}

// scope is what a notice concerns: the places of its title and of the line of its texts that names them, and what else
// title and texts name. A later text takes nothing back: who was told that a rack is dark is concerned until the end.
func (p *Page) scope(n account.Notice) account.Scope {
	var texts []string
	for _, u := range n.Updates {
		texts = append(texts, u.Body)
	}
	text := strings.Join(texts, "\n")
	s := scope.Read(n.Title, text)
	found, regions := where(n.Title, text)
	for _, name := range found {
		if _, isCampus := campus(name); isCampus {
			s.Sites = append(s.Sites, name)
		} else {
			s.Datacenters = append(s.Datacenters, name)
		}
	}
	if s.Product == account.ForCloud || n.Page == "public-cloud" {
		s.Regions = regions
	}
	return s
}

// provider is whose page it is: ovh for OVHcloud's and for the simulation's, otherwise the host itself.
func (p *Page) provider() string {
	host := p.base.Hostname()
	for _, domain := range []string{"status-ovhcloud.com", "status.example"} {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return "ovh"
		}
	}
	return host
}

// page is the first label of the host for OVHcloud's pages, bare-metal-servers, and the host for any other.
func (p *Page) page() string {
	host := p.base.Hostname()
	if p.provider() == host {
		return host
	}
	first, _, _ := strings.Cut(host, ".")
	return first
}

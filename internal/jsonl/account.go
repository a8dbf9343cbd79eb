package jsonl

import (
	"vigie/internal/account"
	"vigie/internal/estate"
)

// Ticket is a line of tickets; Thread stands only in tickets show.
type Ticket struct {
	Provider  string        `json:"provider"`
	ID        string        `json:"id"`
	Number    string        `json:"number"`
	Subject   string        `json:"subject"`
	State     string        `json:"state"`
	Created   stamp         `json:"created"`
	Updated   stamp         `json:"updated"`
	Service   text          `json:"service"`
	WaitingOn account.Party `json:"waiting_on"`
	Answered  stamp         `json:"answered"` // when the provider last wrote
	Messages  int           `json:"messages"`
	Thread    []message     `json:"thread,omitempty"`
}

type message struct {
	Time stamp         `json:"time"`
	From account.Party `json:"from"`
	Body string        `json:"body"`
}

// FromTicket is the line of a ticket.
func FromTicket(t account.Ticket, withThread bool) Ticket {
	line := Ticket{
		Provider: t.Provider, ID: t.ID, Number: t.Number, Subject: t.Subject, State: t.State,
		Created: stamp(t.Created), Updated: stamp(t.Updated), Service: text(t.Service),
		WaitingOn: t.WaitingOn, Answered: stamp(t.Answered()), Messages: len(t.Thread),
	}
	if withThread {
		for _, m := range t.Thread {
			line.Thread = append(line.Thread, message{Time: stamp(m.Time), From: m.From, Body: m.Body})
		}
	}
	return line
}

// Notice is a line of notices.
type Notice struct {
	Provider string   `json:"provider"`
	Page     string   `json:"page"`
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	State    string   `json:"state"`
	Impact   string   `json:"impact"`
	Planned  bool     `json:"planned"`
	Posted   stamp    `json:"posted"`
	Started  stamp    `json:"started"`
	Updated  stamp    `json:"updated"`
	Ended    stamp    `json:"ended"`
	ETA      stamp    `json:"eta"`
	URL      text     `json:"url"`
	Parent   text     `json:"parent"`
	Scope    scope    `json:"scope"`
	Touches  []touch  `json:"touches"`
	Updates  []update `json:"updates"`
}

type scope struct {
	Sites       []string `json:"sites"`
	Datacenters []string `json:"datacenters"`
	Regions     []string `json:"regions"`
	Racks       []string `json:"racks"`
	Rooms       []string `json:"rooms"`
	Clusters    []string `json:"clusters"`
	Filers      []string `json:"filers"`
	Hosts       []string `json:"hosts"`
	Services    []string `json:"services"`
	Product     text     `json:"product"`
}

type touch struct {
	Resource string   `json:"resource"`
	Sites    []string `json:"sites"`
	How      string   `json:"how"`
}

type update struct {
	Time  stamp  `json:"time"`
	State string `json:"state"`
	Body  string `json:"body"`
	ETA   stamp  `json:"eta"`
}

// FromNotice is the line of a notice, with what of the account it concerns and the sites that run on that.
func FromNotice(n account.Notice, s *estate.Snapshot) Notice {
	c := n.Scope
	line := Notice{
		Provider: n.Provider, Page: n.Page, ID: n.ID, Title: n.Title, State: n.State, Impact: n.Impact,
		Planned: n.Planned, Posted: stamp(n.Posted), Started: stamp(n.Started), Updated: stamp(n.Updated),
		Ended: stamp(n.Ended), ETA: stamp(n.ETA), URL: text(n.URL), Parent: text(n.Parent),
		Scope: scope{
			Sites: list(c.Sites), Datacenters: list(c.Datacenters), Regions: list(c.Regions), Racks: list(c.Racks), Rooms: list(c.Rooms),
			Clusters: list(c.Clusters), Filers: list(c.Filers), Hosts: list(c.Hosts), Services: list(c.Services), Product: text(c.Product),
		},
		Touches: []touch{}, Updates: []update{},
	}
	for _, x := range n.Touches {
		t := touch{Resource: x.Resource, Sites: []string{}, How: string(x.How)}
		for _, site := range s.Sites {
			if site.Resource == x.Resource {
				t.Sites = append(t.Sites, site.Name)
			}
		}
		line.Touches = append(line.Touches, t)
	}
	for _, u := range n.Updates {
		line.Updates = append(line.Updates, update{Time: stamp(u.Time), State: u.State, Body: u.Body, ETA: stamp(u.ETA)})
	}
	return line
}

package jsonl

import (
	"vigie/internal/account"
	"vigie/internal/estate"
)

// Server is a line of servers.
type Server struct {
	Provider      string         `json:"provider"`
	Kind          account.Kind   `json:"kind"`
	ID            string         `json:"id"`
	Name          string         `json:"name"`
	Parent        text           `json:"parent"`
	Place         place          `json:"place"`
	State         text           `json:"state"`
	Addresses     []string       `json:"addresses"`
	Domains       []string       `json:"domains"`
	RoutedTo      text           `json:"routed_to"`
	Servers       []string       `json:"name_servers"`
	Sites         []string       `json:"sites"`
	Renews        stamp          `json:"renews"`
	Tasks         []task         `json:"tasks"`
	Interventions []intervention `json:"interventions"`
	Backups       []backup       `json:"backups"`
	BackupsRead   bool           `json:"backups_read"` // whether it is known that there are no others
	Health        []health       `json:"health"`
	Read          stamp          `json:"read"`
	Problem       text           `json:"problem"`
}

type place struct {
	Provider   text `json:"provider"`
	Region     text `json:"region"`
	Datacenter text `json:"datacenter"`
	Rack       text `json:"rack"`
	Cluster    text `json:"cluster"`
	Filer      text `json:"filer"`
	Host       text `json:"host"`
}

type task struct {
	ID       string `json:"id"`
	Function string `json:"function"`
	State    string `json:"state"`
	Started  stamp  `json:"started"`
}

type intervention struct {
	ID      string `json:"id"`
	Type    text   `json:"type"`
	State   text   `json:"state"`
	Planned bool   `json:"planned"`
	From    stamp  `json:"from"`
	To      stamp  `json:"to"`
}

type backup struct {
	Kind   string `json:"kind"`
	Name   text   `json:"name"`
	Place  text   `json:"place"`
	Newest stamp  `json:"newest"`
}

type health struct {
	Part  string `json:"part"`
	State string `json:"state"`
}

// FromResource is the line of a resource, with the sites that run on it.
func FromResource(r account.Resource, sites []*estate.Site) Server {
	line := Server{
		Provider: r.Provider, Kind: r.Kind, ID: r.ID, Name: r.Name, Parent: text(r.Parent),
		Place: place{
			Provider: text(r.Place.Provider), Region: text(r.Place.Region), Datacenter: text(r.Place.Datacenter),
			Rack: text(r.Place.Rack), Cluster: text(r.Place.Cluster), Filer: text(r.Place.Filer), Host: text(r.Place.Host),
		},
		State: text(r.State), Addresses: list(r.Addresses), Domains: list(r.Domains), RoutedTo: text(r.RoutedTo),
		Servers: list(r.Servers), Sites: []string{}, Renews: stamp(r.Renews), Tasks: []task{}, Interventions: []intervention{},
		Backups: []backup{}, BackupsRead: r.Backups != nil, Health: []health{}, Read: stamp(r.Read), Problem: text(r.Problem),
	}
	for _, s := range sites {
		if s.On(r) {
			line.Sites = append(line.Sites, s.Name)
		}
	}
	for _, t := range r.Tasks {
		line.Tasks = append(line.Tasks, task{ID: t.ID, Function: t.Function, State: t.State, Started: stamp(t.Started)})
	}
	for _, i := range r.Interventions {
		line.Interventions = append(line.Interventions, intervention{
			ID: i.ID, Type: text(i.Type), State: text(i.State), Planned: i.Planned, From: stamp(i.From), To: stamp(i.To),
		})
	}
	for _, b := range r.Backups {
		x := backup{Kind: b.Kind, Name: text(b.Name), Newest: stamp(b.Newest)}
		if b.Place.Known() {
			x.Place = text(b.Place.String())
		}
		line.Backups = append(line.Backups, x)
	}
	for _, h := range r.Health {
		line.Health = append(line.Health, health{Part: h.Part, State: h.State})
	}
	return line
}

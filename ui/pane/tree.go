package pane

import (
	"cmp"
	"strings"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// node is one line of the tree of places.
type node struct {
	key, parent string
	label       string
	depth       int
	open        bool
	site        string // set for a site
	service     string // set for a resource
	state       result.State
	count       map[result.State]int
	sites       int
}

func (n *node) fold() string {
	switch {
	case n.sites == 0:
		return "  "
	case n.open:
		return "▾ "
	default:
		return "▸ "
	}
}

// planter builds the tree from a snapshot, in the order of its places.
type planter struct {
	snap   *estate.Snapshot
	sites  map[string]*estate.Site
	homes  map[string]account.Resource
	folded map[string]bool
	nodes  []node
}

// tree is the lines of the tree that are not folded away.
func tree(snap *estate.Snapshot, folded map[string]bool) []node {
	pl := &planter{
		snap: snap, folded: folded, sites: make(map[string]*estate.Site, len(snap.Sites)),
		homes: make(map[string]account.Resource, len(snap.Resources)),
	}
	for _, s := range snap.Sites {
		pl.sites[s.Name] = s
	}
	for _, r := range snap.Resources {
		if before, known := pl.homes[r.ID]; !known || r.Place.Known() && !before.Place.Known() {
			pl.homes[r.ID] = r
		}
	}
	var providers []string
	inside := map[string][]estate.Place{}
	for _, place := range snap.Places {
		name := place.Place.Provider
		if _, known := inside[name]; !known {
			providers = append(providers, name)
		}
		inside[name] = append(inside[name], place)
	}
	for _, name := range providers {
		pl.provider(name, inside[name])
	}
	return pl.nodes
}

func (pl *planter) provider(name string, places []estate.Place) {
	label := cmp.Or(account.ProviderName(name), "elsewhere")
	at, open := pl.add(node{key: "/" + name, label: label})
	for _, place := range places {
		for _, site := range place.Sites {
			pl.tally(at, site)
		}
		if open {
			pl.building("/"+name, place)
		}
	}
}

func (pl *planter) building(parent string, place estate.Place) {
	key := parent + "/" + place.Place.String()
	at, open := pl.add(node{key: key, parent: parent, label: placeName(place), depth: 1})
	on := map[string][]string{} // resource to sites
	var homeless []string
	for _, name := range place.Sites {
		pl.tally(at, name)
		site, known := pl.sites[name]
		if known && site.Resource != "" {
			on[site.Resource] = append(on[site.Resource], name)
		} else {
			homeless = append(homeless, name)
		}
	}
	if !open {
		return
	}
	for _, id := range place.Resources {
		pl.resource(key, id, on[id])
		delete(on, id)
	}
	for _, name := range place.Sites { // resources that the place does not list, in a steady order
		if site, known := pl.sites[name]; known && len(on[site.Resource]) > 0 {
			pl.resource(key, site.Resource, on[site.Resource])
			delete(on, site.Resource)
		}
	}
	for _, name := range homeless {
		pl.site(key, name, 2)
	}
}

func (pl *planter) resource(parent, id string, sites []string) {
	r := pl.homes[id]
	label := cmp.Or(r.Name, id)
	if r.Kind != "" {
		label += " · " + kind(r.Kind)
	}
	at, open := pl.add(node{key: parent + "/" + id, parent: parent, label: label, depth: 2, service: id})
	for _, name := range sites {
		pl.tally(at, name)
	}
	if !open {
		return
	}
	for _, name := range sites {
		pl.site(parent+"/"+id, name, 3)
	}
}

// kind is the shortest word for a kind of resource.
func kind(k account.Kind) string {
	switch k {
	case account.DedicatedServer:
		return "server"
	case account.WebHosting:
		return "hosting"
	default:
		return string(k)
	}
}

func (pl *planter) site(parent, name string, depth int) {
	n := node{key: parent + "//" + name, parent: parent, label: name, depth: depth, site: name, state: result.Unknown}
	if site, known := pl.sites[name]; known {
		n.state, n.service = site.State, site.Resource
	}
	pl.nodes = append(pl.nodes, n)
}

// add appends a node that can be folded, and tells where it is and whether it is open.
func (pl *planter) add(n node) (at int, open bool) {
	n.count, n.open = map[result.State]int{}, !pl.folded[n.key]
	pl.nodes = append(pl.nodes, n)
	return len(pl.nodes) - 1, n.open
}

func (pl *planter) tally(at int, site string) {
	state := result.Unknown
	if x, known := pl.sites[site]; known {
		state = x.State
	}
	pl.nodes[at].count[state]++
	pl.nodes[at].sites++
}

// placeName is how people speak of a place: SBG2, or elsewhere where the provider is not known.
func placeName(p estate.Place) string {
	s := p.Place.String()
	if s == "" {
		return "elsewhere"
	}
	return strings.ToUpper(building(s))
}

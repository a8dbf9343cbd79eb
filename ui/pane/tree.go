package pane

import (
	"cmp"
	"fmt"
	"slices"
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
	below       int    // resources that can be unfolded
	summary     string // what a folded building holds
}

func (n *node) fold() string {
	switch {
	case n.sites == 0 && n.below == 0:
		return "  "
	case n.open:
		return "▾ "
	default:
		return "▸ "
	}
}

// note stands behind the name of what is folded.
func (n *node) note() string {
	if n.open || n.summary == "" {
		return ""
	}
	return "  " + n.summary
}

// planter builds the tree from a snapshot, in the order of its places.
type planter struct {
	snap   *estate.Snapshot
	sites  map[string]*estate.Site
	homes  map[string]account.Resource
	folded map[string]bool // what a person folded, or unfolded
	stays  string          // the key of what is selected: nothing above it folds by itself
	nodes  []node
}

// tree is the lines of the tree that are not folded away. By itself only that is unfolded in which something is not as it
// should be, so that a dark building is not lost among those that are well.
func tree(snap *estate.Snapshot, folded map[string]bool, selected string) []node {
	pl := &planter{
		snap: snap, folded: folded, stays: selected, sites: make(map[string]*estate.Site, len(snap.Sites)),
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
	at, open := pl.add(node{key: "/" + name, label: label}, true)
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
	at, open := pl.add(node{
		key: key, parent: parent, label: placeName(place), depth: 1, below: len(place.Resources), summary: holds(place),
	}, pl.troubled(place.Sites))
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
	var bare []string // without a site
	for _, troubled := range []bool{true, false} {
		for _, id := range place.Resources {
			switch names, known := on[id]; {
			case known && pl.troubled(names) == troubled:
				pl.resource(key, id, 2, names)
				delete(on, id)
			case !known && troubled:
				bare = append(bare, id)
			}
		}
	}
	for _, name := range place.Sites { // resources that the place does not list, in a steady order
		if site, known := pl.sites[name]; known && len(on[site.Resource]) > 0 {
			pl.resource(key, site.Resource, 2, on[site.Resource])
			delete(on, site.Resource)
		}
	}
	for _, name := range homeless {
		pl.site(key, name, 2)
	}
	pl.bare(key, bare)
}

// bare are resources on which no site runs: a few by themselves, many behind one line.
func (pl *planter) bare(parent string, ids []string) {
	const few = 3
	if len(ids) <= few {
		for _, id := range ids {
			pl.resource(parent, id, 2, nil)
		}
		return
	}
	key := parent + "/…"
	if _, open := pl.add(node{key: key, parent: parent, label: fmt.Sprintf("%d more, without a site", len(ids)), depth: 2, below: len(ids)}, false); open {
		for _, id := range ids {
			pl.resource(key, id, 3, nil)
		}
	}
}

// troubled tells whether any of some sites is not as it should be. One that is not known yet is told by its sign.
func (pl *planter) troubled(sites []string) bool {
	return slices.ContainsFunc(sites, func(name string) bool {
		x, known := pl.sites[name]
		return known && (x.State == result.Down || x.State == result.Degraded)
	})
}

// holds is what is rented in a building.
func holds(place estate.Place) string {
	if len(place.Resources) == 0 {
		return ""
	}
	return count(len(place.Resources), "service")
}

func (pl *planter) resource(parent, id string, depth int, sites []string) {
	r := pl.homes[id]
	label := cmp.Or(r.Name, id)
	if r.Kind != "" {
		label += " · " + kind(r.Kind)
	}
	at, open := pl.add(node{key: parent + "/" + id, parent: parent, label: label, depth: depth, service: id}, pl.troubled(sites))
	for _, name := range sites {
		pl.tally(at, name)
	}
	if !open {
		return
	}
	for _, name := range sites {
		pl.site(parent+"/"+id, name, depth+1)
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

// add appends a node that can be folded, and tells where it is and whether it is open: as a person wanted it, or else as
// it should be by itself.
func (pl *planter) add(n node, should bool) (at int, open bool) {
	folded, chosen := pl.folded[n.key]
	n.count, n.open = map[result.State]int{}, !folded && (chosen || should || strings.HasPrefix(pl.stays, n.key+"/"))
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

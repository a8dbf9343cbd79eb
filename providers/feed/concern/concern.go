// Package concern tells which resources of an account a notice concerns: by name, likely, or possibly.
//
// It may import internal/account and internal/places, and nothing else of vigie.
package concern

import (
	"slices"
	"strings"

	"vigie/internal/account"
	"vigie/internal/places"
)

// Index finds the resources of an account by what notices name. It is not changed after it was made.
type Index struct {
	all      []entry
	byID     map[string][]int
	racks    map[string][]int
	clusters map[string][]int
	filers   map[string][]int
	hosts    map[string][]int
	inside   map[string][]int // by datacenter, region and campus
	kinds    map[account.Kind][]int
}

// entry is one resource, with where it is in the words of notices.
type entry struct {
	account.Resource
	campus string
}

// NewIndex makes an index of resources; campuses are as the table has them.
func NewIndex(resources []account.Resource, table places.Table) *Index {
	x := &Index{
		byID: make(map[string][]int), racks: make(map[string][]int), clusters: make(map[string][]int), filers: make(map[string][]int),
		hosts: make(map[string][]int), inside: make(map[string][]int), kinds: make(map[account.Kind][]int),
	}
	for i, r := range resources {
		e := entry{Resource: r}
		at := r.Place.Datacenter
		if at == "" {
			at = r.Place.Region
		}
		if c, known := table.Campus(at); known {
			e.campus = c.Code
		}
		x.all = append(x.all, e)
		put := func(m map[string][]int, key string) {
			if key != "" {
				m[key] = append(m[key], i)
			}
		}
		put(x.byID, strings.ToLower(r.ID))
		put(x.racks, strings.ToUpper(r.Place.Rack))
		put(x.hosts, strings.ToLower(r.Place.Host))
		put(x.clusters, bare(r.Place.Cluster))
		put(x.filers, bare(r.Place.Filer))
		for _, key := range unique(places.Normal(r.Place.Datacenter), places.Normal(r.Place.Region), e.campus) {
			put(x.inside, key)
		}
		x.kinds[r.Kind] = append(x.kinds[r.Kind], i)
	}
	return x
}

func unique(keys ...string) []string {
	slices.Sort(keys)
	return slices.Compact(keys)
}

// bare is the number in the name of a cluster or a filer.
func bare(name string) string {
	return strings.TrimLeft(strings.TrimLeft(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz- "), "0")
}

// Touches are the resources that a notice concerns, those it names first, and each with the strongest reason. What is
// rented elsewhere is not concerned, whatever the notice names.
func (x *Index) Touches(n account.Notice) []account.Touch {
	named, candidates := x.named(n.Scope), x.candidates(n.Scope)
	if len(named)+len(candidates) == 0 {
		return nil
	}
	reasons := []account.How{account.Named, account.Likely, account.Possible} // the surest first
	found := make([][]int, len(reasons))
	known := make([]bool, len(x.all))
	add := func(i int, how account.How) {
		if k := slices.Index(reasons, how); k >= 0 && !known[i] && x.all[i].Provider == n.Provider {
			known[i] = true
			found[k] = append(found[k], i)
		}
	}
	for _, i := range named {
		add(i, account.Named)
	}
	for _, i := range candidates {
		if !known[i] {
			add(i, x.all[i].how(n.Scope))
		}
	}
	var list []account.Touch
	for k, how := range reasons {
		slices.Sort(found[k])
		for _, i := range found[k] {
			list = append(list, account.Touch{Resource: x.all[i].ID, How: how})
		}
	}
	return list
}

// named are the resources whose rack, host, cluster, filer or own name stands in a scope.
func (x *Index) named(s account.Scope) []int {
	var list []int
	in := func(m map[string][]int, names []string, fits func(entry) bool) {
		for _, name := range names {
			for _, i := range m[name] {
				if fits(x.all[i]) {
					list = append(list, i)
				}
			}
		}
	}
	hosted := func(e entry) bool {
		return s.Product != account.ForPrivateCloud && (e.Kind == account.WebHosting || e.Kind == account.Database) && !e.elsewhere(s)
	}
	in(x.racks, s.Racks, func(e entry) bool { return !e.elsewhere(s) })
	in(x.clusters, s.Clusters, hosted)
	in(x.filers, s.Filers, hosted)
	always := func(entry) bool { return true }
	in(x.hosts, s.Hosts, always)
	in(x.byID, s.Hosts, always)
	in(x.byID, s.Services, always)
	return list
}

// elsewhere tells whether a scope names buildings, and the resource stands in none of them.
func (e entry) elsewhere(s account.Scope) bool {
	return len(s.Datacenters)+len(s.Sites) > 0 && !e.in(s.Datacenters) && !slices.Contains(s.Sites, e.campus) && !e.campusOf(s)
}

// campusOf tells whether a building that the scope names stands on the resource's campus: a web hosting's building is told
// in other words by the API than by the pages.
func (e entry) campusOf(s account.Scope) bool {
	return e.Kind == account.WebHosting && slices.ContainsFunc(s.Datacenters, func(d string) bool {
		return strings.TrimRight(d, "0123456789") == e.campus
	})
}

func (e entry) in(places []string) bool {
	return e.Place.Datacenter != "" && slices.Contains(places, e.Place.Datacenter) || e.Place.Region != "" && slices.Contains(places, e.Place.Region)
}

// candidates are the resources that may be concerned: those within the places that a scope names, or all of its product
// where it names none.
func (x *Index) candidates(s account.Scope) []int {
	var list []int
	for _, names := range [][]string{s.Datacenters, s.Regions, s.Sites} {
		for _, name := range names {
			list = append(list, x.inside[name]...)
		}
	}
	if len(s.Datacenters)+len(s.Regions)+len(s.Sites) > 0 {
		return list
	}
	for _, kind := range kindsOf(s.Product) {
		list = append(list, x.kinds[kind]...)
	}
	return list
}

// how a resource within the places of a scope, or of its product, is concerned; empty where it is not.
func (e entry) how(s account.Scope) account.How {
	fits := concerns(s.Product, e.Kind)
	building := e.in(s.Datacenters) || e.in(s.Regions)
	others := len(s.Racks)+len(s.Rooms)+len(s.Hosts) > 0 || len(s.Clusters)+len(s.Filers) > 0 && e.Kind == account.WebHosting
	switch {
	case !fits:
		return ""
	case others && (e.Place.Rack != "" || e.Place.Cluster != "" || e.Place.Host != ""):
		if building {
			return account.Possible // it names others beside it
		}
		return ""
	case building && s.Product != "" && !others:
		return account.Likely
	}
	return account.Possible
}

package witness

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/probes"
)

// references asks outside of every provider: what answers there tells that our own line works.
func (l *list) references() {
	for _, r := range l.means.References[:min(2, len(l.means.References))] {
		l.ask(Question{Role: estate.Reference, Target: r, Prober: &probes.TCP{Address: r}})
	}
}

// survey finds what the failing sites run on, and the machines on which no site runs, in one pass over what is rented.
func (l *list) survey() {
	type home struct {
		id   string
		kind account.Kind // empty: any
	}
	taken := make(map[home]bool, len(l.picture.Sites))
	for _, x := range l.picture.Sites {
		taken[home{x.Resource, x.Kind}] = true
	}
	wanted := make(map[string][]*estate.Site)
	for _, a := range l.ailing {
		if a.Resource != "" {
			wanted[a.Resource] = append(wanted[a.Resource], a.Site)
		}
	}
	l.homes = make(map[*estate.Site]*account.Resource, len(l.ailing))
	l.spare = make(map[account.Place][]*account.Resource)
	for i := range l.picture.Resources {
		r := &l.picture.Resources[i]
		for _, x := range wanted[r.ID] {
			if l.homes[x] == nil && x.On(*r) {
				l.homes[x] = r
			}
		}
		if machine(r.Kind) && !taken[home{r.ID, r.Kind}] && !taken[home{r.ID, ""}] {
			l.spare[r.Place.Building()] = append(l.spare[r.Place.Building()], r)
		}
	}
}

// buildings asks machines where something fails, and at the same provider elsewhere. Of one's own only those are asked
// on which no site runs: what runs sites is told by them.
func (l *list) buildings() {
	providers := make(map[string]bool)
	for p := range l.troubled {
		providers[p.Provider] = true
	}
	elsewhere := 0
	for _, b := range l.sorted() {
		most := mostHere
		if !l.troubled[b] {
			if elsewhere++; elsewhere > mostBuildings || !providers[b.Provider] {
				continue
			}
			most = mostElsewhere
		}
		for _, n := range first(l.beside[b], most) {
			l.presence(estate.Neighbour, n.Name, n.At, n.Place, l.every)
		}
		l.idle(b, most)
	}
}

// calm asks, now and then, who would be asked in trouble.
func (l *list) calm() {
	before := len(l.questions)
	for _, b := range l.sorted() {
		if len(l.questions)-before >= mostInCalm {
			return
		}
		for _, n := range first(l.beside[b], mostHere) {
			l.presence(estate.Neighbour, n.Name, n.At, n.Place, inCalm)
		}
	}
}

// idle asks machines of one's own in a building on which no site runs.
func (l *list) idle(building account.Place, most int) {
	asked := 0
	for _, r := range l.spare[building] {
		if asked >= most {
			return
		}
		for _, at := range first(addresses(*r), 1) {
			l.presence(estate.Idle, r.ID, at, r.Place, l.every)
			asked++
		}
	}
}

// sorted are the buildings of which anything is known, in the order of their names.
func (l *list) sorted() []account.Place {
	known := maps.Clone(l.beside)
	for _, p := range l.picture.Places {
		known[p.Place.Building()] = nil
	}
	return slices.SortedFunc(maps.Keys(known), func(a, b account.Place) int { return strings.Compare(a.String(), b.String()) })
}

// machine tells whether a resource is a machine of its own.
func machine(k account.Kind) bool {
	return k == account.DedicatedServer || k == account.VPS || k == account.Instance || k == account.LoadBalancer
}

// addresses are those of a resource that can be read.
func addresses(r account.Resource) []netip.Addr {
	var list []netip.Addr
	for _, s := range r.Addresses {
		if at, err := netip.ParseAddr(s); err == nil {
			list = append(list, at.Unmap())
		}
	}
	return list
}

func first[T any](list []T, n int) []T { return list[:min(n, len(list))] }

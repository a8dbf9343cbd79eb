package witness

import (
	"net/netip"
	"slices"

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

// buildings asks machines where something fails, and at the same provider elsewhere. Of one's own only those are asked
// on which no site runs: what runs sites is told by them.
func (l *list) buildings() {
	providers := make(map[string]bool)
	for _, p := range l.troubled {
		providers[p.Provider] = true
	}
	elsewhere := 0
	for _, name := range l.names() {
		_, here := l.troubled[name]
		most := mostHere
		if !here {
			if elsewhere++; elsewhere > mostBuildings || !providers[providerOf(name)] {
				continue
			}
			most = mostElsewhere
		}
		l.neighbours(name, most)
		l.idle(name, most)
	}
}

// calm asks, now and then, who would be asked in trouble.
func (l *list) calm() {
	before := len(l.questions)
	for _, name := range l.names() {
		if len(l.questions)-before >= mostInCalm {
			return
		}
		for _, n := range first(l.beside[name], mostHere) {
			l.presence(estate.Neighbour, n.Name, n.At, n.Place, inCalm)
		}
	}
}

func (l *list) neighbours(building string, most int) {
	for _, n := range first(l.beside[building], most) {
		l.presence(estate.Neighbour, n.Name, n.At, n.Place, l.every)
	}
}

// idle asks machines of one's own in a building on which no site runs.
func (l *list) idle(building string, most int) {
	asked := 0
	for _, r := range l.picture.Resources {
		if asked >= most {
			return
		}
		if !machine(r.Kind) || r.Place.Building().String() != building || l.runs(r) {
			continue
		}
		for _, at := range addresses(r)[:min(1, len(r.Addresses))] {
			l.presence(estate.Idle, r.ID, at, r.Place, l.every)
			asked++
		}
	}
}

func (l *list) runs(r account.Resource) bool {
	return slices.ContainsFunc(l.picture.Sites, func(x *estate.Site) bool { return x.On(r) })
}

// names are the buildings of which anything is known, in order.
func (l *list) names() []string {
	known := make(map[string]bool)
	for name := range l.beside {
		known[name] = true
	}
	for _, p := range l.picture.Places {
		known[p.Place.Building().String()] = true
	}
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
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

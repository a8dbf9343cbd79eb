// Package sim is a simulated internet in memory, driven by a scenario: names, machines and web servers that answer,
// slow down and vanish as the scenario says.
//
// Nothing in it sleeps. A probe gets a Visit, a door with a clock of its own, and every wait moves that clock.
// The state of the world is a function of the scenario and of that time, so that the same visit always goes the
// same way. It may import the scenario, the probes and their kinds; it knows no probe's inside and no provider's client.
package sim

import (
	"crypto/x509"
	"net"
	"net/netip"
	"slices"

	"vigie/internal/sim/scenario"
)

// World is the simulated internet of one scenario. It may be shared; after New only people change it, by what they do at
// the provider (see deeds).
type World struct {
	sc         *scenario.Scenario
	timeline   []change // conditions, in order of time
	machines   map[netip.Addr]*machine
	names      map[string][]netip.Addr    // by host name
	sites      map[string][]*webSite      // by host name
	zones      map[string]scenario.Zone   // by name
	mail       map[string][]string        // by domain: the names of its mail servers, in the order in which they are to be tried
	neighbours map[string][]string        // by place
	domains    map[string]scenario.Domain // by name
	pki        *pki
	deeds      deeds
}

// New builds the world of a scenario. An error names the entry that cannot be.
func New(sc *scenario.Scenario) (*World, error) {
	changes, err := newTimeline(sc)
	if err != nil {
		return nil, err
	}
	w := &World{
		sc: sc, timeline: changes,
		machines: make(map[netip.Addr]*machine), names: make(map[string][]netip.Addr),
		sites: make(map[string][]*webSite), zones: make(map[string]scenario.Zone),
		mail: make(map[string][]string), neighbours: make(map[string][]string), domains: make(map[string]scenario.Domain),
	}
	if w.pki, err = newPKI(sc.Start); err != nil {
		return nil, err
	}
	if err := w.build(); err != nil {
		return nil, err
	}
	return w, nil
}

// Scenario is what the world was built from.
func (w *World) Scenario() *scenario.Scenario { return w.sc }

// Roots are the certificates that this world trusts.
func (w *World) Roots() *x509.CertPool { return w.pki.roots }

// Resolver is the address of our recursive resolver, host and port.
func (w *World) Resolver() string { return net.JoinHostPort(resolverAddr, "53") }

// SecondResolver is the address of a recursive resolver that is not ours, host and port: it answers also when ours is dead.
func (w *World) SecondResolver() string { return net.JoinHostPort(secondResolver, "53") }

// References are addresses, host and port, that answer whatever happens to the provider, as long as our own line works.
func (w *World) References() []string {
	return []string{net.JoinHostPort(referenceOne, "443"), net.JoinHostPort(referenceTwo, "443")}
}

// Neighbours are machines of others, host and port, by the place as the scenario calls it: a datacenter, or a rack or
// cluster in it. Each has an IPv4 address, followed by its IPv6 address. They answer echoes, and on 443 with the default
// page of a web server.
func (w *World) Neighbours() map[string][]string {
	copied := make(map[string][]string, len(w.neighbours))
	for place, addresses := range w.neighbours {
		copied[place] = slices.Clone(addresses)
	}
	return copied
}

// Hosts are the host names of the sites that run on a resource, in order.
func (w *World) Hosts(resource string) []string {
	var hosts []string
	for host, sites := range w.sites {
		if slices.ContainsFunc(sites, func(s *webSite) bool { return s.runsOn == resource }) {
			hosts = append(hosts, host)
		}
	}
	slices.Sort(hosts)
	return hosts
}

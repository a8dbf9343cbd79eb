package cli

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/sim"
	"vigie/internal/witness"
	"vigie/probes/names"
)

// registry is whom to ask about a domain: it sends on to the registry that knows (https://about.rdap.org).
func registry() *url.URL { return &url.URL{Scheme: "https", Host: "rdap.org", Path: "/"} }

// witnesses are who can be asked beside the sites of a configuration. Whoever wants no references is asked nothing outside
// of the sites at all.
func witnesses(c *config.Config) witness.Means {
	if len(c.References) == 0 {
		return witness.Means{}
	}
	m := witness.Means{References: c.References, Registry: registry(), Calm: true}
	for _, r := range c.References {
		host, _, err := net.SplitHostPort(r)
		if at, errIP := netip.ParseAddr(host); err == nil && errIP == nil && m.Second == nil && publicResolver(at) {
			m.Second = &names.Resolver{Servers: []string{net.JoinHostPort(host, "53")}}
		}
	}
	return m
}

// publicResolver tells whether a reference is also a resolver that answers everybody: those of Cloudflare, Google and
// Quad9, by their own documentation.
func publicResolver(at netip.Addr) bool {
	switch at.String() {
	case "1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "149.112.112.112":
		return true
	}
	return false
}

// neighbours are the machines of others in a simulated world.
func neighbours(w *sim.World) []witness.Neighbour {
	var list []witness.Neighbour
	byPlace := w.Neighbours()
	for _, name := range slices.Sorted(maps.Keys(byPlace)) {
		building, inner, _ := strings.Cut(name, "/")
		place := account.Place{Provider: "ovh", Datacenter: strings.ToLower(building)}
		if strings.HasPrefix(inner, "cluster") {
			place.Cluster = inner
		} else {
			place.Rack = strings.ToUpper(inner)
		}
		machines := 0
		for _, address := range byPlace[name] { // of each machine its IPv4 address, and then its IPv6 address
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				continue
			}
			if at.Addr().Is4() {
				machines++
			}
			list = append(list, witness.Neighbour{Name: fmt.Sprintf("%s #%d", name, machines), At: at.Addr(), Place: place})
		}
	}
	return list
}

// Package sim is a simulated internet in memory, driven by a scenario: names, machines and web servers that answer,
// slow down and vanish as the scenario says.
//
// Nothing in it sleeps. A probe gets a Visit, a door with a clock of its own, and every wait moves that clock.
// The state of the world is a function of the scenario and of that time, so that the same visit always goes the
// same way. It may import the scenario and config; it knows no probe's inside and no provider's client.
package sim

import (
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/sim/scenario"
	"vigie/probes"
)

// World is the simulated internet of one scenario. It is never changed after New and may be shared.
type World struct {
	sc       *scenario.Scenario
	machines map[netip.Addr]*machine
	names    map[string][]netip.Addr // lower case, without the last dot
	sites    map[string]*webSite     // by host name
	zones    map[string]scenario.Zone
	timeline []change // conditions, in order of time
	pki      *pki
}

// machine is something with an address.
type machine struct {
	addr   netip.Addr
	ports  map[string]bool
	scopes []scope // from the widest to the narrowest
	shared bool    // several resources answer at this address
}

// webSite is what is served under one host name. Several sites of the configuration may share it.
type webSite struct {
	name     string
	resource scope                    // of the hosting, for conditions on it where the address is shared
	expect   map[string]probes.Expect // by path: what the page there is looked at for
}

// Addresses outside the provider: the resolver, and what tells whether our own line works.
const (
	resolverAddr = "203.0.113.53"
	referenceOne = "203.0.113.101"
	referenceTwo = "203.0.113.102"
)

// New builds the world of a scenario.
func New(sc *scenario.Scenario) (*World, error) {
	w := &World{
		sc: sc, machines: make(map[netip.Addr]*machine), names: make(map[string][]netip.Addr),
		sites: make(map[string]*webSite), zones: make(map[string]scenario.Zone),
	}
	var err error
	if w.pki, err = newPKI(sc.Start); err != nil {
		return nil, err
	}
	w.timeline = timeline(sc)
	if err := w.build(); err != nil {
		return nil, err
	}
	return w, nil
}

// Scenario is what the world was built from.
func (w *World) Scenario() *scenario.Scenario { return w.sc }

// Roots are the certificates that this world trusts.
func (w *World) Roots() *x509.CertPool { return w.pki.roots }

// Resolver is the address of the resolver, host and port.
func (w *World) Resolver() string { return net.JoinHostPort(resolverAddr, "53") }

// References are addresses that answer whatever happens to the provider, as long as our own line works.
func (w *World) References() []string {
	return []string{net.JoinHostPort(referenceOne, "443"), net.JoinHostPort(referenceTwo, "443")}
}

func (w *World) build() error {
	e := w.sc.Estate
	byID := make(map[string][]netip.Addr)
	add := func(kind, id string, places []scope, ports []string, ips ...string) error {
		for _, ip := range ips {
			if ip == "" {
				continue
			}
			addr, err := netip.ParseAddr(ip)
			if err != nil {
				return fmt.Errorf("%s has the address %q: %w", id, ip, err)
			}
			w.place(addr, append(places, scope{kind, id}), ports)
			byID[id] = append(byID[id], addr)
		}
		return nil
	}
	web := []string{"22", "80", "443", "3306", "5432"}
	for _, s := range e.Servers {
		if err := add("servers", s.ID, building(s.Datacenter, s.Datacenter+"/"+s.Rack), web, s.IP, s.IPv6); err != nil {
			return err
		}
	}
	for _, v := range e.VPS {
		if err := add("vps", v.ID, building(v.Region, ""), web, v.IP, v.IPv6); err != nil {
			return err
		}
	}
	for _, h := range e.Hostings {
		cluster := h.Datacenter + "/cluster" + strconv.Itoa(h.Cluster)
		if err := add("hostings", h.ID, building(h.Datacenter, cluster), web, h.IP); err != nil {
			return err
		}
	}
	for _, d := range e.Databases {
		if err := add("databases", d.ID, building(d.Datacenter, ""), []string{strconv.Itoa(d.Port)}, d.IP); err != nil {
			return err
		}
	}
	for _, m := range e.Mail {
		if err := add("mail", m.ID, building(m.Place, ""), []string{"25", "143", "587", "993"}, m.IP); err != nil {
			return err
		}
	}
	for _, z := range e.Zones {
		w.zones[strings.ToLower(z.ID)] = z
	}
	for _, ref := range []string{referenceOne, referenceTwo} {
		w.place(netip.MustParseAddr(ref), nil, web)
	}
	return w.nameSites(byID)
}

func building(datacenter, inner string) []scope {
	scopes := []scope{{"places", "*"}, {"places", strings.TrimRight(datacenter, "0123456789")}, {"places", datacenter}}
	if inner != "" && !strings.HasSuffix(inner, "/") {
		scopes = append(scopes, scope{"places", inner})
	}
	return scopes
}

// place puts a machine at an address. A second resource at the same address shares it.
func (w *World) place(addr netip.Addr, scopes []scope, ports []string) {
	m := w.machines[addr]
	if m == nil {
		m = &machine{addr: addr, ports: make(map[string]bool), scopes: append([]scope(nil), scopes...)}
		w.machines[addr] = m
	} else {
		m.shared = true
		m.scopes = common(m.scopes, scopes)
	}
	for _, p := range ports {
		m.ports[p] = true
	}
}

func common(a, b []scope) []scope {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a[:n]
}

// nameSites lets the host names of the sites lead to the machine that each site runs on.
func (w *World) nameSites(byID map[string][]netip.Addr) error {
	for _, s := range w.sc.Sites {
		for _, c := range s.Checks {
			host := hostOf(c)
			host = strings.ToLower(strings.TrimSuffix(host, "."))
			addrs := byID[s.Host]
			if _, literal := netip.ParseAddr(host); literal == nil || host == "" {
				continue
			}
			if len(addrs) == 0 && len(w.names[host]) == 0 {
				if s.Host != "" {
					return fmt.Errorf("the site %q runs on %q, which is not in the estate", s.Name, s.Host)
				}
				continue
			}
			if len(addrs) > 0 {
				w.names[host] = addrs
			}
			page, isPage := c.Prober.(*probes.HTTP)
			if w.sites[host] == nil {
				w.sites[host] = &webSite{name: s.Name, resource: scope{"hostings", s.Host}, expect: make(map[string]probes.Expect)}
			}
			if isPage {
				w.sites[host].expect[pathOf(page.URL.Path)] = page.Expect
			}
		}
	}
	for _, h := range w.sc.Estate.Hostings {
		if addr, err := netip.ParseAddr(h.IP); err == nil && len(w.names[strings.ToLower(h.ID)]) == 0 {
			w.names[strings.ToLower(h.ID)] = []netip.Addr{addr}
		}
	}
	return nil
}

func pathOf(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

func hostOf(c probes.Check) string {
	var hostport string
	switch p := c.Prober.(type) {
	case *probes.HTTP:
		return p.URL.Hostname()
	case *probes.DNS:
		return p.Name
	case *probes.TLS:
		hostport = p.Address
	case *probes.TCP:
		hostport = p.Address
	}
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		return ""
	}
	return host
}

// Next is the moment of the first event after a time.
func (w *World) Next(after time.Time) (time.Time, bool) {
	for _, e := range w.sc.Events {
		if t := w.sc.Start.Add(e.At); t.After(after) {
			return t, true
		}
	}
	return time.Time{}, false
}

// Hosts are the host names of the sites that run on a resource.
func (w *World) Hosts(resource string) []string {
	var hosts []string
	for host, s := range w.sites {
		if s.resource.name == resource {
			hosts = append(hosts, host)
		}
	}
	slices.Sort(hosts)
	return hosts
}

package sim

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"

	"vigie/internal/sim/scenario"
)

// resource is something of the estate that has addresses.
type resource struct {
	kind, id string
	place    []scope
	ips      []string
	ports    map[uint16]service // beside those of every machine
	names    []string           // beside its own
}

func (r resource) scope() scope { return scopeOf(r.kind, r.id) }

// resources are all of an estate that can be connected to. Where two have the same name, such as a web hosting and
// the mail of a domain, the one that is meant by a site without more ado comes first.
func resources(e scenario.Estate) []resource {
	var list []resource
	for _, s := range e.Servers {
		list = append(list, resource{"servers", s.ID, building(s.Datacenter, s.Rack), []string{s.IP, s.IPv6}, nil, s.Names})
	}
	for _, v := range e.VPS {
		list = append(list, resource{"vps", v.ID, building(v.Region, ""), []string{v.IP, v.IPv6}, nil, v.Names})
	}
	for _, h := range e.Hostings {
		cluster := ""
		if h.Cluster != 0 {
			cluster = "cluster" + strconv.Itoa(h.Cluster)
		}
		list = append(list, resource{"hostings", h.ID, building(h.Datacenter, cluster), []string{h.IP}, nil, nil})
	}
	for _, d := range e.Databases {
		ports := make(map[uint16]service)
		if d.Port > 0 && d.Port < 1<<16 {
			ports[uint16(d.Port)] = greeter
		}
		list = append(list, resource{"databases", d.ID, building(d.Datacenter, ""), []string{d.IP}, ports, nil})
	}
	for _, m := range e.Mail {
		list = append(list, resource{"mail", m.ID, building(m.Place, ""), []string{m.IP}, mailPorts, nil})
	}
	for _, p := range e.Projects {
		for _, i := range p.Instances {
			list = append(list, resource{"instances", i.ID, building(i.Region, ""), []string{i.IP}, nil, nil})
		}
	}
	for _, l := range e.LoadBalancers {
		list = append(list, resource{"load_balancers", l.ID, building(l.Place, ""), []string{l.IP}, nil, nil})
	}
	for _, n := range e.NAS {
		list = append(list, resource{"nas", n.ID, building(n.Datacenter, ""), []string{n.IP}, nil, nil})
	}
	return list
}

// builder fills a world.
type builder struct {
	*World
	byID      map[string][]resource
	blocks    map[string]blockSite // by the name of the site
	carrier   map[string]resource  // by a name that is said to lead to it
	four, six netip.Addr           // where to look for free addresses
}

// build fills the world. What has an address of its own comes first, so that what needs one finds a free one.
func (w *World) build() error {
	b := &builder{
		World: w, byID: make(map[string][]resource), blocks: make(map[string]blockSite), carrier: make(map[string]resource),
		four: netip.MustParseAddr("198.18.0.0"), six: netip.MustParseAddr("2001:db8:ffff::"),
	}
	for _, own := range ownAddresses() {
		b.settle(netip.MustParseAddr(own), nil, webPorts)
	}
	for _, resolver := range []string{resolverAddr, secondResolver} {
		b.settle(netip.MustParseAddr(resolver), nil, map[uint16]service{53: nameServer})
	}
	for _, r := range resources(w.sc.Estate) {
		if err := b.settleResource(r); err != nil {
			return err
		}
		b.byID[hostName(r.id)] = append(b.byID[hostName(r.id)], r)
		for _, name := range r.names {
			b.carrier[hostName(name)] = r
		}
	}
	if err := b.settleSites(); err != nil {
		return err
	}
	if err := b.settleNames(); err != nil {
		return err
	}
	if err := b.settleZones(); err != nil {
		return err
	}
	if err := b.settleRegistry(); err != nil {
		return err
	}
	return b.settleNeighbours()
}

// settle puts a machine at an address. A second resource at the same address shares it.
func (b *builder) settle(addr netip.Addr, scopes []scope, ports map[uint16]service) *machine {
	m := b.machines[addr]
	if m == nil {
		m = &machine{scopes: slices.Clone(scopes), ports: make(map[uint16]*port)}
		b.machines[addr] = m
	} else {
		m.scopes = inCommon(m.scopes, scopes)
	}
	for number, s := range ports {
		m.open(number, s)
	}
	return m
}

// settleAnywhere puts a machine at free addresses, IPv4 and IPv6, for what the scenario gives none: from the block
// kept for measuring networks, and from the one kept for documentation.
func (b *builder) settleAnywhere(scopes []scope, ports map[uint16]service) ([]netip.Addr, error) {
	block := netip.MustParsePrefix("198.18.0.0/15")
	for taken := true; taken; taken = b.machines[b.four] != nil || b.machines[b.six] != nil {
		b.four, b.six = b.four.Next(), b.six.Next()
	}
	if !block.Contains(b.four) {
		return nil, fmt.Errorf("the simulated world has no address left after %d machines", len(b.machines))
	}
	addrs := []netip.Addr{b.four, b.six}
	for _, addr := range addrs {
		b.settle(addr, scopes, ports)
	}
	return addrs, nil
}

// settleResource puts a resource at its addresses and lets its name lead there.
func (b *builder) settleResource(r resource) error {
	addrs, err := r.addrs()
	if err != nil {
		return err
	}
	for _, addr := range addrs {
		if s := addr.String(); slices.Contains(ownAddresses(), s) {
			return fmt.Errorf("%s of the estate's %s has the address %s, which the simulated world itself needs", r.id, r.kind, s)
		}
		m := b.settle(addr, append(slices.Clip(r.place), r.scope()), webPorts)
		for number, s := range r.ports {
			m.open(number, s)
		}
	}
	name := hostName(r.id)
	if r.kind == "mail" {
		server := "mx1." + name
		b.mail[name] = []string{server}
		name = server
	}
	if b.names[name] == nil {
		b.names[name] = addrs
	}
	return nil
}

func (r resource) addrs() ([]netip.Addr, error) {
	var addrs []netip.Addr
	for _, ip := range r.ips {
		if ip == "" {
			continue
		}
		addr, err := netip.ParseAddr(ip)
		if err != nil {
			return nil, fmt.Errorf("%s of the estate's %s has the address %q: %w", r.id, r.kind, ip, err)
		}
		addrs = append(addrs, addr.Unmap())
	}
	return addrs, nil
}

// settleNeighbours puts machines of others into the places that have some.
func (b *builder) settleNeighbours() error {
	for _, place := range slices.Sorted(maps.Keys(b.sc.Estate.Places)) {
		for range b.sc.Estate.Places[place].Neighbours {
			addrs, err := b.settleAnywhere(building(place, ""), webPorts)
			if err != nil {
				return err
			}
			for _, addr := range addrs {
				b.neighbours[place] = append(b.neighbours[place], net.JoinHostPort(addr.String(), "443"))
			}
		}
	}
	return nil
}

// settleZones lets the name servers of the zones answer, from where they stand.
func (b *builder) settleZones() error {
	for _, z := range b.sc.Estate.Zones {
		b.zones[hostName(z.ID)] = z
		for _, server := range z.Servers {
			name := hostName(server)
			if b.names[name] != nil {
				continue // it serves another zone too, or is a machine of the estate
			}
			addrs, err := b.settleAnywhere(building(z.Place, ""), map[uint16]service{53: nameServer})
			if err != nil {
				return err
			}
			b.names[name] = addrs
		}
	}
	return nil
}

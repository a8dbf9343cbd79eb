package sim

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// webSite is what one check of a site asks for. Several may share a host name, and several host names an address.
type webSite struct {
	target
	name   string       // of the site
	scopes []scope      // of the resource, and of the site itself
	runsOn string       // the resource; empty when it is somewhere else
	origin []netip.Addr // the machine that it runs on, also when an edge stands in front
	shares []*webSite   // what others ask for on the same page
}

// scopesAt are the scopes that a site lies in for who asks for it at an address, beside those of the machine there. What
// becomes of the machine that it runs on is not seen at an edge in front of it, nor where its name leads instead.
func (s *webSite) scopesAt(addr netip.Addr) []scope {
	if slices.Contains(s.origin, addr) {
		return s.scopes
	}
	return s.scopes[len(s.scopes)-1:]
}

// settleSites lets the host names of the sites lead to the machines that they run on. Sites that say where they run
// come first, pages before all others: what a name leads to is decided by the first that claims it.
func (b *builder) settleSites() error {
	if err := b.settleBlocks(); err != nil {
		return err
	}
	edges, err := b.settleEdges()
	if err != nil {
		return err
	}
	var waiting []*webSite
	for _, s := range b.sc.Sites {
		for _, c := range s.Checks {
			targets, err := targetsOf(c)
			if err != nil {
				return fmt.Errorf("the site %q: %w", s.Name, err)
			}
			for _, t := range targets {
				waiting = append(waiting, &webSite{target: t, name: s.Name, runsOn: s.Host, scopes: []scope{{"sites", s.Name}}})
			}
		}
	}
	rank := func(s *webSite) int {
		switch {
		case s.runsOn == "":
			return 2
		case s.isPage:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(waiting, func(x, y *webSite) int { return rank(x) - rank(y) })
	claimed := make(map[string]bool)
	for _, s := range waiting {
		if err := b.findOrigin(s); err != nil {
			return err
		}
		if first := b.siteAt(s.host, s.path, s.method); s.isPage && first != nil && first.isPage && first.path == s.path && first.method == s.method {
			first.shares = append(first.shares, s)
		}
		b.sites[s.host] = append(b.sites[s.host], s)
		b.listen(s, s.origin)
		if s.domain != "" {
			b.mail[s.domain] = []string{s.host}
		}
		if !claimed[s.host] {
			b.names[s.host], claimed[s.host] = s.origin, true
		} else if !slices.Equal(b.names[s.host], s.origin) {
			b.listen(s, b.names[s.host]) // whoever asks for it by this name comes there
		}
	}
	for _, s := range waiting {
		if edge := edges[s.name]; edge != nil && s.service != 0 {
			b.names[s.host] = edge
			b.listen(s, edge)
		}
	}
	return nil
}

// findOrigin finds the addresses that a site runs on: one of its own, those of its resource, those that its name leads to already,
// or some outside the provider.
func (b *builder) findOrigin(s *webSite) error {
	if x, own := b.blocks[s.name]; own {
		s.runsOn, s.scopes, s.origin = x.on.id, []scope{x.on.scope(), {"sites", s.name}}, []netip.Addr{x.at}
		return nil
	}
	if s.runsOn == "" {
		s.runsOn = b.ownerOf(s)
	}
	if s.runsOn != "" {
		return b.findOwner(s)
	}
	if addr, err := netip.ParseAddr(s.host); err == nil {
		s.origin = []netip.Addr{addr}
		b.settle(addr, b.scopesAt(addr), webPorts)
		return nil
	}
	if s.origin = b.names[s.host]; s.origin != nil {
		return nil
	}
	if s.origin = s.answers; s.origin != nil {
		return nil
	}
	var err error
	s.origin, err = b.settleAnywhere(nil, webPorts)
	return err
}

// findOwner lets a site run on its resource. Of several with one name, such as the web hosting and the mail of a
// domain, it is the one that serves the site's port on purpose.
func (b *builder) findOwner(s *webSite) error {
	owners := b.byID[hostName(s.runsOn)]
	if len(owners) == 0 {
		return fmt.Errorf("the site %q runs on %q, which is not in the estate", s.name, s.runsOn)
	}
	owner := owners[0]
	if i := slices.IndexFunc(owners, func(r resource) bool { return r.ports[s.port] != 0 }); i > 0 {
		owner = owners[i]
	}
	s.runsOn, s.scopes = owner.id, []scope{owner.scope(), {"sites", s.name}}
	var err error
	s.origin, err = owner.addrs()
	return err
}

// ownerOf finds what a site runs on that does not say so: where another site of that name does, the resource of that
// name, or the web hosting or the mail of the domain that it is in.
func (b *builder) ownerOf(s *webSite) string {
	for _, other := range b.sites[s.host] {
		return other.runsOn
	}
	if r, said := b.carrier[s.host]; said {
		return r.id
	}
	if owners := b.byID[s.host]; len(owners) > 0 {
		return owners[0].id
	}
	for domain := s.host; domain != ""; _, domain, _ = strings.Cut(domain, ".") {
		for _, r := range b.byID[domain] {
			if r.kind == "hostings" || r.kind == "mail" && r.ports[s.port] != 0 {
				return r.id
			}
		}
	}
	return ""
}

// scopesAt are the scopes of the machine at an address, if there is one.
func (b *builder) scopesAt(addr netip.Addr) []scope {
	if m := b.machines[addr]; m != nil {
		return m.scopes
	}
	return nil
}

// listen opens what a site is asked for at.
func (b *builder) listen(s *webSite, addrs []netip.Addr) {
	for _, addr := range addrs {
		m := b.machines[addr]
		if s.service == 0 || m == nil {
			continue
		}
		p := m.open(s.port, s.service)
		p.says += s.says
		if !slices.ContainsFunc(p.sites, func(x *webSite) bool { return x.name == s.name }) {
			p.sites = append(p.sites, s)
		}
	}
}

// settleEdges gives each edge an address outside the provider, and tells by site which edge stands in front.
func (b *builder) settleEdges() (map[string][]netip.Addr, error) {
	known := make(map[string]bool)
	for _, s := range b.sc.Sites {
		known[s.Name] = true
	}
	edges := make(map[string][]netip.Addr)
	for _, c := range b.sc.Estate.CDNs {
		addrs, err := b.settleAnywhere([]scope{scopeOf("cdns", c.ID)}, webPorts)
		if err != nil {
			return nil, err
		}
		for _, addr := range addrs {
			b.machines[addr].edge = c.ID
		}
		for _, name := range c.Sites {
			if !known[name] {
				return nil, fmt.Errorf("the cdn %q stands in front of %q, which is not a site", c.ID, name)
			}
			edges[name] = addrs
		}
	}
	return edges, nil
}

package watch

import (
	"net/netip"
	"sort"
	"strings"

	"vigie/internal/account"
)

// joinAll lays sites and resources together anew.
func (c *Core) joinAll() {
	c.resources = c.resources[:0:0]
	for _, s := range c.sources {
		c.resources = append(c.resources, s.facts.Resources...)
	}
	sort.SliceStable(c.resources, func(i, j int) bool {
		a, b := c.resources[i], c.resources[j]
		if a.Place != b.Place {
			return a.Place.String()+a.Place.Rack < b.Place.String()+b.Place.Rack
		}
		return a.Name < b.Name
	})
	for _, s := range c.sites {
		s.join(c.resources)
	}
	c.unclear = true
}

// join finds the resource that the site runs on: as configured, by the address that answers, or by an
// attached domain.
func (s *site) join(resources []account.Resource) {
	resource, foundBy, place := s.home(resources)
	if resource != s.resource || foundBy != s.foundBy || place != s.place {
		s.resource, s.foundBy, s.place, s.stale = resource, foundBy, place, true
	}
}

func (s *site) home(resources []account.Resource) (resource, foundBy string, place account.Place) {
	for _, r := range resources {
		if s.spec.Host != "" && (s.spec.Host == r.ID || s.spec.Host == r.Name) {
			return r.ID, "configuration", r.Place
		}
	}
	for _, r := range resources {
		for _, a := range r.Addresses {
			if s.address != "" && sameAddress(a, s.address) {
				return r.ID, "address " + s.address, r.Place
			}
		}
	}
	names := s.names()
	for _, r := range resources {
		for _, d := range r.Domains {
			for _, n := range names {
				if n == strings.ToLower(d) {
					return r.ID, "domain " + n, r.Place
				}
			}
		}
	}
	return "", "", account.Place{}
}

// names are the host names by which the site is asked, lower case.
func (s *site) names() []string {
	var names []string
	for _, k := range s.checks {
		if about := k.spec.Prober.About(); about != "" {
			names = append(names, strings.ToLower(about))
		}
	}
	return names
}

func sameAddress(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := netip.ParseAddr(a)
	y, errY := netip.ParseAddr(b)
	return errX == nil && errY == nil && x.Unmap() == y.Unmap()
}

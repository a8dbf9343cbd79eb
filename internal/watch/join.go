package watch

import (
	"sort"
	"strings"

	"vigie/internal/account"
	"vigie/internal/result"
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
	c.atlas = newAtlas(c.resources)
	for _, s := range c.sites {
		s.join(c.atlas)
	}
	c.unclear = true
}

// join finds the resource that the site runs on.
func (s *site) join(a *atlas) {
	resource, foundBy, place := s.home(a)
	if resource != s.resource || foundBy != s.foundBy || place != s.place {
		s.resource, s.foundBy, s.place, s.stale = resource, foundBy, place, true
	}
}

// home is the resource that the site runs on, how that was found in words that follow "found by", and where it is. As
// configured goes before the address that answers, which goes before an attached domain, which goes before what a zone
// says of the name: the last two hold even while nothing answers.
func (s *site) home(a *atlas) (resource, foundBy string, place account.Place) {
	if r := a.called[s.spec.Host]; r != nil {
		return r.ID, "configuration", r.Place
	}
	names, mailNames := s.names()
	if r, how := a.at(s.address, names); r != nil {
		return r.ID, how, r.Place
	}
	for _, n := range names {
		if r := a.serving[n]; r != nil {
			return r.ID, "domain " + n, r.Place
		}
	}
	for _, n := range mailNames {
		if r := a.mail[n]; r != nil {
			return r.ID, "domain " + n, r.Place
		}
	}
	for _, n := range names {
		if r, how := a.byZone(n); r != nil {
			return r.ID, how, r.Place
		}
	}
	return "", "", account.Place{}
}

// names are the host names by which the site is asked, lower case: those of pages and the like, and those of mail,
// which may be the same and yet live elsewhere.
func (s *site) names() (names, mailNames []string) {
	for _, k := range s.checks {
		about := strings.ToLower(k.spec.Prober.About())
		switch {
		case about == "":
		case k.spec.Kind == result.KindSMTP, k.spec.Kind == result.KindIMAP, k.spec.Kind == result.KindPOP3:
			mailNames = append(mailNames, about)
		default:
			names = append(names, about)
		}
	}
	return names, mailNames
}

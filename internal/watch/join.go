package watch

import (
	"slices"
	"sort"
	"strings"

	"vigie/internal/account"
	"vigie/internal/places"
	"vigie/internal/result"
	"vigie/providers/feed/concern"
)

// joinAll lays what the sources say together anew, and sites beside it.
func (c *core) joinAll() {
	c.resources, c.components = c.resources[:0:0], nil // snapshots share those of before
	for _, s := range c.sources {
		c.components = append(c.components, s.facts.Components...)
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
	c.concernAll()
	c.unclear = true
}

// concernAll finds out anew what of the account every notice concerns. Notices are never changed: snapshots share them.
func (c *core) concernAll() {
	index := concern.NewIndex(c.resources, c.campuses())
	for _, s := range c.sources {
		if len(s.facts.Notices) == 0 {
			continue
		}
		list := slices.Clone(s.facts.Notices)
		for i := range list {
			list[i].Touches = index.Touches(list[i])
		}
		s.facts.Notices = list
	}
}

// campuses are where the provider says that its buildings are, before what is known of them anyway.
func (c *core) campuses() places.Table {
	var told []places.Campus
	for _, s := range c.sources {
		told = append(told, s.facts.Campuses...)
	}
	return places.New(told)
}

// join finds the resource that the site runs on.
func (s *site) join(a *atlas) {
	found, foundBy := s.find(a)
	var home home
	if found != nil {
		home = homeOf(found)
	}
	if home != s.home || foundBy != s.foundBy {
		s.home, s.foundBy, s.stale = home, foundBy, true
	}
}

// home is what a site runs on; empty where that is not known.
type home struct {
	id    string
	kind  account.Kind
	place account.Place
}

func homeOf(r *account.Resource) home { return home{r.ID, r.Kind, r.Place} }

// find finds the resource that the site runs on, and how, in words that follow "found by". As configured goes before the
// address that answers, which goes before an attached domain, which goes before what a zone says of the name: the last
// two hold even while nothing answers.
func (s *site) find(a *atlas) (r *account.Resource, foundBy string) {
	if r := a.called[s.spec.Host]; r != nil {
		return r, "configuration"
	}
	names, mailNames := s.names()
	if r, how := a.at(s.address, names); r != nil {
		return r, how
	}
	for _, n := range names {
		if r := a.serving[n]; r != nil {
			return r, "domain " + n
		}
	}
	for _, n := range mailNames {
		if r := a.mail[n]; r != nil {
			return r, "domain " + n
		}
	}
	for _, n := range names {
		if r, how := a.byZone(n); r != nil {
			return r, how
		}
	}
	for _, n := range mailNames {
		for _, above, ok := strings.Cut(n, "."); ok && strings.Contains(above, "."); _, above, ok = strings.Cut(above, ".") {
			if r := a.mail[above]; r != nil {
				return r, "domain " + above + ", whose mail it serves"
			}
		}
	}
	return nil, ""
}

// names are the host names by which the site is asked, lower case: those of pages and the like, and those of mail,
// which may be the same and yet live elsewhere. A check of a name itself is answered by name servers, not where it leads.
func (s *site) names() (names, mailNames []string) {
	for _, k := range s.checks {
		about := strings.ToLower(k.spec.Prober.About())
		switch {
		case about == "", k.spec.Kind == result.KindDNS:
		case k.spec.Kind == result.KindSMTP, k.spec.Kind == result.KindIMAP, k.spec.Kind == result.KindPOP3:
			mailNames = append(mailNames, about)
		default:
			names = append(names, about)
		}
	}
	return names, mailNames
}

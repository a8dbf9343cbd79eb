package verdict

import (
	"slices"
	"strings"

	"vigie/internal/account"
	"vigie/internal/estate"
)

// official lays the provider's word beside ours, with both clocks.
func (b *brief) official(f *finding) {
	if f.place.Provider == "" {
		return
	}
	for _, n := range b.Notices {
		if n.Provider != f.place.Provider || n.Planned || !n.Open(b.Now) || !b.speaksOf(n, f) {
			continue
		}
		switch first := f.Official.FirstPost; {
		case !n.Posted.IsZero() && (first.IsZero() || n.Posted.Before(first)):
			f.Official = estate.Official{Said: true, FirstPost: n.Posted, Lag: n.Posted.Sub(f.Since), Notice: n.ID}
		case !f.Official.Said:
			f.Official = estate.Official{Said: true, Notice: n.ID}
		}
	}
	name := account.ProviderName(f.place.Provider)
	if !f.Official.Said {
		f.object(unmoved, estate.FromNotice, "%s has not said so yet", name)
		return
	}
	f.say(providerSays, estate.FromNotice, "%s has posted a notice that names it", name)
}

// speaksOf tells whether a notice is about an outage: it touches what the affected sites run on, or names the building
// or the campus.
func (b *brief) speaksOf(n account.Notice, f *finding) bool {
	for _, t := range n.Touches {
		if t.How == account.Possible {
			continue
		}
		if slices.ContainsFunc(f.down, func(x *failing) bool { return x.Resource == t.Resource }) {
			return true
		}
	}
	for _, x := range f.down {
		if x.Place.Provider == n.Provider && mentions(n, x.Place.Datacenter) {
			return true
		}
	}
	return mentions(n, f.place.Datacenter)
}

// named tells whether an open notice names a building.
func (b *brief) named(place account.Place) bool {
	return slices.ContainsFunc(b.Notices, func(n account.Notice) bool {
		return n.Provider == place.Provider && !n.Planned && n.Open(b.Now) && mentions(n, place.Datacenter)
	})
}

// mentions tells whether a notice names a datacenter, or the campus that it stands on.
func mentions(n account.Notice, datacenter string) bool {
	if datacenter == "" {
		return false
	}
	for _, p := range n.Scope.Places() {
		if strings.EqualFold(p, datacenter) || strings.EqualFold(p, strings.TrimRight(datacenter, "0123456789")) {
			return true
		}
	}
	return false
}

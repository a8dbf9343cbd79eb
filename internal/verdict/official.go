package verdict

import (
	"strings"

	"vigie/internal/account"
	"vigie/internal/estate"
)

// posts are the notices of what is going on, by what they are about.
type posts struct {
	byResource map[string][]*account.Notice // ID: it is named, or likely meant
	byPlace    map[string][]*account.Notice // provider/building and provider/campus
}

func (b *brief) readPosts() {
	b.posts = posts{make(map[string][]*account.Notice), make(map[string][]*account.Notice)}
	for i := range b.Notices {
		n := &b.Notices[i]
		if n.Planned || !n.Open(b.Now) {
			continue
		}
		for _, t := range n.Touches {
			if t.How != account.Possible {
				b.posts.byResource[t.Resource] = append(b.posts.byResource[t.Resource], n)
			}
		}
		for _, p := range n.Scope.Places() {
			key := n.Provider + "/" + strings.ToLower(p)
			b.posts.byPlace[key] = append(b.posts.byPlace[key], n)
		}
	}
}

// about are the notices that name a building, or the campus that it stands on.
func (b *brief) about(place account.Place) []*account.Notice {
	if place.Datacenter == "" || len(b.posts.byPlace) == 0 {
		return nil
	}
	own := b.posts.byPlace[place.Provider+"/"+place.Datacenter]
	if campus := strings.TrimRight(place.Datacenter, "0123456789"); campus != place.Datacenter {
		return append(own[:len(own):len(own)], b.posts.byPlace[place.Provider+"/"+campus]...)
	}
	return own
}

// named tells whether an open notice names a building.
func (b *brief) named(place account.Place) bool { return len(b.about(place)) > 0 }

// official lays the provider's word beside ours, with both clocks: the first notice that touches what the affected sites
// run on, or names where they stand.
func (b *brief) official(f *finding) {
	if f.place.Provider == "" {
		return
	}
	take := func(list []*account.Notice) {
		for _, n := range list {
			if n.Provider != f.place.Provider {
				continue
			}
			switch first := f.Official.FirstPost; {
			case !n.Posted.IsZero() && (first.IsZero() || n.Posted.Before(first)):
				f.Official = estate.Official{Said: true, FirstPost: n.Posted, Lag: n.Posted.Sub(f.Since), Notice: n.ID}
			case !f.Official.Said:
				f.Official = estate.Official{Said: true, Notice: n.ID}
			}
		}
	}
	take(b.about(f.place))
	seen := make(map[account.Place]bool)
	for _, x := range f.down {
		take(b.posts.byResource[x.Resource])
		if building := x.Place.Building(); !seen[building] {
			seen[building] = true
			take(b.about(building))
		}
	}
	name := account.ProviderName(f.place.Provider)
	if !f.Official.Said {
		f.object(unmoved, estate.FromNotice, "%s has not said so yet", name)
		return
	}
	f.say(providerSays, estate.FromNotice, "%s has posted a notice that names it", name)
}

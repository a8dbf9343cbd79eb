package verdict

import (
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// together is within how long of each other buildings fail that fail of one cause.
const together = 5 * time.Minute

// provider is what is known of one provider.
type provider struct {
	*brief
	name      string // ovh
	units     []*unit
	buildings []*building
}

// blamePlaces finds what is to blame among places: networks, buildings, racks, platforms and machines.
func (b *brief) blamePlaces(c *census) []*finding {
	byName := make(map[string]*provider)
	var found []*finding
	for _, u := range c.list {
		if u.place.Provider == "" || !u.place.Known() && u.product == "" {
			if u.out() && len(u.sites()) > 0 {
				found = append(found, b.stray(u))
			}
			continue
		}
		p := byName[u.place.Provider]
		if p == nil {
			p = &provider{brief: b, name: u.place.Provider}
			byName[p.name] = p
		}
		p.units = append(p.units, u)
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		p := byName[name]
		p.buildings = buildings(p.units)
		found = append(found, p.judge()...)
	}
	return found
}

// judge goes from the widest cause to the narrowest, so that nothing is blamed twice.
func (p *provider) judge() []*finding {
	troubled := slices.DeleteFunc(slices.Clone(p.buildings), func(b *building) bool { return !b.troubled() })
	if f := p.family(p.buildings); f != nil {
		return []*finding{f}
	}
	if len(troubled) == 0 {
		return nil
	}
	if f := p.lossy(troubled); f != nil {
		return []*finding{f}
	}
	if f := p.platforms(troubled); f != nil {
		return []*finding{f}
	}
	var whole []*building
	var found []*finding
	for _, b := range troubled {
		if b.whole(p.named(b.place)) {
			whole = append(whole, b)
		}
	}
	for _, b := range troubled {
		switch {
		case slices.Contains(whole, b):
		case p.spread(b, whole):
			whole = append(whole, b)
		default:
			found = append(found, p.inside(b)...)
		}
	}
	if len(whole) > 0 {
		found = append(found, p.several(whole)...)
	}
	return found
}

// spread tells whether a single dark machine, with nothing beside it to be compared with, stands beside a dark building:
// those of one campus share their power and their fire service.
func (p *provider) spread(b *building, whole []*building) bool {
	return len(b.alive) == 0 && b.product() == "" && slices.ContainsFunc(whole, func(w *building) bool { return p.sameCampus(w.place, b.place) })
}

func (p *provider) sameCampus(a, b account.Place) bool { return p.campus(a) == p.campus(b) }

// campus is the campus of a building: sbg of sbg2.
func (p *provider) campus(at account.Place) string {
	name := at.Datacenter
	if name == "" {
		name = at.Region
	}
	if c, ok := p.Campuses.Campus(name); ok {
		return c.Code
	}
	return strings.TrimRight(name, "0123456789")
}

// several makes verdicts of dark buildings: those that fail together are one outage of the provider, unless it is one
// building alone.
func (p *provider) several(whole []*building) []*finding {
	groups := p.group(whole)
	var found []*finding
	for _, g := range groups {
		switch {
		case len(g) == 1:
			found = append(found, p.datacenter(g[0]))
		case p.everything(whole):
			found = append(found, p.total(g))
		default:
			where := p.name
			if len(groups) > 1 {
				where += "/" + p.campus(g[0].place)
			}
			found = append(found, p.many(g, where))
		}
	}
	return found
}

// group lays buildings together that are out of one cause: of one campus, or dark within minutes of each other.
func (p *provider) group(whole []*building) (groups [][]*building) {
	for _, b := range whole {
		i := slices.IndexFunc(groups, func(g []*building) bool {
			return slices.ContainsFunc(g, func(x *building) bool {
				return p.sameCampus(x.place, b.place) || x.since.Sub(b.since).Abs() <= together
			})
		})
		if i < 0 {
			groups = append(groups, []*building{b})
		} else {
			groups[i] = append(groups[i], b)
		}
	}
	return groups
}

// everything tells whether nothing of the provider answers, and what does not is on more than one campus.
func (p *provider) everything(whole []*building) bool {
	campuses := make(map[string]bool)
	for _, b := range p.buildings {
		if len(b.alive)+len(b.back) > 0 {
			return false
		}
		if slices.Contains(whole, b) {
			campuses[p.campus(b.place)] = true
		}
	}
	return len(campuses) > 1
}

// total judges a provider of which nothing answers. Where its API is silent too, or somebody on the way says that there
// is no way, it is the network: buildings in several cities do not fail together.
func (p *provider) total(all []*building) *finding {
	sites := p.downOf(all)
	barred, asked := 0, 0
	for _, x := range sites {
		f := x.Class()
		if f.Family() != "dns" { // whose name is lost was not asked
			asked++
		}
		if f == result.TCPUnreachable || f == result.PingUnreachable {
			barred++
		}
	}
	silent := p.apiSilent()
	if 2*barred < max(1, asked) && !silent {
		return p.many(all, p.name)
	}
	f := rest(restsOnAll, estate.CauseNetwork, p.name, sites)
	f.place = account.Place{Provider: p.name}
	f.more(len(all) - 2)
	f.say(unmoved, estate.FromProbe, "%s in %s of %s: %s", plural(len(sites), "site"), plural(len(all), "building"), p.title(), howTheyFail(sites))
	f.say(unmoved, estate.FromNeighbour, "nothing of %s answers, in no city: buildings do not fail together, the way to them does", p.title())
	if silent {
		f.say(lineWorks, estate.FromProvider, "its API does not answer either")
	}
	p.compareLine(f)
	f.Summary = p.headline(sites, "nothing of "+p.title()+" can be reached.")
	f.WouldChange = "any machine of " + p.title() + " that answers"
	return f
}

// downOf are the sites of buildings.
func (p *provider) downOf(list []*building) []*failing {
	var sites []*failing
	for _, b := range list {
		sites = append(sites, b.down()...)
	}
	return sites
}

// apiSilent tells whether the provider's API does not answer.
func (p *provider) apiSilent() bool {
	return slices.ContainsFunc(p.Sources, func(s estate.Source) bool { return s.API == p.name && s.Faulty(p.Now) })
}

func (p *provider) title() string { return account.ProviderName(p.name) }

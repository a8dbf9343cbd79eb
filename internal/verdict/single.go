package verdict

import (
	"fmt"
	"slices"

	"vigie/internal/estate"
)

// stray judges what is silent at a place that is not known: there is nothing to compare it with but itself.
func (b *brief) stray(u *unit) *finding {
	names := verb(len(u.down), "is", "are")
	if u.resource == nil && u.heard[4] != absent && u.heard[6] != absent && !u.isThere() && len(u.down) < 2 {
		return b.undecided(u.down)
	}
	if u.resource == nil && u.isThere() && len(u.down) == 1 {
		return b.site(u.down[0], "its machine is there, and takes no connection for it")
	}
	where := u.name
	if u.resource != nil {
		where = u.resource.ID
	}
	f := rest(restsOnNothing+besideAnswers, estate.CauseServer, where, u.down)
	f.more(len(u.down) - 1)
	f.say(unmoved, estate.FromProbe, "%s at %s %s not work: %s", plural(len(u.down), "site"), u.name, verb(len(u.down), "does", "do"), howTheyFail(u.down))
	if u.heard[4] == absent || u.heard[6] == absent {
		f.say(besideAnswers/3, estate.FromProbe, "nothing else at %s answers: no other port, no echo", u.name)
	}
	if u.isThere() {
		f.say(unmoved, estate.FromProbe, "the machine is there, and takes a connection on none of the usual ports")
	}
	f.object(nothingBeside, estate.FromProvider, "it is not known where it stands, so nothing beside it can be compared")
	f.Spared = b.spared
	b.compareLine(f)
	f.Summary = fmt.Sprintf("%s %s down: nothing answers at %s.", some(f.Affected), names, u.name)
	if u.isThere() {
		f.Summary = fmt.Sprintf("%s %s down: the machine at %s refuses every connection.", some(f.Affected), names, u.name)
	}
	f.WouldChange = "knowing where it stands: connect its provider, or set host"
	return f
}

// undecided says that what is silent may be anything.
func (b *brief) undecided(sites []*failing) *finding {
	f := rest(restsOnNothing, estate.CauseUnknown, "", sites)
	for _, x := range sites {
		f.say(unmoved, estate.FromProbe, "%s", x.Reason)
	}
	f.object(unmoved, estate.FromProvider, "it is not known which machine it runs on, so nothing can be compared")
	f.Spared = b.spared
	b.compareLine(f)
	f.Summary = fmt.Sprintf("%s %s down, and it cannot be told why.", some(f.Affected), verb(len(sites), "is", "are"))
	f.WouldChange = "knowing where it runs: connect its provider, or set host"
	return f
}

// services judges sites that are silent or refused while their machine is there: all sites of one, or one among others.
func (b *brief) services(c *census, blamed map[*failing]bool) []*finding {
	var found []*finding
	for _, u := range c.list {
		down := slices.DeleteFunc(slices.Clone(u.down), func(x *failing) bool { return blamed[x] })
		if !u.alive() || len(down) == 0 {
			continue
		}
		if u.up == 0 && len(down) > 1 && u.resource != nil {
			found = append(found, b.service(u, down, "takes other connections"))
			continue
		}
		for _, x := range down {
			found = append(found, b.site(x, "its machine answers otherwise"))
		}
	}
	return found
}

// service blames a machine that is there and on which no site works.
func (b *brief) service(u *unit, sites []*failing, but string) *finding {
	f := rest(restsOnService, estate.CauseServer, u.resource.ID, sites)
	f.place = u.place
	f.more(len(sites) - 2)
	f.say(unmoved, estate.FromProbe, "none of %s on it works: %s", plural(len(sites), "site"), howTheyFail(sites))
	f.say(unmoved, estate.FromProbe, "the machine itself %s", but)
	f.Spared = b.spared
	b.compareLine(f)
	f.Summary = fmt.Sprintf("%s %s down: the %s %s is there, and none of its sites works.", some(f.Affected), verb(len(sites), "is", "are"), u.resource.Kind, u.name)
	f.WouldChange = "a site on it that works"
	return f
}

// site blames the site itself.
func (b *brief) site(x *failing, but string) *finding {
	f := rest(restsOnSite, estate.CauseSite, x.Name, []*failing{x})
	f.place = x.Place
	f.say(unmoved, estate.FromProbe, "%s", x.Reason)
	if but != "" {
		f.say(unmoved, estate.FromProbe, "%s", but)
	}
	f.Spared = b.spared
	f.Summary = fmt.Sprintf("%s is down: its host answers, the site does not.", x.Name)
	f.WouldChange = "its host not answering at all"
	return f
}

// pages judges sites whose page is wrong. All that are on one machine and answer with the machine's own error are its
// failure; the others are each their own.
func (b *brief) pages(c *census, blamed map[*failing]bool) []*finding {
	type group struct {
		unit  *unit
		sites []*failing
	}
	var groups []*group
	byUnit := make(map[*unit]*group)
	var found []*finding
	for _, x := range b.failing {
		if x.how != failingPage || blamed[x] {
			continue
		}
		u := c.of(x.Site, x.home)
		if u == nil || u.resource == nil || !brokenPlatform(x) {
			found = append(found, b.site(x, ""))
			continue
		}
		g := byUnit[u]
		if g == nil {
			g = &group{unit: u}
			byUnit[u] = g
			groups = append(groups, g)
		}
		g.sites = append(g.sites, x)
	}
	for _, g := range groups {
		if len(g.sites) > 1 && g.unit.works == 0 && len(g.sites) == g.unit.up+len(g.unit.down) {
			found = append(found, b.service(g.unit, g.sites, "answers, with errors"))
			continue
		}
		for _, x := range g.sites {
			found = append(found, b.site(x, ""))
		}
	}
	return found
}

// certificates judges sites from which visitors are warned off.
func (b *brief) certificates() []*finding {
	var found []*finding
	for _, x := range b.failing {
		if x.how != distrusted {
			continue
		}
		f := rest(restsOnCert, estate.CauseCert, x.Name, []*failing{x})
		f.place = x.Place
		f.say(unmoved, estate.FromProbe, "%s", x.Reason)
		f.say(unmoved, estate.FromProbe, "its machine answers, and shows that certificate to everybody")
		f.Spared = b.spared
		f.Summary = fmt.Sprintf("%s is down: visitors are warned off by its certificate.", x.Name)
		f.WouldChange = "a certificate that can be verified"
		found = append(found, f)
	}
	return found
}

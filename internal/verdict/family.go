package verdict

import (
	"fmt"
	"net/netip"
	"slices"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// reach is how many addresses do not answer over one address family, and how many do.
type reach struct{ absent, there int }

// reaches are by family: 4 and 6.
type reaches [7]reach

// family blames one address family: what does not answer over it answers over the other, everywhere at the provider, or
// in one building of it.
func (p *provider) family(list []*building) *finding {
	var all reaches
	each := make([]reaches, len(list))
	for i, b := range list {
		for _, u := range b.units {
			u.reach(&each[i])
		}
		for f, r := range each[i] {
			all[f].absent += r.absent
			all[f].there += r.there
		}
	}
	sites := failingAt(list...)
	if f := p.familyOf(all, sites, account.Place{Provider: p.name}); f != nil {
		return f
	}
	for i, b := range list {
		if here := failingAt(b); len(here) == len(sites) { // nothing else is wrong
			if f := p.familyOf(each[i], here, b.place); f != nil {
				return f
			}
		}
	}
	return nil
}

// familyOf blames a family by which sites fail; those of others alone are none of our concern.
func (p *provider) familyOf(by reaches, sites []*failing, place account.Place) *finding {
	if len(sites) == 0 {
		return nil
	}
	const few = 2 // one address may be its machine's own mistake
	for _, family := range []int{4, 6} {
		other := 10 - family
		if by[family].absent < few || by[family].there > 0 || by[other].absent > 0 || by[other].there == 0 {
			continue
		}
		f := rest(restsOnFamily, estate.CauseNetwork, place.String(), sites)
		f.place = place
		f.say(unmoved, estate.FromProbe, "%s over IPv%d %s not answer", plural(by[family].absent, "address"), family, verb(by[family].absent, "does", "do"))
		f.say(neighboursAnswer/2, estate.FromNeighbour, "%s over IPv%d %s, some of them of the same machines", plural(by[other].there, "address"), other, verb(by[other].there, "answers", "answer"))
		p.compareLine(f)
		f.Summary = fmt.Sprintf("%s cannot be reached over IPv%d, and answers over IPv%d: %s of %d %s hit.",
			upper(place), family, other, plural(len(sites), "site"), len(p.Sites), verb(len(sites), "is", "are"))
		f.WouldChange = fmt.Sprintf("an answer over IPv%d", family)
		return f
	}
	return nil
}

// reach counts the addresses of a unit by family: those of sites that fail or answer, and those of witnesses.
func (u *unit) reach(by *reaches) {
	var seen [7]bool
	for _, x := range slices.Concat(u.down, u.halves) {
		if f := familyOf(x); f > 0 && !seen[f] && u.heard[f] == notHeard {
			seen[f] = true
			by[f].absent++
		}
	}
	for _, x := range u.halves {
		if f := familyOf(x); f > 0 && u.heard[10-f] == notHeard && !seen[10-f] {
			seen[10-f] = true
			by[10-f].there++
		}
	}
	for _, f := range []int{4, 6} {
		switch u.heard[f] {
		case absent:
			by[f].absent++
		case refuses, open:
			by[f].there++
		case notHeard:
			if f == 4 && u.up > 0 && !seen[4] && len(u.halves) == 0 { // sites are asked over IPv4 where they can be
				by[f].there++
			}
		}
	}
}

// familyOf is the address family over which a site fails; 0 where that is not known.
func familyOf(x *failing) int {
	if x.last != nil {
		for _, e := range x.last.Evidence {
			switch {
			case e.Name == result.BrokenFamily && e.Text == "IPv4":
				return 4
			case e.Name == result.BrokenFamily:
				return 6
			}
		}
		if ap, err := netip.ParseAddrPort(x.last.Address); err == nil {
			return versionOf(ap.Addr())
		}
	}
	if at, err := netip.ParseAddr(x.Address); err == nil {
		return versionOf(at)
	}
	return 0
}

func versionOf(at netip.Addr) int {
	if at.Unmap().Is4() {
		return 4
	}
	return 6
}

// failingAt are the sites that are dark in buildings, whether or not their machine answers over another family.
func failingAt(list ...*building) []*failing {
	var sites []*failing
	for _, b := range list {
		for _, u := range b.units {
			sites = append(sites, u.down...)
			sites = append(sites, u.halves...)
		}
	}
	return sites
}

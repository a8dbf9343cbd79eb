package verdict

import (
	"fmt"
	"net/netip"
	"slices"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// reach is what is known of a provider, or of one building, over one address family.
type reach struct{ absent, there int }

// family blames one address family: what does not answer over it answers over the other, everywhere at the provider, or
// in one building of it.
func (p *provider) family(list []*building) *finding {
	if f := p.familyOf(list, account.Place{Provider: p.name}); f != nil {
		return f
	}
	for _, b := range list {
		if f := p.familyOf([]*building{b}, b.place); f != nil && len(f.down) == len(p.failingAt(list)) {
			return f // nothing else is wrong
		}
	}
	return nil
}

func (p *provider) familyOf(list []*building, place account.Place) *finding {
	var by [7]reach
	for _, b := range list {
		for _, u := range b.units {
			u.reach(&by)
		}
	}
	const few = 2 // one address may be its machine's own mistake
	for _, family := range []int{4, 6} {
		other := 10 - family
		if by[family].absent < few || by[family].there > 0 || by[other].absent > 0 || by[other].there == 0 {
			continue
		}
		sites := p.failingAt(list)
		if len(sites) == 0 {
			continue // it hits others alone
		}
		f := rest(restsOnFamily, estate.CauseNetwork, place.String(), sites)
		f.place = place
		f.say(unmoved, estate.FromProbe, "%s over IPv%d %s not answer", plural(by[family].absent, "address"), family, verb(by[family].absent, "does", "do"))
		f.say(neighboursAnswer/2, estate.FromNeighbour, "%s over IPv%d %s, some of them of the same machines", plural(by[other].there, "address"), other, verb(by[other].there, "answers", "answer"))
		p.compareLine(f)
		f.Summary = fmt.Sprintf("%s cannot be reached over IPv%d, and answers over IPv%d: %s of %d %s hit.",
			upperOr(place, p.title()), family, other, plural(len(sites), "site"), len(p.Sites), verb(len(sites), "is", "are"))
		f.WouldChange = fmt.Sprintf("an answer over IPv%d", family)
		return f
	}
	return nil
}

func upperOr(place account.Place, title string) string {
	if place.Known() {
		return upper(place)
	}
	return title
}

// reach counts the addresses of a unit by family: those of sites that fail or answer, and those of witnesses.
func (u *unit) reach(by *[7]reach) {
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
	at, err := netip.ParseAddr(x.Address)
	if x.last != nil {
		for _, e := range x.last.Evidence {
			switch {
			case e.Name == result.BrokenFamily && e.Text == "IPv4":
				return 4
			case e.Name == result.BrokenFamily:
				return 6
			}
		}
		if ap, errPort := netip.ParseAddrPort(x.last.Address); errPort == nil {
			at, err = ap.Addr(), nil
		}
	}
	switch {
	case err != nil:
		return 0
	case at.Unmap().Is4():
		return 4
	}
	return 6
}

// failingAt are the sites that are dark in buildings, whether or not their machine answers over another family.
func (p *provider) failingAt(list []*building) []*failing {
	var sites []*failing
	for _, b := range list {
		for _, u := range b.units {
			sites = append(sites, u.down...)
			sites = append(sites, u.halves...)
		}
	}
	return sites
}

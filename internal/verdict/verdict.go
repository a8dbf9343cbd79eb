// Package verdict says what is believed to be broken, where, how surely, and why: pure functions from a picture of the
// estate to verdicts. No clock, no network, no memory.
//
// How a picture is judged, from the widest cause to the narrowest, so that nothing is blamed twice:
//
//	local     our own line, resolver or network of guests: then no site may be called down
//	needs     sites whose failure is explained by another one are laid aside, and join it in the end
//	brief     every other failing site is read: silent, nameless, distrusted, an edge's error, a wrong page
//	names     zones and domains
//	census    everything with an address is counted: ours by the sites on it, others' by the witnesses
//	place     address families, products, several buildings, one, racks, machines
//	single    what is left: services of a machine that is there, pages, certificates, edges
//	official  the provider's word is laid beside each
//
// Every weight has a name and a reason (finding.go). The package may import estate and the leaves beneath it, and nothing
// else of vigie.
package verdict

import (
	"sort"

	"vigie/internal/estate"
)

// Judge finds the outages in a picture, the worst first. It always returns at least one verdict;
// when nothing is wrong, that is one whose cause is none.
func Judge(s *estate.Snapshot) []estate.Verdict {
	if f := local(s); f != nil {
		return []estate.Verdict{f.done()}
	}
	b := newBrief(s)
	var found []*finding
	blamed := make(map[*failing]bool, len(b.failing))
	blame := func(more []*finding) {
		found = append(found, more...)
		for _, f := range more {
			for _, x := range f.down {
				blamed[x] = true
			}
		}
	}
	blame(b.slowNeeds())
	blame(b.names())
	c := b.census()
	blame(b.blamePlaces(c))
	blame(b.edges())
	blame(b.certificates())
	blame(b.services(c, blamed))
	blame(b.pages(c, blamed))
	blame(b.rest(blamed))
	found = b.explain(found)
	if len(found) == 0 {
		return []estate.Verdict{b.calm()}
	}
	sort.SliceStable(found, func(i, j int) bool { return worse(found[i], found[j]) })
	verdicts := make([]estate.Verdict, len(found))
	for i, f := range found {
		b.official(f)
		verdicts[i] = f.done()
	}
	return verdicts
}

// worse orders outages: the one with more sites, then the older one, then that of a machine before that of a page.
func worse(a, b *finding) bool {
	if len(a.Affected) != len(b.Affected) {
		return len(a.Affected) > len(b.Affected)
	}
	if !a.Since.Equal(b.Since) {
		return a.Since.Before(b.Since)
	}
	return a.Cause == estate.CauseServer && b.Cause != estate.CauseServer
}

// rest judges what nothing else could: silent sites of which not even an address is known.
func (b *brief) rest(blamed map[*failing]bool) []*finding {
	var found []*finding
	for _, x := range b.failing {
		if !blamed[x] {
			found = append(found, b.undecided([]*failing{x}))
		}
	}
	return found
}

package verdict

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"vigie/internal/estate"
)

// edges judges sites whose edge fails while the machine behind it may well answer, an edge at a time.
func (b *brief) edges() []*finding {
	byEdge := make(map[string][]*failing)
	for _, x := range b.failing {
		if x.how != edgeError {
			continue
		}
		name, _ := edgeOf(x.last)
		if name == "" {
			name = cmp.Or(x.Server, "the edge")
		}
		byEdge[name] = append(byEdge[name], x)
	}
	var found []*finding
	for _, name := range slices.Sorted(maps.Keys(byEdge)) {
		sites := byEdge[name]
		f := rest(restsOnEdge, estate.CauseCDN, name, sites)
		f.more(len(sites) - 1)
		f.say(unmoved, estate.FromProbe, "%s", sites[0].Reason)
		origin := 0
		for _, x := range sites {
			if w := b.witness(estate.Origin, x.Name); w != nil && w.Present() {
				origin++
			}
		}
		if origin > 0 {
			f.say(originAnswers, estate.FromProbe, "asked directly, the machine behind it serves %s", plural(origin, "site"))
		} else {
			f.object(unmoved, estate.FromProbe, "the machine behind it could not be asked")
		}
		f.Spared = b.spared
		b.compareLine(f)
		f.Summary = fmt.Sprintf("%s %s down: %s, which stands in front, fails.", some(f.Affected), verb(len(sites), "is", "are"), name)
		f.WouldChange = "the machine behind the edge failing too"
		found = append(found, f)
	}
	return found
}

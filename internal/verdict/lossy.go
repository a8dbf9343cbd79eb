package verdict

import (
	"fmt"

	"vigie/internal/account"
	"vigie/internal/estate"
)

// lossy blames the way to a provider where machines come and go in several cities at once: packets are lost on the way, and
// what is asked again gets through. An outage and its end are two changes; more of them on several machines are none.
func (p *provider) lossy(troubled []*building) *finding {
	var sites []*failing
	for _, b := range troubled {
		for _, u := range b.units {
			sites = append(sites, u.down...)
		}
	}
	campuses := make(map[string]bool)
	wavering := 0
	for _, b := range p.buildings {
		for _, u := range b.units {
			if u.flips >= flipsOfLoss {
				wavering++
				campuses[p.campus(b.place)] = true
			}
		}
	}
	const few = 3 // of fewer, each may have its own reason
	if wavering < few || len(campuses) < 2 || len(sites) == 0 {
		return nil
	}
	f := rest(restsOnLoss, estate.CauseNetwork, p.name, sites)
	f.place = account.Place{Provider: p.name}
	f.say(unmoved, estate.FromProbe, "%s of %s %s not work: %s", plural(len(sites), "site"), p.title(), verb(len(sites), "does", "do"), howTheyFail(sites))
	f.say(unmoved, estate.FromNeighbour, "%s in %s come and go: what is asked again gets through", plural(wavering, "machine"), plural(len(campuses), "city"))
	f.Spared = p.spared
	p.compareLine(f)
	f.Summary = p.headline(sites, fmt.Sprintf("and machines of %s in several cities come and go: packets are lost on the way.", p.title()))
	f.WouldChange = "machines that are silent however often they are asked"
	return f
}

// flipsOfLoss is how often a machine must have come and gone.
const flipsOfLoss = 3

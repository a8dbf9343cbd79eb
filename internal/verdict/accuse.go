package verdict

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// datacenter blames one building.
func (p *provider) datacenter(b *building) *finding {
	name := upper(b.place)
	sites := b.down()
	on := restsOnBuilding
	if len(b.out)+len(b.back) < 2 {
		on = restsOnOne
	}
	if b.sick() {
		on = restsOnSick
	}
	f := rest(on, estate.CauseDatacenter, b.place.String(), sites)
	f.place = b.place
	f.more(len(b.out) - 2)
	p.tellOut(f, b, name)
	p.compareElsewhere(f)
	f.Summary = p.headline(sites, share(len(sites), p.count[result.Down])+" in "+name+"."+f.outside(name))
	f.WouldChange = "a machine in " + name + " that answers, or one outside it that stops"
	return f
}

// tellOut says what is out in a building, and what there speaks against it.
func (p *provider) tellOut(f *finding, b *building, name string) {
	sites := b.down()
	f.say(unmoved, estate.FromProbe, "%s in %s %s not work: %s", plural(len(sites), "site"), name, verb(len(sites), "does", "do"), howTheyFail(sites))
	f.say(unmoved, estate.FromProvider, "they run on %s there", plural(ours(b.out)+len(b.ill), "machine"))
	if n := len(b.ill); n > 0 {
		f.say(unmoved, estate.FromProbe, "%s of them %s connections, and nothing on %s works", plural(n, "machine"), verb(n, "takes", "take"), verb(n, "it", "them"))
	}
	if n := others(b.out); n > 0 {
		f.say(neighboursOut, estate.FromNeighbour, "%s of others in %s %s not answer either", plural(n, "machine"), name, verb(n, "does", "do"))
	}
	if n := len(b.back); n > 0 {
		f.say(unmoved, estate.FromNeighbour, "%s there %s come back meanwhile", plural(n, "machine"), verb(n, "has", "have"))
	}
	if n := len(b.alive); n > 0 && !b.sick() {
		f.object(contradicted, estate.FromNeighbour, "%s in %s %s answered all along", plural(n, "machine"), name, verb(n, "has", "have"))
	}
	for _, x := range sites {
		f.remark(x)
	}
}

// remark adds what was found out about a site beside its failure.
func (f *finding) remark(x *failing) {
	for _, n := range x.notes {
		if len(f.Evidence) < mostEvidence {
			f.say(unmoved, estate.FromProbe, "%s", n)
		}
	}
}

// mostEvidence is how many pieces a person reads at most, beside those that every verdict has.
const mostEvidence = 8

// many blames several buildings at once.
func (p *provider) many(list []*building, where string) *finding {
	sites := p.downOf(list)
	f := rest(restsOnSeveral, estate.CauseProvider, where, sites)
	f.place = account.Place{Provider: p.name}
	f.more(len(list) - 2)
	names := make([]string, len(list))
	for i, b := range list {
		names[i] = upper(b.place)
	}
	slices.Sort(names)
	for _, b := range list {
		here := b.down()
		f.say(unmoved, estate.FromProbe, "%s in %s %s not work: %s", plural(len(here), "site"), upper(b.place), verb(len(here), "does", "do"), howTheyFail(here))
		if n := others(b.out); n > 0 {
			f.say(neighboursOut/2, estate.FromNeighbour, "%s of others in %s %s not answer either", plural(n, "machine"), upper(b.place), verb(n, "does", "do"))
		}
		if n := len(b.alive); n > 0 {
			f.object(contradicted, estate.FromNeighbour, "%s in %s %s answered all along", plural(n, "machine"), upper(b.place), verb(n, "has", "have"))
		}
	}
	p.compareElsewhere(f)
	all := strings.Join(names, ", ")
	f.Summary = p.headline(sites, fmt.Sprintf("in %d buildings of %s: %s.%s", len(list), p.title(), all, f.outside("them")))
	f.WouldChange = "a machine that answers in one of " + all
	return f
}

// inside blames what is smaller than a building: racks, platforms, machines.
func (p *provider) inside(b *building) []*finding {
	var found []*finding
	blamed := make(map[*unit]bool)
	racks := b.racks()
	for _, r := range slices.Sorted(maps.Keys(racks)) {
		for _, u := range racks[r] {
			blamed[u] = true
		}
		found = append(found, p.rack(b, r, racks[r]))
	}
	for _, u := range b.out {
		switch {
		case blamed[u], len(u.sites()) == 0:
		case u.product != "":
			found = append(found, p.platform(b, u))
		default:
			found = append(found, p.server(b, u))
		}
	}
	return found
}

// rack blames one rack of a building.
func (p *provider) rack(b *building, rack string, units []*unit) *finding {
	sites := down(units)
	f := rest(restsOnRack, estate.CauseDatacenter, b.place.String()+"/"+rack, sites)
	f.place = b.place
	f.place.Rack = rack
	f.more(len(units) - 2)
	f.say(unmoved, estate.FromProbe, "%s in rack %s %s not work: %s", plural(len(sites), "site"), rack, verb(len(sites), "does", "do"), howTheyFail(sites))
	p.compareBeside(f, b, units)
	p.compareElsewhere(f)
	f.Summary = p.headline(sites, fmt.Sprintf("%s in rack %s of %s.%s", share(len(sites), p.count[result.Down]), rack, upper(b.place), f.outside("it")))
	f.WouldChange = "a machine of that rack that answers, or one in " + upper(b.place) + " outside it that stops"
	return f
}

// server blames one machine.
func (p *provider) server(b *building, u *unit) *finding {
	f := rest(restsOnMachine, estate.CauseServer, u.resource.ID, u.down)
	f.place = u.place
	f.say(unmoved, estate.FromProbe, "%s on it %s not work: %s", plural(len(u.down), "site"), verb(len(u.down), "does", "do"), howTheyFail(u.down))
	p.tellMachine(f, u)
	p.compareBeside(f, b, []*unit{u})
	p.compareElsewhere(f)
	does := "does not answer"
	if u.isThere() {
		does = "is there and refuses every connection"
	}
	f.Summary = fmt.Sprintf("%s %s down: the %s %s in %s %s.",
		some(f.Affected), verb(len(u.down), "is", "are"), u.resource.Kind, u.name, upper(b.place), does)
	f.WouldChange = "a second machine in " + upper(b.place) + " that stops answering"
	return f
}

// tellMachine says what is known of a machine beside its sites.
func (p *provider) tellMachine(f *finding, u *unit) {
	switch {
	case u.isThere():
		f.say(unmoved, estate.FromProbe, "the machine is there, and takes a connection on none of the usual ports")
	case u.heard[4] == absent || u.heard[6] == absent:
		f.say(besideAnswers/3, estate.FromProbe, "the machine answers on no other port, and sends no echo back")
	}
	for _, t := range u.resource.Tasks {
		f.say(workUnderWay, estate.FromProvider, "%s is at work on it: %s (%s)", p.title(), t.Function, t.State)
	}
	for _, i := range u.resource.Interventions {
		if i.State != "done" && !i.From.After(p.Now) && (i.To.IsZero() || i.To.After(p.Now)) {
			f.say(workUnderWay, estate.FromProvider, "%s has an intervention on it: %s, since %s", p.title(), i.Type, i.From.Format("2 January 15:04 MST"))
		}
	}
	for _, x := range u.down {
		f.remark(x)
	}
}

// compareBeside looks at what else stands in the building.
func (p *provider) compareBeside(f *finding, b *building, blamed []*unit) {
	beside := slices.Concat(b.alive, b.back)
	switch name := upper(b.place); {
	case !b.place.Known():
	case others(beside) > 0:
		n := others(beside)
		f.say(neighboursAnswer, estate.FromNeighbour, "%s of others beside it in %s %s", plural(n, "machine"), name, verb(n, "answers", "answer"))
	case len(beside) > 0:
		f.say(besideAnswers, estate.FromNeighbour, "%s beside it in %s %s", plural(len(beside), "machine"), name, verb(len(beside), "answers", "answer"))
	case len(b.out) > len(blamed):
		f.object(nothingBeside, estate.FromNeighbour, "other machines in %s do not answer either", name)
	default:
		f.object(nothingBeside, estate.FromNeighbour, "nothing else in %s can be compared: it may be the building", name)
	}
}

// headline begins a summary with how much is down.
func (p *provider) headline(sites []*failing, rest string) string {
	down := max(p.count[result.Down], len(sites))
	return fmt.Sprintf("%d of %d sites %s down, %s", down, len(p.Sites), verb(down, "is", "are"), rest)
}

// outside says what of the rest is known, for a summary.
func (f *finding) outside(name string) string {
	switch len(f.Spared) {
	case 0:
		return ""
	case 1:
		return " The one outside " + name + " answers."
	}
	return fmt.Sprintf(" The %d outside %s answer.", len(f.Spared), name)
}

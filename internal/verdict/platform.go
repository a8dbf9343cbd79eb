package verdict

import (
	"slices"
	"strings"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// platforms blames one product of the provider: several of its shared platforms are out, and nothing else is.
func (p *provider) platforms(troubled []*building) *finding {
	var out []*unit
	family := ""
	for _, b := range troubled {
		f := b.product()
		if f == "" || family != "" && f != family {
			return nil
		}
		family = f
		out = append(out, b.out...)
	}
	if len(out) < 2 || !p.otherwiseAlive(family) {
		return nil
	}
	sites := down(out)
	f := rest(restsOnProduct, estate.CauseProduct, p.name+"/"+family, sites)
	f.place = account.Place{Provider: p.name}
	if len(troubled) == 1 {
		f.place = troubled[0].place
	}
	f.more(len(out) - 2)
	f.say(unmoved, estate.FromProbe, "%s on %s of %s %s not work: %s", plural(len(sites), "site"), plural(len(out), "platform"), p.title(), verb(len(sites), "does", "do"), howTheyFail(sites))
	f.say(besideAnswers, estate.FromNeighbour, "machines of %s that are not of this product answer, in the same buildings or elsewhere", p.title())
	p.compareElsewhere(f)
	f.Summary = p.headline(sites, share(len(sites), p.count[result.Down])+" on "+nameOfProduct(family)+" of "+p.title()+"."+f.outside("it"))
	f.WouldChange = "a site on that product that answers, or one beside it that stops"
	return f
}

// otherwiseAlive tells whether something of the provider answers that is not of a product.
func (p *provider) otherwiseAlive(family string) bool {
	return slices.ContainsFunc(p.units, func(u *unit) bool {
		f, _, _ := strings.Cut(u.product, "/")
		return f != family && u.alive()
	})
}

// platform blames one shared platform, or, where others on it answer, the sites alone.
func (p *provider) platform(b *building, u *unit) *finding {
	sites := u.sites()
	f := rest(restsOnProduct, estate.CauseProduct, p.name+"/"+u.product, sites)
	f.place = u.place
	f.more(len(u.hostings) - 2)
	f.say(unmoved, estate.FromProbe, "%s on %s %s not work: %s", plural(len(sites), "site"), u.name, verb(len(sites), "does", "do"), howTheyFail(sites))
	if len(u.hostings) < 2 {
		f.object(nothingBeside, estate.FromProvider, "only one service of yours is on it: it may be that one alone")
	}
	p.compareBeside(f, b, []*unit{u})
	p.compareElsewhere(f)
	f.Summary = p.headline(sites, share(len(sites), p.count[result.Down])+" on "+u.name+"."+f.outside("it"))
	f.WouldChange = "a site on " + u.name + " that answers"
	return f
}

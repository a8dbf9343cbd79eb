package watch

import (
	"slices"
	"time"

	"vigie/internal/config"
	"vigie/internal/cost"
	"vigie/internal/estate"
)

// seller is what sells: a site, or several that share a file of orders, whose outages are counted together.
type seller struct {
	basis  cost.Basis
	orders *config.Orders
	sites  []*site
	before time.Time // from when on the baseline does not look
}

// sellers finds what sells.
func sellers(sites []*site) []*seller {
	var all []*seller
	shared := make(map[*config.Orders]*seller)
	for _, s := range sites {
		r := s.spec.Revenue
		if r == nil {
			continue
		}
		if x := shared[r.Orders]; r.Orders != nil && x != nil {
			x.sites = append(x.sites, s)
			x.basis.Name += " and " + s.spec.Name
			if x.basis.Margin == 0 {
				x.basis.Margin = r.Margin
			}
			continue
		}
		x := &seller{
			basis: cost.Basis{
				Name: s.spec.Name, Currency: r.Currency, PerHour: r.PerHour, Hours: r.Hours, Margin: r.Margin, Degraded: r.Degraded, Zone: r.Zone,
			},
			orders: r.Orders, sites: []*site{s},
		}
		if r.Orders != nil {
			shared[r.Orders] = x
			if x.basis.Currency == "" {
				x.basis.Currency = r.Orders.Read.Currencies()[0]
			}
		}
		all = append(all, x)
	}
	return all
}

// Losses reckons what outages have cost, by site, as a watch reckons it while they last; of sites that sell nothing, or were
// not hit, it says nothing.
func Losses(specs []config.Site, outages map[string][]cost.Outage, now time.Time) []cost.Loss {
	sites := make([]*site, len(specs))
	for i := range specs {
		sites[i] = &site{spec: specs[i]}
	}
	var losses []cost.Loss
	for _, x := range sellers(sites) {
		var hit []cost.Outage
		for _, s := range x.sites {
			hit = append(hit, outages[s.spec.Name]...)
		}
		if len(hit) > 0 {
			losses = append(losses, x.loss(hit, now))
		}
	}
	return losses
}

// loss is what the outages of some of its sites have cost.
func (x *seller) loss(outages []cost.Outage, now time.Time) cost.Loss {
	if x.orders != nil {
		x.learn(first(outages))
	}
	return x.basis.Loss(outages, now)
}

func first(outages []cost.Outage) time.Time {
	return slices.MinFunc(outages, func(a, b cost.Outage) int { return a.From.Compare(b.From) }).From
}

// learn finds what was usual before an outage, once for each: it takes some tens of milliseconds. What was usual before an
// earlier one will do for a later one that began within the same day.
func (x *seller) learn(before time.Time) {
	if !x.before.IsZero() && !before.Before(x.before) && before.Sub(x.before) < 24*time.Hour {
		return
	}
	x.before = before
	x.basis.Baseline, x.basis.Missing = cost.NewBaseline(x.orders.Read, cost.BaselineOptions{
		Before: before, Zone: x.basis.Zone, Currency: x.basis.Currency, Markets: x.sites[0].spec.Markets,
	})
}

// takeToll notes what a site's state means for sales since t.
func (c *core) takeToll(s *site, t time.Time) {
	if m := meaning(s.state, s.failure); m != s.toll.now {
		s.toll.turn(t, m)
		c.costly = true
	}
}

// reckonEvery is how often the cost is reckoned again while it only grows.
const reckonEvery = time.Second

// reckon says what all that is open has cost, and each incident.
func (c *core) reckon(now time.Time) {
	open := c.book.Open()
	spent := slices.ContainsFunc(open, func(i estate.Incident) bool { return len(extrasOf(&i)) > 0 })
	if len(c.sellers) == 0 && !spent {
		c.cost, c.costs = estate.Cost{}, nil
		return
	}
	if len(open) == 0 {
		for _, s := range c.sites {
			s.toll.forget()
		}
	}
	fresh := slices.ContainsFunc(open, func(i estate.Incident) bool { return c.costs[i.ID].Totals == nil })
	if since := now.Sub(c.reckoned); !fresh && !c.costly && since >= 0 && since < reckonEvery {
		return
	}
	c.reckoned, c.costly = now, false
	var beside []cost.Extra
	c.costs = make(map[string]estate.Cost, len(open))
	for i := range open {
		extras := extrasOf(&open[i])
		beside = append(beside, extras...)
		c.costs[open[i].ID] = c.costOf(everHit(&open[i]), open[i].Opened, now, extras)
	}
	c.cost = c.costOf(nil, time.Time{}, now, beside)
}

// extrasOf is what was spent because of an incident.
func extrasOf(i *estate.Incident) []cost.Extra {
	var list []cost.Extra
	for _, r := range i.Remarks {
		if r.Expense.Currency != "" {
			list = append(list, cost.Extra{Time: r.Time, Amount: cost.Amount(r.Expense.Amount), Currency: r.Expense.Currency, For: r.Expense.Purpose})
		}
	}
	return list
}

// everHit are the sites that are in an incident, or were: what they have lost is lost.
func everHit(i *estate.Incident) []string {
	names := slices.Clone(i.Sites)
	for _, m := range i.Members {
		names = append(names, m.Site)
	}
	return names
}

// costOf is what the outages of some sites have cost since a moment, with what was spent beside; nil is all sites.
func (c *core) costOf(sites []string, since, now time.Time, spent []cost.Extra) estate.Cost {
	hit := make(map[string]bool, len(sites))
	for _, name := range sites {
		hit[name] = true
	}
	var e estate.Cost
	var all []cost.Loss // also of what was not hit: its currency is known
	for _, x := range c.sellers {
		var outages []cost.Outage
		for _, s := range x.sites {
			if sites == nil || hit[s.spec.Name] {
				outages = append(outages, s.toll.since(since)...)
			}
		}
		if len(outages) == 0 {
			all = append(all, cost.Loss{Name: x.basis.Name, Currency: x.basis.Currency, Known: true, Margin: x.basis.Margin})
			continue
		}
		l := x.loss(outages, now)
		e.Losses = append(e.Losses, l)
		all = append(all, l)
	}
	e.Totals = cost.Sum(all, spent)
	return e
}

package watch

import (
	"testing"
	"time"

	"vigie/internal/config"
	"vigie/internal/cost"
	"vigie/internal/result"
)

// sellsFor gives a site a revenue.
func sellsFor(s config.Site, r config.Revenue) config.Site {
	r.Zone = time.UTC
	s.Revenue = &r
	return s
}

func euros(n cost.Amount) cost.Amount { return n * cost.Unit }

func TestTheCostGrowsFromTheFirstFailingSampleWhileAnIncidentIsOpen(t *testing.T) {
	shop := sellsFor(asked("Shop", "a"), config.Revenue{PerHour: euros(600), Currency: "EUR", Margin: cost.Whole / 2})
	c := still(Options{Sites: []config.Site{shop, asked("Blog", "b")}})
	answered(t, c, "Shop", 0, at(0), well)
	s := c.Snapshot(at(0))
	if len(s.Cost.Totals) != 1 || s.Cost.Totals[0].Total != (cost.Range{}) || s.Cost.Losses != nil {
		t.Errorf("while all is well: %+v", s.Cost)
	}
	answered(t, c, "Shop", 0, at(1), failed)
	answered(t, c, "Shop", 0, at(2), failed)
	s = c.Snapshot(at(21))
	if got := s.Cost.Totals[0]; got.Total.Central != euros(100) || got.PerHour != euros(300) {
		t.Errorf("after 20 minutes: %+v", got)
	}
	if len(s.Incidents) != 1 || s.Incidents[0].Cost.Totals[0].Total.Central != euros(100) {
		t.Errorf("the incident: %+v", s.Incidents)
	}
	answered(t, c, "Shop", 0, at(31), well)
	answered(t, c, "Shop", 0, at(32), well)
	if got := c.Snapshot(at(40)).Cost; len(got.Losses) != 0 || got.Totals[0].PerHour != 0 {
		t.Errorf("once it is over: %+v", got)
	}
}

func TestSitesThatShareAFileOfOrdersLoseTheSameMoneyOnce(t *testing.T) {
	o := &config.Orders{Path: "orders.csv", Read: &cost.Orders{}}
	for h := t0.Add(-9 * 7 * 24 * time.Hour); h.Before(t0); h = h.Add(time.Minute) {
		o.Read.List = append(o.Read.List, cost.Order{Time: h, Amount: euros(10), Currency: "EUR"})
	}
	c := still(Options{Sites: []config.Site{
		sellsFor(asked("Shop", "a"), config.Revenue{Orders: o}), sellsFor(asked("Checkout", "b"), config.Revenue{Orders: o}),
	}})
	for _, name := range []string{"Shop", "Checkout"} {
		answered(t, c, name, 0, at(0), well)
		answered(t, c, name, 0, at(1), failed)
		answered(t, c, name, 0, at(2), failed)
	}
	got := c.Snapshot(at(31)).Cost
	if len(got.Losses) != 1 || got.Losses[0].Name != "Shop and Checkout" || got.Totals[0].Total.Central != euros(300) || got.Totals[0].PerHour != euros(600) {
		t.Errorf("%+v", got.Totals)
	}
}

func TestACertificateThatEndsSoonCostsNothing(t *testing.T) {
	for _, x := range []struct {
		state   result.State
		failure result.Failure
		want    sale
	}{
		{result.Down, result.TCPRefused, sellsNothing},
		{result.Degraded, result.Slow, sellsLess},
		{result.Degraded, result.TLSExpiring, sells},
		{result.Unknown, "", sells},
		{result.Paused, "", sells},
	} {
		if got := meaning(x.state, x.failure); got != x.want {
			t.Errorf("%s of %s means %d, want %d", x.state, x.failure, got, x.want)
		}
	}
}

func TestTheTollFollowsWhatIsDatedBack(t *testing.T) {
	var l toll
	l.turn(at(10), sellsLess)
	l.turn(at(5), sellsNothing) // it has been down since before
	l.turn(at(20), sells)
	l.turn(at(30), sellsNothing)
	l.turn(at(25), sells) // it was not down at all
	if len(l.outages) != 1 || l.outages[0] != (cost.Outage{From: at(5), To: at(20)}) {
		t.Errorf("%+v", l.outages)
	}
	if l.since(at(20)) != nil || len(l.since(at(19))) != 1 {
		t.Errorf("since: %v", l.since(at(19)))
	}
	l.forget()
	if l.outages != nil {
		t.Errorf("not forgotten: %v", l.outages)
	}
}

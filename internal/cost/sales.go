package cost

import "time"

// fromOrders reckons from the orders and what is usual.
func (r *reckoning) fromOrders() {
	b, l := r.Baseline, &r.loss
	r.tellBaseline()
	drawn := make([]Amount, draws)
	for _, g := range b.groups {
		m := g.measure(r.pieces, b.Until, b.zone)
		l.Expected += m.expected
		l.Actual += m.actual
		l.Shortfall.Central += m.shortfall
		for i := range drawn {
			drawn[i] += m.drawn[i]
		}
		l.Markets = append(l.Markets, Market{
			Name: g.name, Expected: m.expected, Actual: m.actual, Shortfall: bounds(m.shortfall, m.drawn), Sales: m.shortfall,
		})
	}
	l.Shortfall = bounds(l.Shortfall.Central, drawn)
	r.say(Derived, "The hours of the outage usually sell %s; they sold %s. Hour by hour, %s was not sold.",
		l.Expected, l.Actual, l.Shortfall)
	l.Shortfall = l.Shortfall.plus(r.blind())
	r.tellUnsaid()
	r.recover()
	l.Sales = l.Shortfall.less(l.Recovered)
	r.say(Derived, "Lost sales: %s − %s = %s.", l.Shortfall.Central, l.Recovered.Central, l.Sales.Central)
	r.byMarket()
	if p, is := r.lasting(); is {
		at := r.now.In(b.zone)
		l.SalesPerHour = r.share(p).Of(b.Usual(at.Weekday(), at.Hour()))
	}
}

// tellBaseline says what is usual, and how that is known.
func (r *reckoning) tellBaseline() {
	b := r.Baseline
	first, last := b.Weeks[len(b.Weeks)-1].From, b.Weeks[0].From.AddDate(0, 0, 6)
	for _, w := range b.Weeks {
		if w.Dropped != "" {
			r.say(Derived, "The week of %s is left out of what is usual: %s.", w.From.Format("2 Jan 2006"), w.Dropped)
		}
	}
	how := "the median of each hour of the week"
	for _, g := range b.groups {
		if !g.busy {
			how = "the mean of each hour of the week where orders are few, otherwise the median, at the median level of whole weeks"
		}
	}
	r.say(Derived, "What is usual: %s, over %s weeks from %s to %s, on the clock of %s.",
		how, b.Kept, first.Format("2 Jan 2006"), last.Format("2 Jan 2006"), b.zone.String())
	if b.Rough() {
		r.say(Asked, "That is fewer than %s weeks, so what is usual is known roughly: give older orders too.", wantWeeks)
	}
	for _, other := range b.Others {
		r.say(Assumed, "Orders in %s are not in these numbers: currencies are never added.", other)
	}
	r.say(Assumed, "The season and the trend of the year are not taken into account.")
	r.tellHolidays()
}

// tellHolidays says which days of the outage are not usual ones.
func (r *reckoning) tellHolidays() {
	told := make(map[time.Time]bool)
	for _, p := range r.pieces {
		for t := p.From.In(r.Baseline.zone); t.Before(p.To) && len(told) < 20; t = t.AddDate(0, 0, 1) {
			y, m, d := t.Date()
			day := time.Date(y, m, d, 12, 0, 0, 0, r.Baseline.zone)
			if name, country, is := r.Baseline.holidays.holiday(day); is && !told[day] {
				told[day] = true
				r.say(Assumed, "%s is %s in %s, and is reckoned as any other day of the week.", day.Format("2 Jan 2006"), name, country)
			}
		}
	}
}

// blind is the loss of the time that was degraded and of which the orders are not known.
func (r *reckoning) blind() Range {
	var list []slot
	var lasted time.Duration
	for _, p := range r.pieces {
		if p.Degraded && p.To.After(r.Baseline.Until) {
			if p.From.Before(r.Baseline.Until) {
				p.From = r.Baseline.Until
			}
			list = append(list, slots(p.From, p.To, r.Baseline.zone)...)
			lasted += p.duration()
		}
	}
	var expected Amount
	for _, g := range r.Baseline.groups {
		expected += g.usual.of(list)
	}
	r.loss.Expected += expected
	return r.whileDegraded(expected, Spell(lasted))
}

// tellUnsaid says where the file ends, if that is before the outages do.
func (r *reckoning) tellUnsaid() {
	if n := len(r.pieces); n > 0 && r.Baseline.Until.Before(r.pieces[n-1].To) {
		r.say(Assumed, "The file of orders ends on %s: while it was down after that, nothing is taken to have been sold.", r.Baseline.Until.In(r.Baseline.zone))
	}
}

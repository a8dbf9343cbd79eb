package cost

import "time"

// flat reckons from what an open hour sells.
func (r *reckoning) flat() {
	var down, degraded time.Duration
	for _, p := range r.pieces {
		open := r.Hours.Open(p.From, p.To)
		if p.Degraded {
			degraded += open
		} else {
			down += open
		}
	}
	l := &r.loss
	sales := during(r.PerHour, down)
	l.Shortfall = exactly(sales)
	if r.Hours.Always() {
		r.say(Derived, "%s an hour × %s = %s of sales not made.", r.PerHour, Spell(down), sales)
	} else {
		r.say(Derived, "%s an hour × %s within opening hours (%s) = %s of sales not made.", r.PerHour, Spell(down), r.Hours.String(), sales)
	}
	l.Shortfall = l.Shortfall.plus(r.whileDegraded(during(r.PerHour, degraded), Spell(degraded)))
	l.Expected = during(r.PerHour, down+degraded)
	l.Sales = l.Shortfall
	r.say(Assumed, "Each open hour is taken to sell the same, and nothing to be ordered later instead: a file of orders tells better.")
	if p, is := r.lasting(); is && r.Hours.At(r.now) {
		l.SalesPerHour = r.share(p).Of(r.PerHour)
	}
}

// share is how much of its sales is lost while it is like this.
func (r *reckoning) share(p Outage) Ratio {
	if p.Degraded {
		return r.Degraded
	}
	return Whole
}

// whileDegraded is the loss of a time in which it was degraded, of the sales expected then.
func (r *reckoning) whileDegraded(expected Amount, lasted Spell) Range {
	switch {
	case expected == 0:
		return Range{}
	case r.Degraded == 0:
		r.say(Asked, "For %s it was only degraded; what share of %s that cost is not told, so it is counted as nothing, and as all of it at most.", lasted, expected)
		return Range{High: expected}
	}
	part := r.Degraded.Of(expected)
	r.say(Derived, "For %s it was degraded: %s of %s = %s of sales not made.", lasted, r.Degraded, expected, part)
	return exactly(part)
}

package cost

import "time"

// Basis is what a site's loss is reckoned from.
type Basis struct {
	Name     string    // of what sells: a site, or the file of orders that several share
	Currency string    // ISO 4217
	PerHour  Amount    // sales of an open hour; 0: not told
	Hours    Hours     // in which PerHour is sold
	Margin   Ratio     // of sales that is lost with them; 0: not told
	Degraded Ratio     // of sales that is lost while it is degraded; 0: not told
	Baseline *Baseline // of a file of orders; nil with a flat rate
	Missing  error     // why there is no baseline, although there are orders
	Zone     *time.Location
}

// Loss is what outages have cost. Amounts are not rounded: whoever shows them does it.
type Loss struct {
	Name     string
	Currency string
	Known    bool // whether there was anything to reckon the sales from
	Down     time.Duration
	Degraded time.Duration

	Expected  Amount // sales in the outages, had there been none
	Actual    Amount // sales in them all the same
	Shortfall Range  // what was not sold then
	Recovered Range  // of that, what was only put off
	After     Amount // sales that stayed away in the week after: stated apart, not in any sum
	Sales     Range  // lost sales: the shortfall less what was recovered
	Margin    Ratio  // 0: not told, and what is lost is counted in sales
	Lost      Range  // the margin of the lost sales; the sales where no margin is told

	SalesPerHour Amount // what the present hour loses; 0 where nothing is down now, or it would be closed
	PerHour      Amount // of that, the margin
	Markets      []Market
	Lines        []Line
}

// Market is a part of a loss.
type Market struct {
	Name      string // a country; empty: all others
	Expected  Amount
	Actual    Amount
	Shortfall Range
	Recovered Amount
	Sales     Amount // lost
	Lost      Amount // of that, the margin
}

// Loss reckons what outages have cost up to now. They may overlap; what two of them share is counted once.
func (b Basis) Loss(outages []Outage, now time.Time) Loss {
	r := &reckoning{Basis: b, now: now, pieces: Union(outages, now), note: note{currency: b.Currency}}
	if r.Zone == nil {
		r.Zone = time.UTC
	}
	r.loss = Loss{Name: b.Name, Currency: b.Currency, Margin: b.Margin}
	r.tellPieces()
	if b.Missing != nil {
		r.say(Asked, "The orders do not tell what is usual: %s.", b.Missing.Error())
	}
	switch {
	case b.Baseline != nil && b.Baseline.Currency == b.Currency:
		r.loss.Known = true
		r.fromOrders()
	case b.PerHour > 0:
		r.loss.Known = true
		r.flat()
	default:
		r.say(Asked, "What %s sells is not known: give revenue per hour, or a file of orders.", b.Name)
	}
	r.settle()
	r.loss.Lines = r.lines
	return r.loss
}

// reckoning is a loss in the making.
type reckoning struct {
	Basis
	note
	now    time.Time
	pieces []Outage // disjoint and in order
	loss   Loss
}

const mostTold = 50 // outages that are told one by one

func (r *reckoning) tellPieces() {
	for i, p := range r.pieces {
		kind := "down"
		if p.Degraded {
			r.loss.Degraded += p.duration()
			kind = "degraded"
		} else {
			r.loss.Down += p.duration()
		}
		if i < mostTold {
			r.say(Derived, "%s: %s from %s to %s, that is %s.", r.Name, kind, p.From.In(r.Zone), p.To.In(r.Zone), Spell(p.duration()))
		}
	}
	if n := len(r.pieces); n > mostTold {
		r.say(Derived, "It was down or degraded %s more times.", n-mostTold)
	}
	if len(r.pieces) > 1 {
		r.say(Derived, "In all it was down for %s and degraded for %s.", Spell(r.loss.Down), Spell(r.loss.Degraded))
	}
}

// lasting tells what the site is now.
func (r *reckoning) lasting() (o Outage, is bool) {
	if n := len(r.pieces); n > 0 && !r.pieces[n-1].To.Before(r.now) {
		return r.pieces[n-1], true
	}
	return Outage{}, false
}

// settle goes from lost sales to what is lost of them.
func (r *reckoning) settle() {
	l := &r.loss
	l.Lost, l.PerHour = l.Sales, l.SalesPerHour
	switch {
	case !l.Known:
		return
	case r.Margin > 0:
		l.Lost, l.PerHour = r.Margin.times(l.Sales), r.Margin.Of(l.SalesPerHour)
		r.say(Derived, "Lost margin: %s of %s = %s.", r.Margin, l.Sales.Central, l.Lost.Central)
	default:
		r.say(Asked, "The margin is not told, so these are sales and not what is lost of them: an insurer pays the margin.")
	}
	r.say(Derived, "Lost by %s: %s.", r.Name, l.Lost)
	for i := range l.Markets {
		m := &l.Markets[i]
		if m.Lost = m.Sales; r.Margin > 0 {
			m.Lost = r.Margin.Of(m.Sales)
		}
	}
}

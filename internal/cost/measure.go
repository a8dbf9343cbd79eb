package cost

import (
	"slices"
	"time"
)

// slot is a part of one hour of the week.
type slot struct {
	hour int
	d    time.Duration
}

// slots parts a stretch of time at the full hours of the clock of a place.
func slots(from, to time.Time, zone *time.Location) []slot {
	var list []slot
	for from.Before(to) {
		l := from.In(zone)
		end := earliest(to, from.Add(time.Hour-time.Duration(l.Minute())*time.Minute-time.Duration(l.Second())*time.Second-time.Duration(l.Nanosecond())))
		list = append(list, slot{hourOfWeek(l), end.Sub(from)})
		from = end
	}
	return list
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// of is what a table says of some time.
func (t *table) of(list []slot) Amount {
	var sum Amount
	for _, s := range list {
		sum += during(t[s.hour], s.d)
	}
	return sum
}

// sold is what a market sold in a time.
func (g *group) sold(from, to time.Time) Amount {
	var sum Amount
	for _, o := range between(g.orders, from, to) {
		sum += o.Amount
	}
	return sum
}

// measured is what a market missed in the outages.
type measured struct {
	expected, actual, shortfall Amount
	drawn                       []Amount // the shortfall, by each draw
}

// add counts a time in which so much was sold. A time that sold more than usual takes nothing from another that sold less.
func (m *measured) add(g *group, list []slot, actual Amount) {
	e := g.usual.of(list)
	m.expected += e
	m.actual += actual
	m.shortfall += max(0, e-actual)
	for i := range g.drawn {
		m.drawn[i] += max(0, g.drawn[i].of(list)-actual)
	}
}

// measure compares the outages with what is usual: hour by hour where it was down. Where it was only degraded they are
// compared as a whole, so that the ups and downs of single hours are not taken for a loss, and only as far as the orders
// are known.
func (g *group) measure(pieces []Outage, until time.Time, zone *time.Location) measured {
	m := measured{drawn: make([]Amount, len(g.drawn))}
	for _, p := range pieces {
		if p.Degraded {
			if p.To = earliest(p.To, until); p.From.Before(p.To) {
				m.add(g, slots(p.From, p.To, zone), g.sold(p.From, p.To))
			}
			continue
		}
		from := p.From
		for _, s := range slots(p.From, p.To, zone) {
			to := from.Add(s.d)
			m.add(g, []slot{s}, g.sold(from, to))
			from = to
		}
	}
	return m
}

// bounds is an amount with the tenth and the ninetieth percentile of what it is by each draw.
func bounds(central Amount, drawn []Amount) Range {
	if len(drawn) == 0 {
		return exactly(central)
	}
	s := slices.Sorted(slices.Values(drawn))
	return Range{
		Low:     min(central, s[len(s)/10]),
		Central: central,
		High:    max(central, s[len(s)-1-len(s)/10]),
	}
}

// less is what is left of a range when the other is taken off: low where much is, high where little is, never below nothing.
func (r Range) less(o Range) Range {
	return Range{max(0, r.Low-o.High), max(0, r.Central-o.Central), max(0, r.High-o.Low)}
}

// upTo is a range that is nowhere above the other.
func (r Range) upTo(o Range) Range {
	return Range{min(r.Low, o.Low), min(r.Central, o.Central), min(r.High, o.High)}
}

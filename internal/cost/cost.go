// Package cost reckons what an outage costs: from a flat rate and opening hours, or from a file of orders. It is pure: no
// clock, no disk, no network. Every number comes with the lines that derive it, and what is not known is said.
//
// The formula is that of business-interruption insurance: sales that the same hours of the week usually bring, less those
// that came, less what was only put off, times the margin, and the extra costs on top.
//
// It may import the leaf maintenance, for hours on the clock of a place, and nothing else of vigie.
package cost

import (
	"slices"
	"time"
)

// Outage is a stretch of time in which a site was down, or answered badly.
type Outage struct {
	From, To time.Time // To is zero while it lasts
	Degraded bool      // it answered, but slowly or in part: what share of its sales was lost is not known
}

// duration is how long it lasted.
func (o Outage) duration() time.Duration { return o.To.Sub(o.From) }

// Range is an amount that is known within bounds: one chance in ten that it is below Low, one in ten that it is above High.
type Range struct{ Low, Central, High Amount }

func exactly(a Amount) Range { return Range{a, a, a} }

// plus adds two ranges that move together: the bounds add up. That is wider than if they were independent.
func (r Range) plus(o Range) Range {
	return Range{r.Low + o.Low, r.Central + o.Central, r.High + o.High}
}

// times is a share of a range.
func (r Ratio) times(x Range) Range { return Range{r.Of(x.Low), r.Of(x.Central), r.Of(x.High)} }

// Round is the range to the smallest coin of a currency.
func (r Range) Round(code string) Range {
	return Range{r.Low.Round(code), r.Central.Round(code), r.High.Round(code)}
}

// Union turns outages, which may overlap and be in any order, into disjoint ones in order. What was down at a moment is
// down, whatever else was only degraded. What still lasts ends now, and what lies ahead is left out.
func Union(outages []Outage, now time.Time) []Outage {
	var down, degraded []Outage
	for _, o := range outages {
		if o.To.IsZero() || o.To.After(now) {
			o.To = now
		}
		switch {
		case !o.From.Before(o.To):
		case o.Degraded:
			degraded = append(degraded, o)
		default:
			down = append(down, o)
		}
	}
	down, degraded = merged(down), merged(degraded)
	all := slices.Concat(down, without(degraded, down))
	slices.SortFunc(all, func(a, b Outage) int { return a.From.Compare(b.From) })
	return all
}

// merged joins what overlaps or touches.
func merged(list []Outage) []Outage {
	slices.SortFunc(list, func(a, b Outage) int { return a.From.Compare(b.From) })
	var out []Outage
	for _, o := range list {
		if n := len(out); n > 0 && !o.From.After(out[n-1].To) {
			if o.To.After(out[n-1].To) {
				out[n-1].To = o.To
			}
			continue
		}
		out = append(out, o)
	}
	return out
}

// without cuts holes out of a list; both are disjoint and in order.
func without(list, holes []Outage) []Outage {
	var out []Outage
	for _, o := range list {
		for _, h := range holes {
			if !h.To.After(o.From) || !h.From.Before(o.To) {
				continue
			}
			if o.From.Before(h.From) {
				out = append(out, Outage{From: o.From, To: h.From, Degraded: o.Degraded})
			}
			o.From = h.To
		}
		if o.From.Before(o.To) {
			out = append(out, o)
		}
	}
	return out
}

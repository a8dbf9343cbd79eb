package cost

import (
	"math/rand/v2"
	"slices"
)

// table is what each hour of the week usually brings.
type table [hoursOfWeek]Amount

// group is a market with its sales of each kept week.
type group struct {
	name   string // empty: all that is in no market
	orders []Order
	weeks  []*cells
	busy   bool    // hours have enough orders for their median to be near their mean
	usual  table   // central
	drawn  []table // what it would be had other weeks been sold, one for each draw
}

const (
	draws     = 400
	busyHours = 5 // orders in an hour that sells at all, on average
)

// learn finds what is usual.
func (g *group) learn() {
	g.busy = g.ordersAnHour() >= busyHours
	all := make([]int, len(g.weeks))
	for i := range all {
		all[i] = i
	}
	g.usual, _ = g.from(all)
}

// draw makes the tables of weeks drawn with replacement, the same for every group.
func (g *group) draw(picks [][]int) {
	g.drawn = make([]table, len(picks))
	for i, pick := range picks {
		g.drawn[i], _ = g.from(pick)
	}
}

// picked draws weeks with replacement, always the same for the same number of weeks: who reckons again finds the same.
func picked(weeks int) [][]int {
	r := rand.New(rand.NewPCG(2021, 310)) //nolint:gosec // no secret: it must be the same every time
	picks := make([][]int, draws)
	for i := range picks {
		picks[i] = make([]int, weeks)
		for j := range picks[i] {
			picks[i][j] = r.IntN(weeks)
		}
	}
	return picks
}

// from is what is usual by some of the weeks, and how each of them compares with it, in millionths.
//
// Each hour of the week is the median of its weeks, so that no single week decides. The median of sales is below their
// mean, much so for hours of few orders: a shop of two orders a day has a median of nothing. So quiet hours take the mean,
// and all are scaled by the median of how whole weeks compare: the level is as robust, and right on average.
func (g *group) from(pick []int) (t table, compared []Amount) {
	var values []Amount
	for h := range hoursOfWeek {
		values = values[:0]
		for _, w := range pick {
			if g.weeks[w].clean[h] {
				values = append(values, g.weeks[w].sales[h])
			}
		}
		if g.busy {
			t[h] = median(values)
		} else {
			t[h] = mean(values)
		}
	}
	for _, w := range pick {
		if expected, sold := g.compare(w, &t); expected > 0 {
			compared = append(compared, share(sold, int64(Whole), int64(expected)))
		}
	}
	if len(compared) > 0 {
		level := median(slices.Clone(compared))
		for h := range t {
			t[h] = share(t[h], int64(level), int64(Whole))
		}
	}
	return t, compared
}

// compare is what a table says of the clean hours of a week, and what they sold.
func (g *group) compare(week int, t *table) (expected, sold Amount) {
	for h, clean := range g.weeks[week].clean {
		if clean {
			expected += t[h]
			sold += g.weeks[week].sales[h]
		}
	}
	return expected, sold
}

// ordersAnHour is how many orders an hour of the week has that has any.
func (g *group) ordersAnHour() int {
	var orders, hours int
	for h := range hoursOfWeek {
		n, clean := 0, 0
		for _, w := range g.weeks {
			if w.clean[h] {
				n += w.count[h]
				clean++
			}
		}
		if n > 0 {
			orders += n
			hours += clean
		}
	}
	if hours == 0 {
		return 0
	}
	return orders / hours
}

// median sorts its argument. Of an even number it is halfway between the middle two.
func median(v []Amount) Amount {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	m := len(v) / 2
	if len(v)%2 == 1 {
		return v[m]
	}
	return v[m-1] + (v[m]-v[m-1])/2
}

func mean(v []Amount) Amount {
	if len(v) == 0 {
		return 0
	}
	var sum Amount
	for _, a := range v {
		sum += a
	}
	return share(sum, 1, int64(len(v)))
}

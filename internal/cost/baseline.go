package cost

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// How many weeks a baseline is made of.
const (
	mostWeeks  = 12
	wantWeeks  = 8
	leastWeeks = 2
	lookBack   = 40 // how many weeks back others are looked for, where some must be left out
)

// ErrTooFewWeeks says that no hour of the week can be known.
var ErrTooFewWeeks = errors.New("the orders hold fewer than two weeks of usual sales before the outage: give a file of at least eight")

// Baseline is what each hour of the week usually brings, in one currency, before an outage.
type Baseline struct {
	Currency string
	Weeks    []Week    // kept and dropped, the newest first
	Kept     int       // how many are kept
	Until    time.Time // of the last order: nothing is known of sales after it, whenever the file was written
	Others   []string  // currencies of orders that are not in it

	zone     *time.Location
	holidays *calendar
	groups   []*group // the markets, then all else
	spread   float64  // standard deviation of whole weeks, as a share of them
}

// BaselineOptions say what a baseline is made of.
type BaselineOptions struct {
	Before   time.Time      // the outage begins
	Zone     *time.Location // on whose clock hours are counted; nil: UTC
	Currency string         // empty: that of most orders
	Markets  []string       // countries that are told apart, and whose public holidays are left out
	Except   []Except       // what else is left out
}

// NewBaseline learns what is usual from the newest eight to twelve whole weeks before an outage, without holidays, earlier
// outages and what else is excepted. With fewer weeks it says so in Rough; with fewer than two it is ErrTooFewWeeks.
func NewBaseline(o *Orders, opt BaselineOptions) (*Baseline, error) {
	if opt.Zone == nil {
		opt.Zone = time.UTC
	}
	b := &Baseline{Currency: opt.Currency, zone: opt.Zone, holidays: newCalendar(opt.Markets)}
	for _, c := range o.Currencies() {
		switch {
		case b.Currency == "":
			b.Currency = c
		case c != b.Currency:
			b.Others = append(b.Others, c)
		}
	}
	list := o.in(b.Currency)
	if len(list) == 0 {
		return nil, fmt.Errorf("no order is in %s: %w", b.Currency, ErrTooFewWeeks)
	}
	b.Until = list[len(list)-1].Time
	b.split(list, opt.Markets)
	b.collect(list, opt)
	if b.Kept < leastWeeks {
		return nil, ErrTooFewWeeks
	}
	b.learn(list)
	return b, nil
}

// Rough tells whether there are fewer weeks than a baseline should have.
func (b *Baseline) Rough() bool { return b.Kept < wantWeeks }

// Usual is what an hour of the week brings: a weekday, and an hour from 0 to 23 on the clock of the place.
func (b *Baseline) Usual(day time.Weekday, hour int) Amount {
	var sum Amount
	for _, g := range b.groups {
		sum += g.usual[int(day)*24+hour]
	}
	return sum
}

// in are the orders of one currency.
func (o *Orders) in(currency string) []Order {
	var list []Order
	for i := range o.List {
		if o.List[i].Currency == currency {
			list = append(list, o.List[i])
		}
	}
	return list
}

// split sorts orders by market. A market without orders is not there; without any market all is one group.
func (b *Baseline) split(list []Order, markets []string) {
	by := make(map[string]*group)
	for _, o := range list {
		name := ""
		if slices.Contains(markets, o.Country) {
			name = o.Country
		}
		g := by[name]
		if g == nil {
			g = &group{name: name}
			by[name] = g
		}
		g.orders = append(g.orders, o)
	}
	for _, name := range append(slices.Clone(markets), "") {
		if g := by[name]; g != nil {
			b.groups = append(b.groups, g)
			delete(by, name)
		}
	}
}

// collect takes the newest weeks that are good enough.
func (b *Baseline) collect(list []Order, opt BaselineOptions) {
	for back := 0; back < lookBack && b.Kept < mostWeeks; back++ {
		s := spanBefore(opt.Before, opt.Zone, back)
		if s.days[1].Before(list[0].Time) { // the file begins later than on the first day of that week
			break
		}
		s.except, s.until = opt.Except, b.Until
		week := s.summary(s.fill(list, b.holidays))
		b.Weeks = append(b.Weeks, week)
		if week.Dropped != "" {
			continue
		}
		b.Kept++
		for _, g := range b.groups {
			g.weeks = append(g.weeks, s.fill(g.orders, b.holidaysOf(g)))
		}
	}
}

// holidaysOf are those that change the sales of a group: a market's own, and every market's where they are not told apart.
func (b *Baseline) holidaysOf(g *group) *calendar {
	if g.name == "" {
		return b.holidays
	}
	return newCalendar([]string{g.name})
}

// learn finds what is usual in every market, and how much whole weeks differ.
func (b *Baseline) learn(list []Order) {
	picks := picked(b.Kept)
	for _, g := range b.groups {
		g.learn()
		g.draw(picks)
	}
	all := group{orders: list, busy: true}
	for w := range b.Kept {
		sum := &cells{}
		for h := range hoursOfWeek {
			sum.clean[h] = true
			for _, g := range b.groups {
				sum.sales[h] += g.weeks[w].sales[h]
				sum.clean[h] = sum.clean[h] && g.weeks[w].clean[h]
			}
		}
		all.weeks = append(all.weeks, sum)
	}
	every := make([]int, b.Kept)
	for i := range every {
		every[i] = i
	}
	_, compared := all.from(every)
	b.spread = deviation(compared)
}

// deviation is the standard deviation of values as a share of their mean.
func deviation(v []Amount) float64 {
	m := float64(mean(v))
	if len(v) < 2 || m == 0 {
		return 0
	}
	var squares float64
	for _, a := range v {
		squares += (float64(a) - m) * (float64(a) - m)
	}
	return math.Sqrt(squares/float64(len(v)-1)) / m
}

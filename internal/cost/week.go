package cost

import (
	"fmt"
	"sort"
	"time"
)

const hoursOfWeek = 7 * 24

// Except is a stretch of time in which sales were not as usual: an earlier outage, a promotion, a stock that was empty.
type Except struct {
	From, To time.Time
	Why      string // in words: an earlier outage
}

// Week is seven days of sales, each on the clock of the place.
type Week struct {
	From    time.Time // its first midnight
	Orders  int
	Sales   Amount
	Left    int    // of its 168 hours, how many are left out
	Dropped string // why all of it is; empty where it is kept
}

// cells are the sales of a week by the hour of the week, Sunday midnight first.
type cells struct {
	sales [hoursOfWeek]Amount
	count [hoursOfWeek]int
	clean [hoursOfWeek]bool
}

// span is the week with which cells are filled: midnight to midnight, and what is known of it.
type span struct {
	days   [8]time.Time // midnights; the last ends the week
	except []Except
	until  time.Time // nothing is known of sales after it
}

// spanBefore is the week that ends so many weeks before the day of t.
func spanBefore(t time.Time, zone *time.Location, weeks int) span {
	y, m, d := t.In(zone).Date()
	var s span
	for i := range s.days {
		s.days[i] = midnight(y, m, d-7*(weeks+1)+i, zone)
	}
	return s
}

// midnight is the first moment of a day, which is not always 00:00.
func midnight(y int, m time.Month, d int, zone *time.Location) time.Time {
	t := time.Date(y, m, d, 0, 0, 0, 0, zone)
	if t.Hour() > 12 { // the clock was set forward at midnight, and Go has gone back
		_, t = t.ZoneBounds()
	}
	return t
}

// hourOfWeek is the cell of a moment on the clock of its place.
func hourOfWeek(t time.Time) int { return int(t.Weekday())*24 + t.Hour() }

// fill sorts orders, which are in order of time, into the cells of the week. An hour counts where it lasted an hour, was
// no holiday, and none of it is excepted.
func (s span) fill(orders []Order, holidays *calendar) *cells {
	c := &cells{}
	for day := range 7 {
		_, _, off := holidays.holiday(s.days[day].Add(12 * time.Hour))
		for t := s.days[day]; t.Before(s.days[day+1]); t = t.Add(time.Hour) {
			h := hourOfWeek(t)
			end := t.Add(time.Hour)
			c.clean[h] = !off && t.Minute() == 0 && s.usual(t, end) && !s.twice(t)
		}
	}
	zone := s.days[0].Location()
	for _, o := range between(orders, s.days[0], s.days[7]) {
		h := hourOfWeek(o.Time.In(zone))
		c.sales[h] += o.Amount
		c.count[h]++
	}
	return c
}

// twice tells whether the hour of t comes twice that day, because the clock is set back.
func (s span) twice(t time.Time) bool {
	return t.Add(-time.Hour).Hour() == t.Hour() || t.Add(time.Hour).Hour() == t.Hour()
}

func (s span) usual(from, to time.Time) bool {
	if to.After(s.until) {
		return false
	}
	for _, e := range s.except {
		if e.From.Before(to) && from.Before(e.To) {
			return false
		}
	}
	return true
}

// summary is the week as a report lists it.
func (s span) summary(c *cells) Week {
	w := Week{From: s.days[0]}
	for h := range hoursOfWeek {
		w.Orders += c.count[h]
		w.Sales += c.sales[h]
		if !c.clean[h] {
			w.Left++
		}
	}
	switch {
	case !s.days[0].Before(s.until):
		w.Dropped = "the file of orders ends before it"
	case w.Orders == 0:
		w.Dropped = "it has no order at all"
	case w.Left > hoursOfWeek/2:
		w.Dropped = fmt.Sprintf("%d of its %d hours are left out", w.Left, hoursOfWeek)
	}
	return w
}

// between are the orders from one moment up to another; they are in order of time.
func between(orders []Order, from, to time.Time) []Order {
	return orders[firstAt(orders, from):firstAt(orders, to)]
}

// firstAt is the place of the first order at t or later.
func firstAt(orders []Order, t time.Time) int {
	return sort.Search(len(orders), func(i int) bool { return !orders[i].Time.Before(t) })
}

// Package maintenance knows when work is planned: once, or again and again, by the clock of a place.
//
// It is a leaf: it imports nothing of vigie and has no clock.
package maintenance

import (
	"fmt"
	"strings"
	"time"
)

// Window is a stretch of time in which something is worked on: from one moment to another, or every week at the same
// hours. Hours are those on the clock of the zone: where it is set forward in between, a window is an hour shorter.
type Window struct {
	From, To time.Time // once; zero for a weekly one
	Weekly   Weekly
	Why      string // in its owner's words; may be empty
}

// Weekly is hours on some days of the week. The zero value is never.
type Weekly struct {
	Days       [7]bool // by time.Weekday: those on which it begins
	Begin, End Clock
	Zone       *time.Location // nil: UTC
}

// Clock is a time of day in minutes after midnight, 0…1440.
type Clock int

// Active tells whether a window is open at t, and until when.
func (w Window) Active(t time.Time) (until time.Time, open bool) {
	if w.Weekly == (Weekly{}) {
		return w.To, !t.Before(w.From) && t.Before(w.To)
	}
	// A window that began yesterday may last into today.
	for _, day := range [2]int{-1, 0} {
		if from, to, ok := w.Weekly.on(t, day); ok && !t.Before(from) && t.Before(to) {
			return to, true
		}
	}
	return time.Time{}, false
}

// Turn is the first moment after t at which the window opens or closes; zero when it never does again.
func (w Window) Turn(t time.Time) time.Time {
	var next time.Time
	earliest := func(x time.Time) {
		if x.After(t) && (next.IsZero() || x.Before(next)) {
			next = x
		}
	}
	if w.Weekly == (Weekly{}) {
		earliest(w.From)
		earliest(w.To)
		return next
	}
	for day := -1; day <= 8; day++ { // a week on, whatever day it is, and one more where a day has no such hours
		if from, to, ok := w.Weekly.on(t, day); ok {
			earliest(from)
			earliest(to)
		}
	}
	return next
}

// Within calls each for every window that meets the time from one moment to another, in order, with the part of the window
// that lies in it.
func (w Weekly) Within(from, to time.Time, each func(from, to time.Time)) {
	for t, day := from, -1; ; day++ { // a window that began yesterday may last into today
		begin, end, ok := w.on(t, day)
		if ok && begin.Before(to) && from.Before(end) {
			each(later(begin, from), earlier(end, to))
		}
		if day > 0 && !t.AddDate(0, 0, day-1).Before(to) {
			return
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// on is the window that begins so many days after the day of t. Hours that a day does not have, when the clock is set
// forward, leave it shorter, or no window at all.
func (w Weekly) on(t time.Time, days int) (from, to time.Time, ok bool) {
	zone := w.Zone
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := t.In(zone).Date()
	noon := time.Date(y, m, d+days, 12, 0, 0, 0, zone)
	if !w.Days[noon.Weekday()] {
		return from, to, false
	}
	end := w.End
	if end <= w.Begin {
		end += 24 * 60
	}
	from, to = onClock(y, m, d+days, w.Begin, zone), onClock(y, m, d+days, end, zone)
	return from, to, from.Before(to)
}

// onClock is the first moment at which the clock of a zone has reached a time of day.
func onClock(y int, m time.Month, d int, c Clock, zone *time.Location) time.Time {
	t := time.Date(y, m, d, 0, int(c), 0, 0, zone)
	want := time.Date(y, m, d, 0, int(c), 0, 0, time.UTC)
	shown := func(t time.Time) time.Time { // what the clock shows, as if it were UTC
		l := t.In(zone)
		return time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), 0, 0, time.UTC)
	}
	if shown(t).Equal(want) {
		if before := t.Add(-time.Hour); shown(before).Equal(want) {
			return before // the clock is set back: this time of day comes twice
		}
		return t
	}
	// The clock jumps over it: the moment of the jump has reached it.
	_, end := t.ZoneBounds()
	start, _ := t.ZoneBounds()
	switch {
	case shown(t).After(want) && !start.IsZero():
		return start
	case !end.IsZero():
		return end
	}
	return t
}

// String is the hours as the configuration writes them: Mo-Fr 22:00-06:00.
func (w Weekly) String() string {
	return strings.TrimSpace(days(w.Days) + " " + w.Begin.String() + "-" + w.End.String())
}

// String is the time of day as 22:05.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

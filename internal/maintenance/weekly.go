package maintenance

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// names are the days as OpenStreetMap's opening hours write them, Monday first.
var names = [7]string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}

// weekday turns the place of a day in names into Go's.
func weekday(i int) time.Weekday { return time.Weekday((i + 1) % 7) }

// ErrWeekly says how weekly hours are written.
var ErrWeekly = errors.New("hours are written like Su 02:00-04:00 or Mo-Fr,Su 22:00-06:00")

// ParseWeekly reads hours on some days: "Su 02:00-04:00", "Mo-Fr,Su 22:00-06:00", or "02:00-04:00" for every day. Hours
// that end before they begin last into the next day. The error wraps ErrWeekly.
func ParseWeekly(s string, zone *time.Location) (Weekly, error) {
	w := Weekly{Zone: zone}
	parts := strings.Fields(s)
	switch len(parts) {
	case 1:
		for i := range w.Days {
			w.Days[i] = true
		}
	case 2:
		for _, part := range strings.Split(parts[0], ",") {
			if err := w.add(part); err != nil {
				return Weekly{}, err
			}
		}
	default:
		return Weekly{}, ErrWeekly
	}
	begin, end, ok := strings.Cut(parts[len(parts)-1], "-")
	if !ok {
		return Weekly{}, ErrWeekly
	}
	var err error
	if w.Begin, err = parseClock(begin); err != nil {
		return Weekly{}, err
	}
	if w.End, err = parseClock(end); err != nil {
		return Weekly{}, err
	}
	if w.Begin == w.End || w.Begin == 24*60 {
		return Weekly{}, fmt.Errorf("%w: %q has no length", ErrWeekly, parts[len(parts)-1])
	}
	return w, nil
}

// add takes a day, or a range of days that may go over the end of the week.
func (w *Weekly) add(part string) error {
	first, last, ranged := strings.Cut(part, "-")
	if !ranged {
		last = first
	}
	from, to := index(first), index(last)
	if from < 0 || to < 0 {
		return fmt.Errorf("%w: %q is none of %s", ErrWeekly, part, strings.Join(names[:], ", "))
	}
	for i := from; ; i = (i + 1) % 7 {
		w.Days[weekday(i)] = true
		if i == to {
			return nil
		}
	}
}

func index(day string) int {
	for i, n := range names {
		if strings.EqualFold(n, day) {
			return i
		}
	}
	return -1
}

// parseClock reads 02:00, up to 24:00.
func parseClock(s string) (Clock, error) {
	if len(s) != 5 || s[2] != ':' {
		return 0, fmt.Errorf("%w: %q is no time of day", ErrWeekly, s)
	}
	for _, i := range [4]int{0, 1, 3, 4} {
		if s[i] < '0' || s[i] > '9' {
			return 0, fmt.Errorf("%w: %q is no time of day", ErrWeekly, s)
		}
	}
	c := Clock(s[0]-'0')*600 + Clock(s[1]-'0')*60 + Clock(s[3]-'0')*10 + Clock(s[4]-'0')
	if s[3] > '5' || c > 24*60 {
		return 0, fmt.Errorf("%w: %q is no time of day", ErrWeekly, s)
	}
	return c, nil
}

// days writes days as ParseWeekly reads them; every day is nothing.
func days(on [7]bool) string {
	var parts []string
	for i := 0; i < 7; i++ {
		if !on[weekday(i)] {
			continue
		}
		last := i
		for last < 6 && on[weekday(last+1)] {
			last++
		}
		switch {
		case i == 0 && last == 6:
			return ""
		case i == last:
			parts = append(parts, names[i])
		default:
			parts = append(parts, names[i]+"-"+names[last])
		}
		i = last
	}
	return strings.Join(parts, ",")
}

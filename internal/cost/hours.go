package cost

import (
	"slices"
	"strings"
	"time"

	"vigie/internal/maintenance"
)

// Hours are the hours of the week in which something sells, on the clock of a place. The zero value is always: a shop on
// the web has no door to lock.
type Hours struct {
	rules []maintenance.Weekly // of several that overlap, the time counts once; none: always
	text  string
}

// Always is every hour of every day.
func (h Hours) Always() bool { return len(h.rules) == 0 }

// String is the hours as they were written; 24/7 for always.
func (h Hours) String() string {
	if h.Always() {
		return "24/7"
	}
	return h.text
}

// Between are the stretches of open hours from one moment to another, disjoint and in order.
func (h Hours) Between(from, to time.Time) []Outage {
	if !from.Before(to) {
		return nil
	}
	if h.Always() {
		return []Outage{{From: from, To: to}}
	}
	var open []Outage
	for _, w := range h.rules {
		w.Within(from, to, func(from, to time.Time) { open = append(open, Outage{From: from, To: to}) })
	}
	return merged(open)
}

// Open is how much of the time from one moment to another is open: real time, also where the clock is changed in between.
func (h Hours) Open(from, to time.Time) time.Duration {
	var d time.Duration
	for _, o := range h.Between(from, to) {
		d += o.duration()
	}
	return d
}

// At tells whether it is open at a moment.
func (h Hours) At(t time.Time) bool { return h.Open(t, t.Add(time.Nanosecond)) > 0 }

// ParseHours reads opening hours as OpenStreetMap writes them, on the clock of a zone: "Mo-Sa 08:00-22:00",
// "Mo-Fr 08:00-12:00,13:00-18:00; Sa 10:00-16:00", "Fr,Sa 22:00-04:00", "Mo-Su 09:00-18:00; Su off", "24/7". What stands
// after a semicolon replaces the hours of its days. A mistake is a *HoursError.
func ParseHours(s string, zone *time.Location) (Hours, error) {
	if len(s) > maxHoursText {
		return Hours{}, &HoursError{Text: s[:20] + "…", At: 1, Problem: "is too long for opening hours"}
	}
	p := hoursParser{in: s}
	if p.rest() == "24/7" {
		return Hours{text: "24/7"}, nil
	}
	if err := p.rules(); err != nil {
		return Hours{}, err
	}
	h := Hours{text: strings.TrimSpace(s)}
	for day, ranges := range p.week {
		for _, r := range ranges {
			h.rules = append(h.rules, r.on(day, zone))
		}
	}
	if len(h.rules) == 0 {
		return Hours{}, &HoursError{Text: s, At: 1, Problem: "is never open"}
	}
	return h, nil
}

const maxHoursText = 1000

// stretch is hours of a day in minutes after midnight; one that ends before it begins lasts into the next day.
type stretch struct{ begin, end maintenance.Clock }

func (r stretch) on(day int, zone *time.Location) maintenance.Weekly {
	w := maintenance.Weekly{Begin: r.begin, End: r.end, Zone: zone}
	w.Days[day] = true
	return w
}

// addTo puts a stretch among those of a day; what is there already is not put twice.
func (r stretch) addTo(day []stretch) []stretch {
	if slices.Contains(day, r) {
		return day
	}
	return append(day, r)
}

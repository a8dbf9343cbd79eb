package cost

import (
	"math"
	"time"
)

// How long after an outage sales are looked at.
const (
	leastCatchUp = 24 * time.Hour
	mostCatchUp  = 7 * 24 * time.Hour
	tail         = 7 * 24 * time.Hour
	unusual      = 1.2816 // standard deviations, beyond which one time in ten lies on each side
)

// catchUp are the stretches in which what was put off is ordered: after each outage as long as it lasted, at least a day
// and at most a week, as far as the orders are known.
func (r *reckoning) catchUp() (windows []Outage, whole bool) {
	known := earliest(r.now, r.Baseline.Until)
	whole = true
	for _, p := range r.pieces {
		w := Outage{From: p.To, To: p.To.Add(min(max(p.duration(), leastCatchUp), mostCatchUp))}
		if w.To.After(known) {
			w.To, whole = known, false
		}
		if w.From.Before(w.To) {
			windows = append(windows, w)
		}
	}
	return without(merged(windows), merged(cloned(r.pieces))), whole
}

// cloned are the same outages without telling down from degraded.
func cloned(list []Outage) []Outage {
	out := make([]Outage, len(list))
	for i, o := range list {
		out[i] = Outage{From: o.From, To: o.To}
	}
	return out
}

// beyond is how much more than usual a market sold in some windows, and how much is usual.
func (g *group) beyond(windows []Outage, zone *time.Location) (more, usual Amount) {
	for _, w := range windows {
		e := g.usual.of(slots(w.From, w.To, zone))
		usual += e
		more += g.sold(w.From, w.To) - e
	}
	return more, usual
}

// noise is how far sales of a time stray from what is usual, one time in ten on each side, going by whole weeks.
func (b *Baseline) noise(usual Amount, lasted time.Duration) Amount {
	if lasted <= 0 {
		return 0
	}
	weeks := lasted.Hours() / hoursOfWeek
	return Amount(math.Round(unusual * b.spread / math.Sqrt(weeks) * float64(usual)))
}

// recover finds what was only put off: sales above what is usual after the outages, at most what was missing. What is
// within the usual ups and downs is not counted, but may be as much at most.
func (r *reckoning) recover() {
	l, b := &r.loss, r.Baseline
	windows, whole := r.catchUp()
	if len(windows) == 0 {
		if l.Shortfall.High > 0 {
			r.say(Asked, "What is ordered later instead is not known yet: give a newer file of orders when it is.")
		}
		return
	}
	var more, usual, most Amount
	for i, g := range b.groups {
		m, u := g.beyond(windows, b.zone)
		more, usual = more+m, usual+u
		l.Markets[i].Recovered = min(max(0, m), l.Markets[i].Shortfall.Central)
		most += l.Markets[i].Recovered
	}
	var lasted time.Duration
	for _, w := range windows {
		lasted += w.duration()
	}
	noise := b.noise(usual, lasted)
	found := Range{Low: max(0, more-noise), High: max(0, more, r.daysAbove(windows))}
	if more > noise {
		found.Central = min(more, most)
	}
	l.Recovered = found.upTo(l.Shortfall)
	r.shareOut(most)
	r.say(Derived, "In %s after it, up to %s, sales were %s where %s is usual: %s is taken to have been put off only.",
		Spell(lasted), windows[len(windows)-1].To.In(b.zone), usual+more, usual, l.Recovered)
	if !whole {
		r.say(Asked, "More may still be ordered later instead: give a newer file of orders.")
	}
	r.after(windows[len(windows)-1].To)
}

// daysAbove is what was sold above what is usual, day by day: the most that can have been put off.
func (r *reckoning) daysAbove(windows []Outage) Amount {
	var sum Amount
	for _, w := range windows {
		for from := w.From; from.Before(w.To); from = from.Add(24 * time.Hour) {
			day := []Outage{{From: from, To: earliest(w.To, from.Add(24*time.Hour))}}
			var more Amount
			for _, g := range r.Baseline.groups {
				m, _ := g.beyond(day, r.Baseline.zone)
				more += m
			}
			sum += max(0, more)
		}
	}
	return sum
}

// after finds sales that stayed away in the week after the last outage. They are stated apart: much else may be the reason.
func (r *reckoning) after(from time.Time) {
	last := r.pieces[len(r.pieces)-1].To
	to := earliest(earliest(r.now, r.Baseline.Until), last.Add(tail))
	if !from.Before(to) {
		return
	}
	var more, usual Amount
	for _, g := range r.Baseline.groups {
		m, u := g.beyond([]Outage{{From: from, To: to}}, r.Baseline.zone)
		more, usual = more+m, usual+u
	}
	if missing := -more; missing > r.Baseline.noise(usual, to.Sub(from)) {
		r.loss.After = missing
		r.say(Derived, "From %s to %s sales were %s below what is usual. That is stated apart and in no sum.", from.In(r.Baseline.zone), to.In(r.Baseline.zone), missing)
	}
}

// shareOut gives what was recovered to the markets, by how much of it each can have put off: most in all.
func (r *reckoning) shareOut(most Amount) {
	left := r.loss.Recovered.Central
	for i := range r.loss.Markets {
		m := &r.loss.Markets[i]
		part := m.Recovered
		if most > 0 {
			m.Recovered = share(left, int64(part), int64(most)) // of what is left, so that nothing is lost to rounding
		}
		left, most = left-m.Recovered, most-part
	}
}

// byMarket says how each market fared.
func (r *reckoning) byMarket() {
	l := &r.loss
	if len(l.Markets) == 1 && l.Markets[0].Name == "" {
		l.Markets = nil // markets are not told apart
	}
	for i := range l.Markets {
		m := &l.Markets[i]
		m.Sales = m.Shortfall.Central - m.Recovered
		name := m.Name
		if name == "" {
			name = "other markets"
		}
		r.say(Derived, "Of that in %s: usual %s, sold %s, put off %s, lost %s.", name, m.Expected, m.Actual, m.Recovered, m.Sales)
	}
}

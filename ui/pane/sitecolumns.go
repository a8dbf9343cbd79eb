package pane

import (
	"cmp"
	"strings"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/text"
	"vigie/ui/paint"
	"vigie/ui/table"
	"vigie/ui/theme"
)

func (s *Sites) columns() []table.Column[estate.Site] {
	th := func() *theme.Theme { return s.scene.Theme }
	return []table.Column[estate.Site]{
		{Title: "state", Width: 10, Grow: 2, Most: 12, Draw: func(l *paint.Line, x *estate.Site, w int) {
			words := theme.Symbol(x.State) + " " + word(x)
			if text.Width(words) > w { // the word matters more than who is on it
				words = strings.TrimSuffix(words, onIt)
			}
			l.Fit(th().State(tone(x)), words, w)
		}},
		{Title: "site", Width: 12, Grow: 12, Most: 22, Draw: func(l *paint.Line, x *estate.Site, w int) {
			l.Fit(th().Strong, x.Name, w)
		}},
		{Title: "for", Width: 10, Drop: 1, Right: true, Draw: func(l *paint.Line, x *estate.Site, w int) {
			l.FitRight(th().Text, since(x.Since, s.scene.Now), w)
		}},
		{Title: "customer sees", Width: 13, Grow: 8, Drop: 2, Draw: func(l *paint.Line, x *estate.Site, w int) {
			st := th().Text
			if x.State == result.Up || x.State == result.Paused {
				st = th().Dim
			}
			l.Fit(st, meets(x, w), w)
		}},
		{Title: "place", Width: 6, Grow: 1, Most: 10, Drop: 4, Draw: func(l *paint.Line, x *estate.Site, w int) {
			l.Fit(th().Dim, building(x.Place.Building().String()), w)
		}},
		{Title: "answer", Width: 7, Drop: 3, Right: true, Draw: func(l *paint.Line, x *estate.Site, w int) {
			l.FitRight(th().Text, newest(x), w)
		}},
		{Title: "", Width: 10, Grow: 2, Most: 20, Drop: 6, Draw: func(l *paint.Line, x *estate.Site, w int) {
			l.Add(th().State(x.State), paint.Spark(values(x.Latency, w), w))
		}},
		{Title: "24 h", Width: 7, Drop: 7, Right: true, Draw: func(l *paint.Line, x *estate.Site, w int) {
			l.FitRight(th().Dim, share(x.Uptime24h), w)
		}},
	}
}

// newest is the latency of the last answer; a site that did not answer has none.
func newest(x *estate.Site) string {
	if n := len(x.Latency); n > 0 {
		if newest := x.Latency[n-1]; newest.State() == result.Up || newest.State() == result.Degraded {
			return latency(newest.Took())
		}
	}
	return "–"
}

// values are the newest samples for a chart of w cells; a failure is negative.
func values(samples []estate.Sample, w int) []float64 {
	samples = samples[max(0, len(samples)-max(w, 0)):]
	out := make([]float64, len(samples))
	for i, s := range samples {
		out[i] = s.Took().Seconds()
		if state := s.State(); state == result.Down || state == result.Unknown {
			out[i] = -1
		}
	}
	return out
}

// byTrouble puts what wants attention first; among equals, what comes and goes, then what began first.
func byTrouble(a, b *estate.Site) int {
	switch {
	case a.State == b.State && a.Flapping != b.Flapping:
		if a.Flapping {
			return -1
		}
		return 1
	case a.State == b.State && a.State != result.Up:
		return a.Since.Compare(b.Since)
	case a.State.Worse(b.State):
		return -1
	case b.State.Worse(a.State):
		return 1
	default:
		return 0
	}
}

func byGroup(a, b *estate.Site) int {
	return cmp.Or(cmp.Compare(a.Group, b.Group), byTrouble(a, b))
}

func byPlace(a, b *estate.Site) int {
	return cmp.Or(cmp.Compare(a.Place.String(), b.Place.String()), byTrouble(a, b))
}

// byUptime puts first what was up the least; what was not watched comes last.
func byUptime(a, b *estate.Site) int {
	known := func(x *estate.Site) float64 {
		if x.Uptime24h < 0 {
			return 2
		}
		return x.Uptime24h
	}
	return cmp.Compare(known(a), known(b))
}

func bySlowness(a, b *estate.Site) int { return cmp.Compare(last(b), last(a)) }

func last(x *estate.Site) time.Duration {
	if n := len(x.Latency); n > 0 {
		return x.Latency[n-1].Took()
	}
	return -1
}

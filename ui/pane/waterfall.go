package pane

import (
	"time"

	"vigie/internal/result"
	"vigie/ui/paint"
)

// phase is one part of an asking, as it is called for the kind of check.
type phase struct {
	name string
	took time.Duration // negative where it did not happen
}

// phases are the parts of an asking, in order. A mail server greets before it is spoken to.
func phases(r *result.Result) []phase {
	first, rest := "first byte", "transfer"
	switch r.Check {
	case result.KindSMTP, result.KindIMAP, result.KindPOP3:
		first, rest = "greeting", "dialogue"
	}
	return []phase{
		{"name", r.Phases.DNS},
		{"connection", r.Phases.Connect},
		{"encryption", r.Phases.TLS},
		{first, r.Phases.FirstByte},
		{rest, r.Phases.Transfer},
	}
}

// waterfall draws the phases below each other, each beginning where the one before it ended.
func waterfall(p *page, r *result.Result) {
	const label, number = 11, 9
	room := p.w - 2 - label - number - 1
	if room < 8 || r.Total <= 0 {
		return
	}
	var done time.Duration
	for _, ph := range phases(r) {
		if ph.took < 0 {
			continue
		}
		from := min(int(float64(done)/float64(r.Total)*float64(room)), room-1)
		length := max(1, min(int(float64(ph.took)/float64(r.Total)*float64(room)+0.5), room-from))
		l := paint.NewLine(p.w).To(2).Fit(p.th.Dim, ph.name, label).FitRight(p.th.Text, latency(ph.took), number).To(2 + label + number + 1)
		l.Repeat(p.th.Frame, "─", from).Repeat(p.th.State(r.State), "■", length)
		p.lines = append(p.lines, l.String())
		done += ph.took
	}
}

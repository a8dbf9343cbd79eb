package pane

import (
	"fmt"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// check shows one check: its last answer with its phases, and the last failure with what was kept of it.
func (d *Detail) check(p *page, c *estate.Check) {
	th, now := p.th, d.scene.Now
	p.blank()
	p.line(0, paint.Span{Style: th.State(c.State), Text: theme.Symbol(c.State) + " "},
		paint.Span{Style: th.Strong, Text: string(c.Kind) + " "}, paint.Span{Text: c.Target})
	next := "every " + Age(c.Every)
	switch {
	case c.Asking:
		next += ", asking now"
	case !c.Next.IsZero() && c.Next.After(now):
		next += ", next in " + Age(c.Next.Sub(now))
	}
	p.line(2, paint.Span{Style: th.Dim, Text: next})
	if c.Last == nil {
		p.line(2, paint.Span{Style: th.Dim, Text: "not asked yet"})
		return
	}
	d.answer(p, c.Last)
	if f := c.LastFailure; f != nil {
		d.failure(p, f)
	}
}

// answer is the newest answer in one line, and its phases.
func (d *Detail) answer(p *page, r *result.Result) {
	words := clock(r.Time, d.scene.Now) + "  " + latency(r.Total)
	if r.HTTP != nil && r.HTTP.Status > 0 {
		words += fmt.Sprintf("  status %d  %s", r.HTTP.Status, r.HTTP.Proto)
	}
	if r.Address != "" {
		words += "  " + r.Address
	}
	p.text(p.th.Text, 2, words)
	waterfall(p, r)
	if r.TLS != nil && !r.TLS.Expires.IsZero() {
		words := "certificate ends " + r.TLS.Expires.Format("2 Jan 2006")
		if r.TLS.Issuer != "" {
			words += ", from " + r.TLS.Issuer
		}
		p.text(p.th.Dim, 2, words)
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
	for _, ph := range []struct {
		name string
		d    time.Duration
	}{
		{"name", r.Phases.DNS},
		{"connection", r.Phases.Connect},
		{"encryption", r.Phases.TLS},
		{"first byte", r.Phases.FirstByte},
		{"transfer", r.Phases.Transfer},
	} {
		if ph.d < 0 {
			continue
		}
		from := min(int(float64(done)/float64(r.Total)*float64(room)), room-1)
		length := max(1, min(int(float64(ph.d)/float64(r.Total)*float64(room)+0.5), room-from))
		l := paint.NewLine(p.w).To(2).Fit(p.th.Dim, ph.name, label).FitRight(p.th.Text, latency(ph.d), number).To(2 + label + number + 1)
		l.Repeat(p.th.Frame, "─", from).Repeat(p.th.State(r.State), "■", length)
		p.lines = append(p.lines, l.String())
		done += ph.d
	}
}

// failure is the last failure with its evidence, which stays after recovery.
func (d *Detail) failure(p *page, f *result.Result) {
	th := p.th
	p.line(2, paint.Span{Style: th.Loud(result.Down), Text: "last failure "},
		paint.Span{Text: clock(f.Time, d.scene.Now) + "  " + string(f.Failure)})
	p.text(th.Text, 2, f.Reason)
	const most = 8 // lines of one piece: the rest is in the history
	for _, e := range f.Evidence {
		p.line(2, paint.Span{Style: th.Dim, Text: e.Name})
		lines := paint.Wrap(e.Text, max(p.w-4, 1))
		for _, l := range lines[:min(len(lines), most)] {
			p.line(2, paint.Span{Style: th.Frame, Text: "│ "}, paint.Span{Text: l})
		}
		if len(lines) > most {
			p.line(2, paint.Span{Style: th.Dim, Text: "│ … " + count(len(lines)-most, "more line")})
		}
	}
}

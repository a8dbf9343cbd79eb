package pane

import (
	"fmt"

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

// answer is the newest answer in one line, what its phases took, and what kind of answer it was.
func (d *Detail) answer(p *page, r *result.Result) {
	words := clock(r.Time, d.scene.Now)
	if r.Total > 0 {
		words += "  " + latency(r.Total)
	}
	if r.HTTP != nil && r.HTTP.Status > 0 {
		words += fmt.Sprintf("  status %d  %s", r.HTTP.Status, r.HTTP.Proto)
	}
	if r.Address != "" {
		words += "  " + r.Address
	}
	p.text(p.th.Text, 2, words)
	if r.State == result.Up && r.Reason != "" {
		p.text(p.th.Dim, 2, r.Reason)
	}
	if len(r.Steps) > 0 {
		d.steps(p, r.Steps)
	} else {
		waterfall(p, r)
	}
	if r.DNS != nil {
		dns(p, r.DNS)
	}
	if r.Ping != nil {
		ping(p, r.Ping)
	}
	if r.Mail != nil {
		mail(p, r.Mail)
	}
	certificate(p, r.TLS)
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

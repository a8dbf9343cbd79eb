package pane

import (
	"cmp"
	"fmt"
	"strings"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/text"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// outages lists when the site was down, the one that lasts first.
func (d *Detail) outages(p *page, past *estate.Past, kind result.Kind) {
	const most = 8
	th := p.th
	if len(past.Outages) == 0 {
		p.blank()
		p.line(0, paint.Span{Style: th.Strong, Text: "Outages"}, paint.Span{Style: th.Dim, Text: "  none is known"})
		return
	}
	p.heading("Outages", "")
	for _, o := range past.Outages[:min(len(past.Outages), most)] {
		d.outage(p, o, kind)
	}
	if more := len(past.Outages) - most; more > 0 {
		p.line(2, paint.Span{Style: th.Dim, Text: fmt.Sprintf("… and %d more: vigie history lists all", more)})
	}
}

func (d *Detail) outage(p *page, o estate.Outage, kind result.Kind) {
	const when, lasted = 14, 13
	th, now := p.th, d.scene.Now
	open := o.To.IsZero()
	st, end, length := th.Dim, o.To, ""
	if open {
		st, end, length = th.Loud(result.Down), now, "so far · "
	}
	seen := cmp.Or(sees(o.Failure, kind), string(o.Failure))
	l := paint.NewLine(p.w).Add(st, theme.Symbol(result.Down)+" ").Fit(th.Text, clock(o.From, now), when).
		Fit(th.Strong, Age(end.Sub(o.From)), lasted).Add(th.Text, length+seen)
	if why := " · " + text.Clean(o.Reason); o.Reason != "" && text.Width(why) <= l.Left() {
		p.lines = append(p.lines, l.Add(th.Dim, why).String())
	} else {
		p.lines = append(p.lines, l.String())
		if o.Reason != "" {
			p.text(th.Dim, 2, strings.TrimSpace(o.Reason))
		}
	}
	if o.Gap > 0 {
		p.line(2, paint.Span{Style: th.State(result.Unknown), Text: theme.Symbol(result.Unknown) + " nobody watched for " + Age(o.Gap) + " of it"})
	}
}

package pane

import (
	"fmt"
	"slices"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/text"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// listed is how many sites are listed at most, however tall the screen.
const listed = 40

// troubled are the sites that are most down or degraded, the worst first, and how many there are in all.
// Ten thousand of them are not sorted for the few that are seen.
func troubled(sites []*estate.Site) (worst []*estate.Site, n int) {
	worst = make([]*estate.Site, 0, listed+1)
	for _, x := range sites {
		if x.State != result.Down && x.State != result.Degraded {
			continue
		}
		n++
		if len(worst) == listed && byTrouble(x, worst[listed-1]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(worst, x, func(a, b *estate.Site) int {
			if byTrouble(a, b) <= 0 { // equals stay in their order
				return -1
			}
			return 1
		})
		worst = slices.Insert(worst, at, x)
		worst = worst[:min(len(worst), listed)]
	}
	return worst, n
}

// down lists what is down, as much of it as leaves room for the rest.
func (s *Situation) down(p *page, h int) {
	th, bad := s.scene.Theme, s.bad
	if len(bad) == 0 {
		return
	}
	p.heading("What is down", "what a customer sees")
	most := max(5, h/5)
	if s.troubles <= most+1 {
		most = s.troubles
	}
	most = min(most, len(bad))
	name := nameWidth(bad[:most], p.w)
	for _, site := range bad[:most] {
		st := th.State(site.State)
		l := paint.NewLine(p.w).Add(st, theme.Symbol(site.State)+" ").Fit(th.Strong, site.Name, name).Add(th.Text, "  ")
		l.FitRight(th.Dim, since(site.Since, s.scene.Now), 10).Add(th.Text, "  "+sees(site.Failure, kindOf(site)))
		if site.ExplainedBy != "" {
			l.Add(th.Dim, " · needs "+site.ExplainedBy)
		}
		p.lines = append(p.lines, l.String())
	}
	if more := s.troubles - most; more > 0 {
		p.line(2, paint.Span{Style: th.Dim, Text: fmt.Sprintf("… and %d more: 2 shows all", more)})
	}
}

func nameWidth(sites []*estate.Site, w int) int {
	longest := 0
	for _, s := range sites {
		longest = max(longest, len([]rune(s.Name)))
	}
	return max(8, min(longest, w/3))
}

// where shows the buildings, each with its sites as squares.
func (s *Situation) where(p *page) {
	snap, th := s.scene.Snap, s.scene.Theme
	if len(snap.Places) == 0 {
		return
	}
	p.heading("Where", "")
	const most = 6
	for i, place := range snap.Places {
		if i == most {
			p.line(2, paint.Span{Style: th.Dim, Text: fmt.Sprintf("… and %d more: 3 shows all", len(snap.Places)-most)})
			break
		}
		placeLine(p, th, place)
	}
}

func placeLine(p *page, th *theme.Theme, place estate.Place) {
	name := placeName(place)
	down, total := len(place.Down), len(place.Sites)
	l := paint.NewLine(p.w).Fit(th.Strong, name, labelled-1).To(labelled)
	n := map[result.State]int{result.Down: down, result.Unknown: len(place.Unknown)}
	cells(l, th, n, total, min(24, p.w/3))
	switch {
	case total == 0:
		l.Add(th.Dim, "no site")
	case down > 0:
		l.Add(th.Loud(result.Down), fmt.Sprintf("  %d/%d down", down, total))
	case len(place.Unknown) > 0:
		l.Add(th.State(result.Unknown), fmt.Sprintf("  %d/%d not known", len(place.Unknown), total))
	default:
		l.Add(th.Dim, fmt.Sprintf("  none of %d down", total))
	}
	if len(place.Notices) > 0 {
		l.Add(th.State(result.Degraded), "  "+count(len(place.Notices), "notice"))
	}
	p.lines = append(p.lines, l.String())
}

// evidence speaks for and against the verdict.
func (s *Situation) evidence(p *page) {
	v, th := s.scene.Snap.Verdict, s.scene.Theme
	if len(v.Evidence) == 0 {
		return
	}
	p.heading("Why", "+ speaks for it, − against")
	for _, speaksFor := range []bool{true, false} {
		for _, e := range v.Evidence {
			if e.For != speaksFor {
				continue
			}
			mark := paint.Span{Style: th.Loud(result.Up), Text: "+"}
			if !e.For {
				mark = paint.Span{Style: th.Loud(result.Degraded), Text: "−"}
			}
			p.item(mark, th.Text, e.Text)
		}
	}
	if v.WouldChange != "" {
		p.item(paint.Span{Style: th.Dim, Text: "?"}, th.Dim, "Would change our mind: "+v.WouldChange)
	}
}

// latest are the newest events, the newest first.
func (s *Situation) latest(p *page) {
	snap, th := s.scene.Snap, s.scene.Theme
	if len(snap.Events) == 0 {
		return
	}
	p.heading("Latest", "")
	const most = 12
	newest := slices.Clone(snap.Events[max(0, len(snap.Events)-most):])
	slices.Reverse(newest)
	slices.SortStableFunc(newest, func(a, b estate.Event) int { return b.Time.Compare(a.Time) }) // some are dated back
	column := 0
	for _, e := range newest {
		column = max(column, len(clock(e.Time, s.scene.Now))+2)
	}
	for _, e := range newest {
		mark, st := "·", th.Dim
		if e.Kind == estate.EventSite {
			mark, st = theme.Symbol(e.State), th.State(e.State)
		}
		words := e.Text
		if e.Site != "" {
			words = e.Site + ": " + words
		}
		if e.By != "" {
			words += " (" + e.By + ")"
		}
		l := paint.NewLine(p.w).Fit(th.Dim, clock(e.Time, s.scene.Now), column).Add(st, mark+" ").Add(th.Text, words)
		quiet(p, l, e, column)
	}
}

// quiet ends the line of an event, behind it or below it with why nobody was alerted.
func quiet(p *page, l *paint.Line, e estate.Event, column int) {
	if e.Quiet == "" {
		p.lines = append(p.lines, l.String())
		return
	}
	words := "no alert: " + e.Quiet
	if text.Width(text.Clean(words))+3 <= l.Left() {
		p.lines = append(p.lines, l.Add(p.th.Dim, " · "+words).String())
		return
	}
	p.lines = append(p.lines, l.String())
	p.line(column+2, paint.Span{Style: p.th.Dim, Text: words})
}

// sources tells how fresh the facts are.
func (s *Situation) sources(p *page) {
	snap, th, now := s.scene.Snap, s.scene.Theme, s.scene.Now
	if len(snap.Sources) == 0 && snap.Keeping.Error == "" {
		return
	}
	p.heading("Sources", "")
	if snap.Keeping.Error != "" {
		p.item(paint.Span{Style: th.State(result.Degraded), Text: "▲"}, th.Text, NotKept(s.scene))
	}
	well := 0
	for _, src := range snap.Sources {
		if !src.Faulty(now) {
			well++
			continue
		}
		p.item(paint.Span{Style: th.State(result.Degraded), Text: "▲"}, th.Text, stale(src, s.scene))
	}
	s.keys(p)
	if well > 0 {
		mark := paint.Span{Style: th.State(result.Up), Text: "●"}
		p.item(mark, th.Dim, fmt.Sprintf("%d of %d answer", well, len(snap.Sources)))
	}
}

// stale says of a source that fails how old its facts are, and why.
func stale(src estate.Source, s Scene) string {
	if src.LastOK.IsZero() {
		return src.Name + " has never answered: " + src.Error
	}
	return src.Name + " is " + Age(s.Now.Sub(src.LastOK)) + " old: " + src.Error
}

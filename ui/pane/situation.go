package pane

import (
	"fmt"
	"strings"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// Situation answers the first questions of an outage: is it us or them, what is down, where, since when,
// and what has the provider said.
type Situation struct {
	scene Scene
	read  reader
	bad   []*estate.Site // those that are listed, the worst first
	told  []told         // notices of what is going on

	troubles int // how many there are in all
}

// NewSituation makes the pane.
func NewSituation() *Situation { return &Situation{} }

// Heading names the pane.
func (s *Situation) Heading() Heading { return Heading{Title: "Situation", Info: s.read.info()} }

// Show takes a newer scene.
func (s *Situation) Show(scene Scene) {
	if s.scene.Snap != scene.Snap {
		s.bad, s.troubles = troubled(scene.Snap.Sites)
		s.told = publishes(scene.Snap, scene.Now)
	}
	s.scene = scene
}

// Do scrolls.
func (s *Situation) Do(m Move) bool { return s.read.do(m) }

// Click selects nothing: there is nothing to select.
func (s *Situation) Click(int, int) bool { return false }

// Selection is the verdict, for copying, and the notice about it.
func (s *Situation) Selection() Selection {
	v := s.scene.Snap.Verdict
	words := v.Summary
	if !v.Since.IsZero() {
		words += " Since " + v.Since.In(s.scene.Now.Location()).Format("2 Jan 2006 15:04:05 MST") + "."
	}
	notice, _ := officialNotice(s.scene)
	return Selection{Copy: strings.TrimSpace(words + " " + official(s.scene)), URL: notice.URL}
}

// Render draws the pane.
func (s *Situation) Render(w, h int, _ bool) []string {
	p := &page{w: w, th: s.scene.Theme}
	s.headline(p, h)
	s.facts(p)
	s.where(p)
	s.down(p, h)
	s.notices(p)
	s.evidence(p)
	s.latest(p)
	s.sources(p)
	return s.read.window(p, h)
}

// headline says in one band of colour what is the matter, and below it the sentence of the verdict.
func (s *Situation) headline(p *page, h int) {
	snap, th := s.scene.Snap, s.scene.Theme
	state := Mood(s.scene)
	title := " " + theme.Symbol(state) + "  " + Headline(s.scene)
	if state == result.Up {
		p.line(0, paint.Span{Style: th.Loud(state), Text: title[1:]})
	} else {
		band := th.Band(state)
		rows := []string{title}
		if h >= 28 {
			rows = []string{"", title, ""}
		}
		for _, r := range rows {
			p.lines = append(p.lines, paint.NewLine(p.w).Add(band, r).Repeat(band, " ", p.w).String())
		}
	}
	if snap.Verdict.Summary != "" {
		if h >= 16 {
			p.blank()
		}
		p.text(th.Strong, 0, snap.Verdict.Summary)
	}
}

// facts are since when, how many, how sure and what the provider says.
func (s *Situation) facts(p *page) {
	snap, th, now := s.scene.Snap, s.scene.Theme, s.scene.Now
	v := snap.Verdict
	p.blank()
	down, total := s.scene.Count[result.Down], len(snap.Sites)
	l := paint.NewLine(p.w).Add(th.Dim, "sites").To(labelled)
	words, st := fmt.Sprintf("  none of %d down", total), th.Text
	if down > 0 {
		words, st = fmt.Sprintf("  %d of %d down", down, total), th.Loud(result.Down)
	}
	cells(l, th, s.scene.Count, total, max(1, min(40, l.Left()-len(words))))
	l.Add(st, words)
	p.lines = append(p.lines, l.String())
	if !v.Since.IsZero() {
		p.line(0, paint.Span{Style: th.Dim, Text: "since       "}, paint.Span{Style: th.Strong, Text: clock(v.Since, now)},
			paint.Span{Text: " · for " + Age(now.Sub(v.Since))})
	}
	if v.Cause == estate.CauseNone || v.Cause == "" {
		s.calm(p)
		return
	}
	p.fact("how sure", th.Text, fmt.Sprintf("%s (%.0f %%)", sure(v.Confidence), v.Confidence*100))
	st = th.Text
	if !v.Official.Said {
		st = th.Loud(result.Degraded)
	}
	if words := official(s.scene); words != "" {
		p.fact("officially", st, words)
	}
	if n, known := officialNotice(s.scene); known && !n.ETA.IsZero() {
		p.fact("back", th.Strong, clock(n.ETA, now)+", it says")
	}
	s.cost(p)
}

// amount is money that can write itself in a currency and a language.
type amount interface {
	In(code, language string) string
}

// cost says what the outage has cost so far: sales that were not made, and what was spent because of it. What nobody has
// told cannot be reckoned, and is asked for.
func (s *Situation) cost(p *page) {
	totals := s.scene.Snap.Cost.Totals
	if len(totals) == 0 {
		if s.scene.Count[result.Down] > 0 {
			p.fact("cost", p.th.Dim, "not known: no site tells its revenue")
		}
		return
	}
	for i, t := range totals {
		label := "cost"
		if i > 0 {
			label = ""
		}
		money := func(a amount) string { return a.In(t.Currency, "en") }
		words := money(t.Sales.Central) + " of sales"
		if t.Sales.High > t.Sales.Low {
			words += fmt.Sprintf(" (%s to %s)", money(t.Sales.Low), money(t.Sales.High))
		}
		if t.SalesPerHour > 0 {
			words += " · " + money(t.SalesPerHour) + " an hour"
		}
		if t.Extra > 0 {
			words += " · " + money(t.Extra) + " spent"
		}
		p.fact(label, p.th.Strong, words)
	}
}

// calm tells how long nothing has happened.
func (s *Situation) calm(p *page) {
	snap, now := s.scene.Snap, s.scene.Now
	if !snap.Started.IsZero() {
		p.fact("watched", p.th.Text, "for "+Age(now.Sub(snap.Started)))
	}
	for i := len(snap.Events) - 1; i >= 0; i-- {
		if snap.Events[i].Kind == estate.EventSite {
			p.fact("quiet", p.th.Text, "for "+Age(now.Sub(snap.Events[i].Time)))
			return
		}
	}
}

// official is the provider's word, with its clock beside ours. Where nobody is asked for it, nobody can have kept silent.
func official(s Scene) string {
	v := s.Snap.Verdict
	if v.Cause == estate.CauseNone || v.Cause == "" || len(s.Snap.Sources) == 0 {
		return ""
	}
	o := v.Official
	provider := "The provider"
	if name := providerOf(s.Snap); name != "" {
		provider = account.ProviderName(name)
	}
	switch {
	case !o.Said:
		return provider + " has not said so yet"
	case o.FirstPost.IsZero():
		return provider + " has said so; when is not told"
	case o.Lag < 0:
		return fmt.Sprintf("%s said so at %s, %s before we saw it", provider, clock(o.FirstPost, s.Now), Age(-o.Lag))
	default:
		return fmt.Sprintf("%s said so at %s, %s after it began", provider, clock(o.FirstPost, s.Now), Age(o.Lag))
	}
}

func providerOf(snap *estate.Snapshot) string {
	for _, p := range snap.Places {
		if p.Place.Provider != "" {
			return p.Place.Provider
		}
	}
	return ""
}

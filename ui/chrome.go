package ui

import (
	"fmt"
	"strings"

	"vigie/internal/result"
	"vigie/internal/text"
	"vigie/ui/paint"
	"vigie/ui/pane"
	"vigie/ui/theme"
)

// health is the states in the order in which they are counted in the header.
func health() []result.State {
	return []result.State{result.Down, result.Degraded, result.Unknown, result.Paused, result.Up}
}

// header is the first line: whose console, what is watched, how it is, what time it is.
func (a *App) header(w int) string {
	th := a.scene.Theme
	counts := a.counts(w >= twoColumns)
	clock := a.scene.Now.Format("15:04:05")
	if w >= twoColumns {
		clock = a.scene.Now.Format("Mon 2 Jan 2006  15:04:05")
	}
	right := 2 + text.Width(clock) + 1
	for _, s := range counts {
		right += text.Width(s.Text)
	}
	left := paint.NewLine(max(0, w-right-1)).Add(th.Strong, " vigie")
	if a.opt.Banner != "" && left.Left() > 4 {
		left.Add(th.Text, "  ").Add(th.Band(result.Paused), " "+a.opt.Banner+" ")
	}
	if title := a.scene.Snap.Title; title != "" {
		left.Add(th.Dim, "  "+title)
	}
	room := max(0, w-right-1)
	return paint.NewLine(w).Drawn(left.String(), room).To(w-right).
		Spans(counts...).Add(th.Text, "  ").Add(th.Dim, clock).String()
}

// counts is how many sites are in each state; up always, the others where there are any.
func (a *App) counts(words bool) []paint.Span {
	var spans []paint.Span
	for _, s := range health() {
		n := a.scene.Count[s]
		if n == 0 && s != result.Up {
			continue
		}
		t := fmt.Sprintf("  %s %d", theme.Symbol(s), n)
		if words {
			t += " " + string(s)
		}
		st := a.scene.Theme.State(s)
		if s == result.Down {
			st = a.scene.Theme.Loud(s)
		}
		spans = append(spans, paint.Span{Style: st, Text: t})
	}
	return spans
}

// tally is the counts as plain text.
func (a *App) tally(words bool) string {
	var b strings.Builder
	for _, s := range a.counts(words) {
		b.WriteString(s.Text)
	}
	return strings.TrimSpace(b.String())
}

// tab is one of the panes, as it is named in the line of tabs.
type tab struct {
	spot Spot
	text string
}

func (a *App) tabList() []tab {
	last := " 4 Tickets "
	if a.mailbox {
		last = " M Mails "
	}
	return []tab{{Situation, " 1 Situation "}, {Sites, " 2 Sites "}, {Places, " 3 Places "}, {Tickets, last}}
}

func (a *App) tabs(w int) string {
	th := a.scene.Theme
	l := paint.NewLine(w).Add(th.Text, " ")
	for _, t := range a.tabList() {
		st := th.Dim
		if t.spot == a.base {
			st = th.Selected
		}
		l.Add(st, t.text).Add(th.Text, " ")
	}
	return l.String()
}

func (a *App) clickTab(x int) {
	at := 1
	for _, t := range a.tabList() {
		if end := at + len(t.text); x >= at && x < end {
			a.open = false
			a.goTo(t.spot)
			return
		}
		at += len(t.text) + 1
	}
}

// headline is the verdict in one line, for a screen that has no room for the situation.
func (a *App) headline(w int) string {
	state := pane.Mood(a.scene)
	words := a.scene.Snap.Verdict.Summary
	if words == "" {
		words = pane.Headline(a.scene)
	}
	words = " " + theme.Symbol(state) + " " + words
	if state == result.Up {
		return paint.NewLine(w).Add(a.scene.Theme.Loud(state), words).String()
	}
	band := a.scene.Theme.Band(state)
	return paint.NewLine(w).Add(band, words).Repeat(band, " ", w).String()
}

// frame is the border of a pane.
func (a *App) frame(s Spot, focused bool) paint.Frame {
	th, h := a.scene.Theme, a.pane(s).Heading()
	border, title := th.Frame, th.Title
	if focused {
		border, title = th.FrameFocused, th.TitleFocused
	}
	f := paint.Frame{Style: border, Info: paint.Span{Style: th.Dim, Text: h.Info}}
	switch {
	case s == Tickets && a.mailbox:
		f.Title = append(f.Title, paint.Span{Style: th.Dim, Text: "M "})
	case s != Detail:
		f.Title = append(f.Title, paint.Span{Style: th.Dim, Text: fmt.Sprintf("%d ", int(s)+1)})
	}
	f.Title = append(f.Title, paint.Span{Style: title, Text: h.Title})
	if h.Note != "" {
		f.Title = append(f.Title, paint.Span{Style: th.Dim, Text: " · " + h.Note})
	}
	if h.Badge != "" {
		f.Badge = []paint.Span{{Style: th.State(result.Degraded), Text: "▲ " + h.Badge}}
	}
	return f
}

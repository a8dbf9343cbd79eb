package ui

import (
	"fmt"
	"image"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vigie/ui/paint"
)

// View is the whole screen. It is drawn again only when something on it changed.
func (a *App) View() tea.View {
	if a.stale {
		a.content = a.draw()
		a.stale = false
	}
	v := tea.NewView(a.content)
	v.AltScreen = true
	v.WindowTitle = a.windowTitle()
	if a.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if a.prompt != nil && a.overlay == nil {
		v.Cursor = tea.NewCursor(a.promptWidth(), a.height-1)
	}
	return v
}

// block is a drawn part of the screen.
type block struct {
	at    image.Rectangle
	lines []string
}

func (a *App) draw() string {
	if a.width <= 0 || a.height <= 0 {
		return ""
	}
	var rows []string
	if a.layout.TooSmall {
		rows = a.drawTooSmall()
	} else {
		rows = compose(a.width, a.height, a.blocks())
	}
	if a.overlay != nil {
		box := a.overlay.Render(a.scene.Theme, a.width, a.height)
		paint.Fade(rows, a.scene.Theme.Dim)
		paint.Splice(rows, box.Lines, box.X, box.Y, box.W)
	}
	screen := strings.Join(rows, "\n")
	if a.ascii != nil {
		screen = a.ascii.Replace(screen)
	}
	return screen
}

// blocks draws every part that the layout shows, from left to right.
func (a *App) blocks() []block {
	out := []block{{a.layout.Header, []string{a.header(a.width)}}, {a.layout.Status, []string{a.status(a.width)}}}
	if !a.layout.Notices.Empty() {
		out = append(out, block{a.layout.Notices, a.drawNotices(a.width)})
	}
	if !a.layout.Tabs.Empty() {
		out = append(out, block{a.layout.Tabs, []string{a.tabs(a.width)}})
	}
	if !a.layout.Headline.Empty() {
		out = append(out, block{a.layout.Headline, []string{a.headline(a.width)}})
	}
	for s := range spots {
		if r := a.layout.Panes[s]; !r.Empty() {
			out = append(out, block{r, a.drawPane(s, r)})
		}
	}
	return out
}

// drawPane draws the pane at a spot, with its frame where there is one.
func (a *App) drawPane(s Spot, r image.Rectangle) []string {
	p, inner, focused := a.pane(s), a.layout.inner(s), a.focus == s
	lines := p.Render(inner.Dx(), inner.Dy(), focused)
	if !a.layout.Framed {
		return lines
	}
	return a.frame(s, focused).Around(lines, r.Dx(), r.Dy())
}

// compose lays blocks that do not overlap onto a screen of w by h.
func compose(w, h int, blocks []block) []string {
	rows := make([]*paint.Line, h)
	for y := range rows {
		rows[y] = paint.NewLine(w)
	}
	for done := 0; done < w; {
		next := w
		for _, b := range blocks {
			if b.at.Min.X > done {
				next = min(next, b.at.Min.X)
			}
			if b.at.Min.X != done {
				continue
			}
			for i, line := range b.lines {
				rows[b.at.Min.Y+i].To(done).Drawn(line, b.at.Dx())
			}
		}
		done = next
	}
	out := make([]string, h)
	for y := range rows {
		out[y] = rows[y].String()
	}
	return out
}

// drawTooSmall says what the matter is where nothing else fits.
func (a *App) drawTooSmall() []string {
	words := fmt.Sprintf("%s vigie needs %d×%d cells, this is %d×%d", a.tally(false), leastWidth, leastHeight, a.width, a.height)
	for _, n := range a.notices() {
		words += "\n" + n.short
	}
	var lines []string
	for _, l := range paint.Wrap(words, a.width) {
		lines = append(lines, paint.NewLine(a.width).Add(a.scene.Theme.Text, l).String())
	}
	return paint.Window(lines, 0, a.width, a.height)
}

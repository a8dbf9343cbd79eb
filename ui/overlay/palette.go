package overlay

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"vigie/ui/paint"
	"vigie/ui/theme"
)

// Palette finds an action by a few letters of it, and runs it.
type Palette struct {
	title   string
	entries []Entry
	found   []Entry
	input   Input
	sel     int
}

// NewPalette makes a palette of actions; its title says what is chosen.
func NewPalette(title string, entries []Entry) *Palette {
	p := &Palette{title: title, entries: entries}
	p.search()
	return p
}

func (p *Palette) search() {
	p.found = rank(p.entries, p.input.String())
	p.sel = 0
}

// Paste adds to the letters.
func (p *Palette) Paste(s string) {
	p.input.Paste(s)
	p.search()
}

// Key edits the letters, moves and chooses. What cannot be done now is not run, and says why.
func (p *Palette) Key(k tea.KeyPressMsg) Result {
	switch k.String() {
	case "esc", "ctrl+c", "ctrl+k":
		return Result{Close: true}
	case "down", "ctrl+n", "tab":
		p.sel = min(p.sel+1, max(0, len(p.found)-1))
	case "up", "ctrl+p", "shift+tab":
		p.sel = max(p.sel-1, 0)
	case "enter":
		if p.sel < len(p.found) && p.found[p.sel].Why == "" {
			return Result{Close: true, Run: p.found[p.sel].ID}
		}
	default:
		if p.input.Key(k) {
			p.search()
		}
	}
	return Result{}
}

// Render draws the palette.
func (p *Palette) Render(th *theme.Theme, w, h int) Box {
	inner := max(1, min(60, w-8))
	room := max(1, min(12, h-6))
	lines := make([]string, 0, room+2)
	lines = append(lines,
		paint.NewLine(inner).Add(th.Key, ": ").Add(th.Text, p.input.String()).Add(th.Dim, "▌").String(),
		paint.NewLine(inner).Repeat(th.Frame, "─", inner).String())
	top := max(0, p.sel-room+1)
	for i := top; i < min(top+room, len(p.found)); i++ {
		lines = append(lines, p.line(th, i, inner))
	}
	if len(p.found) == 0 {
		lines = append(lines, paint.NewLine(inner).Add(th.Dim, "nothing is called so").String())
	}
	return center(th, p.title, fmt.Sprintf("%d of %d", len(p.found), len(p.entries)), lines, inner, w, h)
}

func (p *Palette) line(th *theme.Theme, i, w int) string {
	e := p.found[i]
	l := paint.NewLine(w)
	words, st := e.Help, th.Text
	if e.Why != "" {
		words, st = e.Help+" · "+e.Why, th.Dim
	}
	if i == p.sel {
		l.Over(th.Selected)
	}
	keys := 16
	if e.Keys == "" {
		keys = 0
	}
	return l.Fit(st, " "+words, w-keys).FitRight(th.Dim, e.Keys+" ", keys).String()
}

package pane

import (
	"fmt"
	"strings"

	"vigie/internal/result"
	"vigie/internal/text"
	"vigie/ui/paint"
	"vigie/ui/table"
	"vigie/ui/theme"
)

// Places is the tree of what shares a roof: provider, building, resource, site.
type Places struct {
	scene  Scene
	table  *table.Table[node]
	folded map[string]bool // what a person closed, or opened; what he left alone opens and closes by itself
}

// NewPlaces makes the pane.
func NewPlaces() *Places {
	p := &Places{folded: map[string]bool{}}
	p.table = table.New(func(n *node) string { return n.key }, p.columns())
	return p
}

// Heading names the pane.
func (p *Places) Heading() Heading {
	n, of := p.table.At()
	h := Heading{Title: "Places", Info: fmt.Sprintf("%d/%d", n, of)}
	h.Badge = badge(p.scene, "inventory")
	return h
}

// badge tells that the source whose name contains part is stale.
func badge(s Scene, part string) string {
	if s.Snap == nil {
		return ""
	}
	for _, src := range s.Snap.Sources {
		if strings.Contains(src.Name, part) && src.Faulty(s.Now) {
			return stale(src, s)
		}
	}
	return ""
}

// Show takes a newer scene.
func (p *Places) Show(scene Scene) {
	same := p.scene.Snap == scene.Snap
	p.scene = scene
	if !same {
		p.set()
	}
}

func (p *Places) set() {
	selected := ""
	if n, ok := p.table.Selected(); ok && n.depth > 0 {
		selected = n.key
	}
	p.table.Set(table.Rows(tree(p.scene.Snap, p.folded, selected)), nil)
}

// Do moves in the tree; left folds what is selected, right unfolds it.
func (p *Places) Do(m Move) bool {
	if m != Left && m != Right {
		return moveTable(p.table, m)
	}
	n, ok := p.table.Selected()
	if !ok {
		return true
	}
	switch {
	case n.site == "" && n.open == (m == Left):
		p.folded[n.key] = m == Left
		p.set()
	case m == Left:
		p.table.Select(n.parent)
	case n.open:
		p.table.Move(1)
	}
	return true
}

// Toggle folds or unfolds what is selected, and tells whether it could: a site has nothing below it.
func (p *Places) Toggle() bool {
	n, ok := p.table.Selected()
	if !ok || n.site != "" {
		return false
	}
	p.folded[n.key] = n.open
	p.set()
	return true
}

// Click selects a line of the tree.
func (p *Places) Click(_, y int) bool { return p.table.Click(y) }

// Selection is the site or the resource that is selected.
func (p *Places) Selection() Selection {
	n, ok := p.table.Selected()
	if !ok {
		return Selection{}
	}
	if site, known := p.scene.Snap.Site(n.site); known {
		return siteSelection(site)
	}
	words := n.label
	if n.sites > 0 {
		words = fmt.Sprintf("%s: %d of %d sites down", n.label, n.count[result.Down], n.sites)
	}
	return Selection{Service: n.service, Copy: words}
}

// Render draws the pane.
func (p *Places) Render(w, h int, focused bool) []string {
	lines := p.table.Render(p.scene.Theme, w, h, focused)
	if _, rows := p.table.At(); rows > 0 {
		return lines
	}
	return empty(lines, p.scene, w, unread(p.scene, "inventory", "Nothing is rented with the account."))
}

func (p *Places) columns() []table.Column[node] {
	return []table.Column[node]{
		{Title: "where", Width: 20, Grow: 8, Draw: func(l *paint.Line, n *node, w int) {
			th, end := p.scene.Theme, l.Used()+w
			l.To(l.Used() + 2*n.depth)
			switch {
			case n.site != "":
				l.Add(th.State(n.state), theme.Symbol(n.state)+" ").Fit(th.Text, n.label, end-l.Used())
			case n.depth < 2:
				l.Add(th.Dim, n.fold())
				l.Fit(th.Strong, n.label, min(text.Width(n.label), end-l.Used())).Fit(th.Dim, n.note(), end-l.Used())
			default:
				l.Add(th.Dim, n.fold()).Fit(th.Text, n.label, end-l.Used())
			}
		}},
		{Title: "sites", Width: 8, Grow: 1, Most: 14, Drop: 2, Draw: func(l *paint.Line, n *node, w int) {
			if n.site == "" && n.depth < 2 {
				cells(l, p.scene.Theme, n.count, n.sites, w)
			}
		}},
		{Title: "down", Width: 8, Drop: 1, Right: true, Draw: func(l *paint.Line, n *node, w int) {
			th := p.scene.Theme
			switch down := n.count[result.Down]; {
			case n.site != "" || n.sites == 0:
			case down > 0:
				l.FitRight(th.Loud(result.Down), fmt.Sprintf("✕ %d/%d", down, n.sites), w)
			case n.count[result.Degraded] > 0:
				l.FitRight(th.State(result.Degraded), fmt.Sprintf("▲ %d/%d", n.count[result.Degraded], n.sites), w)
			case n.count[result.Unknown] > 0:
				l.FitRight(th.State(result.Unknown), fmt.Sprintf("◌ %d/%d", n.count[result.Unknown], n.sites), w)
			default:
				l.FitRight(th.Dim, fmt.Sprintf("0/%d", n.sites), w)
			}
		}},
	}
}

package pane

import (
	"cmp"
	"fmt"
	"strings"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/table"
)

// Sites is the table of all sites.
type Sites struct {
	scene  Scene
	table  *table.Table[estate.Site]
	query  table.Query
	fields []string
}

// NewSites makes the pane.
func NewSites() *Sites {
	s := &Sites{fields: []string{"state", "place", "group", "name"}}
	key := func(x *estate.Site) string { return x.Name }
	s.table = table.New(key, s.columns(),
		table.Order[estate.Site]{Name: "by trouble", Compare: func(a, b *estate.Site) int { return byTrouble(a, b) }},
		table.Order[estate.Site]{Name: "by name", Compare: func(a, b *estate.Site) int { return cmp.Compare(a.Name, b.Name) }},
		table.Order[estate.Site]{Name: "by group", Compare: byGroup},
		table.Order[estate.Site]{Name: "by place", Compare: byPlace},
		table.Order[estate.Site]{Name: "slowest first", Compare: bySlowness},
		table.Order[estate.Site]{Name: "least up in 24 h first", Compare: byUptime},
	)
	return s
}

// Heading names the pane, with how it is sorted and filtered.
func (s *Sites) Heading() Heading {
	return tableHeading("Sites", s.table, s.query)
}

func tableHeading[T any](title string, t *table.Table[T], q table.Query) Heading {
	h := Heading{Title: title, Note: t.OrderName()}
	if !q.Empty() {
		h.Note = strings.TrimSpace(h.Note + " /" + q.String())
	}
	n, of := t.At()
	h.Info = fmt.Sprintf("%d/%d", n, of)
	return h
}

// Show takes a newer scene.
func (s *Sites) Show(scene Scene) {
	same := s.scene.Snap == scene.Snap
	s.scene = scene
	if !same {
		s.set()
	}
}

func (s *Sites) set() {
	if s.scene.Snap == nil {
		return
	}
	pass := func(*estate.Site) bool { return true }
	if !s.query.Empty() {
		pass = func(x *estate.Site) bool { return s.query.Match(siteField(x)) }
	}
	s.table.Set(s.scene.Snap.Sites, pass)
}

func siteField(x *estate.Site) func(string) string {
	return func(name string) string {
		switch name {
		case "state":
			if x.Flapping {
				return string(x.State) + " flapping"
			}
			return string(x.State)
		case "place":
			return x.Place.String()
		case "group":
			return x.Group
		case "name":
			return x.Name
		default:
			return strings.Join([]string{x.Name, x.Group, string(x.State), word(x), x.Reason, x.Place.String(), x.Resource}, " ")
		}
	}
}

// Filter shows only the sites that pass.
func (s *Sites) Filter(query string) {
	s.query = table.Parse(query, s.fields...)
	s.set()
}

// Filtered is the filter.
func (s *Sites) Filtered() string { return s.query.String() }

// Do moves in the table.
func (s *Sites) Do(m Move) bool {
	if m == Sort {
		s.table.NextOrder()
		s.set()
		return true
	}
	return moveTable(s.table, m)
}

func moveTable[T any](t *table.Table[T], m Move) bool {
	switch m {
	case Up:
		t.Move(-1)
	case Down:
		t.Move(1)
	case HalfUp:
		t.Page(-1)
	case HalfDown:
		t.Page(1)
	case First:
		t.First()
	case Last:
		t.Last()
	default:
		return false
	}
	return true
}

// Click selects a site.
func (s *Sites) Click(_, y int) bool { return s.table.Click(y) }

// Selection is the selected site.
func (s *Sites) Selection() Selection {
	x, ok := s.table.Selected()
	if !ok {
		return Selection{}
	}
	return siteSelection(x)
}

func siteSelection(x *estate.Site) Selection {
	words := x.Name + ": " + string(x.State)
	if x.Reason != "" {
		words += ", " + x.Reason
	}
	sel := Selection{Site: x.Name, Service: x.Resource, Copy: words}
	for _, c := range x.Checks {
		if c.Kind == result.KindHTTP {
			sel.URL = c.Target
			break
		}
	}
	return sel
}

// Render draws the pane.
func (s *Sites) Render(w, h int, focused bool) []string {
	lines := s.table.Render(s.scene.Theme, w, h, focused)
	switch _, rows := s.table.At(); {
	case rows > 0:
		return lines
	case !s.query.Empty():
		return empty(lines, s.scene, w, filtered)
	}
	return empty(lines, s.scene, w, "No site is watched: the configuration names none.")
}

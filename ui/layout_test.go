package ui

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// drawing is a layout as ASCII art, at a quarter of its width and half of its height.
func drawing(l Layout, w, h int) string {
	rows := make([][]byte, h/2)
	for y := range rows {
		rows[y] = []byte(strings.Repeat(".", w/4))
	}
	paint := func(r image.Rectangle, c byte) {
		for y := range rows {
			for x := range rows[y] {
				if image.Pt(4*x+2, 2*y+1).In(r) {
					rows[y][x] = c
				}
			}
		}
	}
	paint(l.Notices, '!')
	for s := range spots {
		paint(l.Panes[s], "sSPTD"[s])
	}
	if l.TooSmall {
		return "a message\n"
	}
	lines := make([]string, len(rows))
	for y := range rows {
		lines[y] = string(rows[y])
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestArrangeDrawings(t *testing.T) {
	var b strings.Builder
	for _, c := range []struct {
		name string
		a    Arrangement
	}{
		{"three columns", Arrangement{Width: 200, Height: 50}},
		{"three columns, a site open", Arrangement{Width: 200, Height: 50, Focus: Detail, Base: Sites, Open: true}},
		{"three columns, a ticket open", Arrangement{Width: 160, Height: 40, Focus: Detail, Base: Tickets, Open: true}},
		{"two columns", Arrangement{Width: 120, Height: 40}},
		{"two columns, tickets", Arrangement{Width: 120, Height: 40, Focus: Tickets, Base: Tickets}},
		{"two columns, a site open", Arrangement{Width: 120, Height: 40, Focus: Detail, Base: Sites, Open: true}},
		{"two columns, low", Arrangement{Width: 120, Height: 16, Focus: Places, Base: Places}},
		{"zoomed", Arrangement{Width: 120, Height: 40, Focus: Places, Base: Places, Zoom: true}},
		{"one column", Arrangement{Width: 80, Height: 24, Focus: Sites, Base: Sites}},
		{"one column, a site open", Arrangement{Width: 80, Height: 24, Focus: Detail, Base: Sites, Open: true}},
		{"compact", Arrangement{Width: 60, Height: 16, Focus: Sites, Base: Sites}},
		{"compact, with notices", Arrangement{Width: 60, Height: 16, Focus: Sites, Base: Sites, Notices: 2}},
		{"two columns, with notices", Arrangement{Width: 120, Height: 40, Notices: 2}},
		{"the smallest", Arrangement{Width: 40, Height: 10, Focus: Sites, Base: Sites}},
		{"too small", Arrangement{Width: 39, Height: 10}},
	} {
		fmt.Fprintf(&b, "%s, %d×%d\n%s\n", c.name, c.a.Width, c.a.Height, drawing(Arrange(c.a), c.a.Width, c.a.Height))
	}
	path := filepath.Join("testdata", "layouts.txt")
	if os.Getenv("UPDATE_LAYOUTS") != "" {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatalf("writing the drawings: %v", err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("reading the drawings: %v", err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("the layout changed (-want +got):\n%s", diff)
	}
}

// arrangements calls f with every state at many sizes.
func arrangements(f func(Arrangement)) {
	for w := 1; w <= 210; w += 7 {
		for h := 1; h <= 62; h += 3 {
			for base := range Detail {
				for _, open := range []bool{false, true} {
					for _, zoom := range []bool{false, true} {
						a := Arrangement{Width: w, Height: h, Focus: base, Base: base, Open: open, Zoom: zoom, Notices: (w + h) % 4}
						if open {
							a.Focus = Detail
						}
						f(a)
					}
				}
			}
		}
	}
}

func TestArrangeNeverOverlapsAndShowsTheFocus(t *testing.T) {
	arrangements(func(a Arrangement) {
		l := Arrange(a)
		if l.TooSmall {
			return
		}
		screen := image.Rect(0, 0, a.Width, a.Height)
		all := append([]image.Rectangle{l.Header, l.Notices, l.Tabs, l.Headline, l.Status}, l.Panes[:]...)
		for i, r := range all {
			if !r.In(screen) {
				t.Errorf("%+v: %v leaves the screen", a, r)
			}
			for _, other := range all[i+1:] {
				if r.Overlaps(other) {
					t.Errorf("%+v: %v and %v overlap", a, r, other)
				}
			}
		}
		if l.Notices.Dy() != min(a.Notices, mostNotices) || l.Notices.Dx() != a.Width {
			t.Errorf("%+v: the notices stand in %v", a, l.Notices)
		}
		if l.Panes[a.Focus].Empty() {
			t.Errorf("%+v: the focus is nowhere", a)
		}
	})
}

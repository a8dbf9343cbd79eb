package paint

import (
	"slices"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

func TestLinesAreExact(t *testing.T) {
	red := Compile(lipgloss.NewStyle().Foreground(lipgloss.Red))
	for _, s := range []string{"", "shop", "\x1b[2Jshop", "日本語のショップ", strings.Repeat("long ", 30)} {
		for w := range 40 {
			for name, l := range map[string]*Line{
				"Add":      NewLine(w).Add(red, s).Add(Style{}, s),
				"Fit":      NewLine(w).Fit(red, s, 7).FitRight(red, s, 9),
				"To":       NewLine(w).To(5).Add(red, s).To(12).Repeat(red, "■", 50),
				"selected": NewLine(w).Over(red).Add(Style{}, s),
			} {
				if got := ansi.StringWidth(l.String()); got != w {
					t.Errorf("%s of %q in %d cells takes %d", name, s, w, got)
				}
			}
		}
	}
}

func TestFramesAreExact(t *testing.T) {
	f := Frame{Title: []Span{{Text: "Sites · by trouble /日本語"}}, Badge: []Span{{Text: "▲ inventory 4 min old"}}, Info: Span{Text: "3/17"}}
	for w := range 60 {
		for h := range 6 {
			lines := f.Around([]string{blanks(max(w-4, 0))}, w, h)
			if len(lines) != h {
				t.Fatalf("a frame of %d×%d has %d lines", w, h, len(lines))
			}
			for _, l := range lines {
				if got := ansi.StringWidth(l); got != w {
					t.Errorf("a frame of %d×%d has a line of %d cells: %s", w, h, got, l)
				}
			}
		}
	}
}

func TestSpark(t *testing.T) {
	for want, values := range map[string][]float64{
		"   ": nil, "▁▁▁": {0, 0, 0}, " ▂█": {1, 7}, "×▁█": {9, -1, 0, 5}, "▆×▆": {3, -1, 3},
	} {
		if got := Spark(values, 3); got != want {
			t.Errorf("Spark(%v) = %q, want %q", values, got, want)
		}
	}
}

func TestColumns(t *testing.T) {
	values := []float64{8, 4, -1, 0.01, 2}
	for rows, want := range map[int][]string{0: {}, 1: {"█▄ ▁▂"}, 2: {"█    ", "██ ▁▄"}} {
		if got := Columns(values, 8, rows); !slices.Equal(got, want) {
			t.Errorf("in %d rows the columns are %q, want %q", rows, got, want)
		}
	}
	if got := Columns([]float64{0, -1}, 0, 1); got[0] != "  " {
		t.Errorf("without a scale the columns are %q", got)
	}
}

func TestShareNeverHidesOneNorClaimsAll(t *testing.T) {
	for _, c := range []struct{ n, total, w, want int }{
		{0, 10, 5, 0}, {1, 10_000, 5, 1}, {9_999, 10_000, 5, 4}, {10, 10, 5, 5}, {5, 10, 4, 2}, {1, 0, 5, 0}, {1, 2, 0, 0},
	} {
		if got := Share(c.n, c.total, c.w); got != c.want {
			t.Errorf("%d of %d takes %d of %d cells, want %d", c.n, c.total, got, c.w, c.want)
		}
	}
}

func TestSpliceKeepsTheWidthOfTheBase(t *testing.T) {
	for x := range 12 {
		base := []string{"日本語のショップ日本", "plain text of twenty "}
		w := ansi.StringWidth(base[0])
		Splice(base, []string{"[box]", "[box]", "[box]"}, x, 0, 5)
		if got := ansi.StringWidth(base[0]); got != w {
			t.Errorf("at %d the base is %d cells, was %d", x, got, w)
		}
		if !strings.Contains(ansi.Strip(base[1]), "[box]") {
			t.Errorf("at %d the box is not seen: %q", x, base[1])
		}
	}
}

package table

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"vigie/ui/paint"
	"vigie/ui/theme"
)

type row struct {
	name string
	n    int
}

func letters() *Table[row] {
	return New(func(r *row) string { return r.name }, []Column[row]{
		{Title: "name", Width: 4, Grow: 1, Draw: func(l *paint.Line, r *row, w int) { l.Fit(paint.Style{}, r.name, w) }},
		{Title: "much", Width: 6, Drop: 1, Draw: func(l *paint.Line, _ *row, w int) { l.Fit(paint.Style{}, "······", w) }},
	},
		Order[row]{Name: "as given"},
		Order[row]{Name: "by number", Compare: func(a, b *row) int { return cmp.Compare(a.n, b.n) }})
}

func selected(t *testing.T, tab *Table[row]) string {
	t.Helper()
	r, ok := tab.Selected()
	if !ok {
		t.Fatal("nothing is selected")
	}
	return r.name
}

func TestSelectionStaysWithItsRow(t *testing.T) {
	tab := letters()
	tab.Set(Rows([]row{{"a", 3}, {"b", 2}, {"c", 1}}), nil)
	if got := selected(t, tab); got != "a" {
		t.Errorf("at first %s is selected", got)
	}
	tab.Set(Rows([]row{{"z", 0}, {"a", 3}, {"b", 2}}), nil)
	if got := selected(t, tab); got != "z" {
		t.Errorf("before anybody moved, %s is selected, not the first", got)
	}
	tab.Last()
	last := Rows([]row{{"b", 2}, {"a", 3}, {"z", 0}, {"c", 1}})
	tab.Set(last, nil)
	if got := selected(t, tab); got != "b" {
		t.Errorf("after the rows moved, %s is selected", got)
	}
	tab.NextOrder()
	tab.Set(last, func(r *row) bool { return r.name != "b" })
	if got := selected(t, tab); got != "z" {
		t.Errorf("after its row went, %s is selected", got)
	}
	tab.Set(nil, nil)
	if _, ok := tab.Selected(); ok {
		t.Error("something is selected in an empty table")
	}
}

func TestTheSelectedRowIsAlwaysSeen(t *testing.T) {
	tab := letters()
	var rows []row
	for i := range 100 {
		rows = append(rows, row{name: strings.Repeat("x", 1+i%3) + string(rune('0'+i%10)) + string(rune('0'+i/10)), n: i})
	}
	tab.Set(Rows(rows), nil)
	th := theme.New("none", true)
	for _, move := range []func(){tab.Last, tab.First, func() { tab.Move(50) }, func() { tab.Page(-1) }, func() { tab.Page(9) }} {
		move()
		for _, h := range []int{2, 5, 40} {
			screen := ansi.Strip(strings.Join(tab.Render(th, 20, h, false), "\n"))
			if name := selected(t, tab); !strings.Contains(screen, "› "+name) {
				t.Errorf("%s is selected but not seen in %d lines:\n%s", name, h, screen)
			}
		}
	}
}

func TestColumnsGoByRank(t *testing.T) {
	tab := letters()
	for w, want := range map[int][2]int{4: {4, 0}, 11: {11, 0}, 12: {4, 6}, 20: {12, 6}} {
		got := fit(tab.columns, w)
		if got[0] != want[0] || got[1] != want[1] {
			t.Errorf("in %d cells the columns take %v, want %v", w, got, want)
		}
	}
}

func TestRankingOnlyWhatChangedIsRankingAll(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	tab := letters()
	tab.NextOrder()
	var rows []*row
	for round := range 400 {
		rows = slices.Clone(rows)
		switch random.IntN(8) {
		case 0: // other rows
			rows = make([]*row, random.IntN(30))
		case 1: // two have changed places
			if len(rows) > 1 {
				rows[0], rows[len(rows)-1] = rows[len(rows)-1], rows[0]
			}
		}
		for i := range rows {
			if rows[i] == nil || random.IntN(10) == 0 {
				rows[i] = &row{name: fmt.Sprint(i), n: random.IntN(8)}
			}
		}
		if random.IntN(20) == 0 {
			tab.NextOrder()
			tab.NextOrder()
		}
		tab.Set(rows, nil)
		want := slices.Clone(rows)
		slices.SortStableFunc(want, func(a, b *row) int { return cmp.Compare(a.n, b.n) })
		if !slices.Equal(tab.visible, want) {
			t.Fatalf("round %d: the order is %v, want %v", round, tab.visible, want)
		}
	}
}

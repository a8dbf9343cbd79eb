// Package table is a list of rows in columns, of which only the visible ones are drawn: ten thousand rows cost no more
// than fifty. The selection stays with its row when rows come, go and change places.
//
// It may import paint and theme, and nothing else of vigie: it does not know what its rows are.
package table

import (
	"cmp"
	"slices"

	"vigie/ui/paint"
	"vigie/ui/theme"
)

// Column is one column of a table.
type Column[T any] struct {
	Title string
	Width int  // in cells; for a column that grows, the least
	Grow  int  // its share of the room that is left; 0 does not grow
	Most  int  // where growing ends; 0 is nowhere
	Drop  int  // when there is no room, the column with the highest goes first; 0 stays
	Right bool // the title stands at the right
	Draw  func(l *paint.Line, row *T, w int)
}

// Order is a way to sort.
type Order[T any] struct {
	Name    string
	Compare func(a, b *T) int // nil keeps the order of the rows
}

// Table shows rows. Its methods are for one goroutine.
type Table[T any] struct {
	columns []Column[T]
	orders  []Order[T]
	order   int
	key     func(*T) string

	ranking ranking[T]
	visible []*T // in order
	sel     int  // of visible
	selKey  string
	moved   bool // by the person; until then the selection stays at the top
	top     int
	page    int // rows that were drawn last
}

// New makes a table; key tells its rows apart. The first of the orders is the one it starts with.
func New[T any](key func(*T) string, columns []Column[T], orders ...Order[T]) *Table[T] {
	return &Table[T]{key: key, columns: columns, orders: orders}
}

// Set replaces the rows; those that pass are shown. The table reads rows; nobody may change one that it was given.
func (t *Table[T]) Set(rows []*T, pass func(*T) bool) {
	clear(t.visible)
	t.visible = t.visible[:0]
	show := func(row *T) {
		if pass == nil || pass(row) {
			t.visible = append(t.visible, row)
		}
	}
	if t.order < len(t.orders) && t.orders[t.order].Compare != nil {
		t.ranking.rank(rows, t.order, t.orders[t.order].Compare)
		for _, i := range t.ranking.at {
			show(rows[i])
		}
	} else {
		for _, row := range rows {
			show(row)
		}
	}
	t.keep()
}

// Rows are pointers to the rows of a slice, which must not be changed as long as a table shows them.
func Rows[T any](rows []T) []*T {
	list := make([]*T, len(rows))
	for i := range rows {
		list[i] = &rows[i]
	}
	return list
}

// keep finds the selected row again; when it is gone, the one now at its index is selected.
func (t *Table[T]) keep() {
	if !t.moved {
		t.sel = 0
	} else if at := slices.IndexFunc(t.visible, func(row *T) bool { return t.key(row) == t.selKey }); at >= 0 {
		t.sel = at
	}
	t.sel = max(0, min(t.sel, len(t.visible)-1))
	if row, ok := t.Selected(); ok && !t.moved {
		t.selKey = t.key(row)
	}
}

// Selected is the selected row, if there is any.
func (t *Table[T]) Selected() (*T, bool) {
	if t.sel >= len(t.visible) {
		return nil, false
	}
	return t.visible[t.sel], true
}

// Select selects a row by its key, and tells whether it is shown.
func (t *Table[T]) Select(key string) bool {
	at := slices.IndexFunc(t.visible, func(row *T) bool { return t.key(row) == key })
	if at < 0 {
		return false
	}
	t.moveTo(at)
	return true
}

// Move moves the selection by n rows.
func (t *Table[T]) Move(n int) { t.moveTo(t.sel + n) }

// Page moves the selection by n halves of a page.
func (t *Table[T]) Page(n int) { t.moveTo(t.sel + n*max(1, t.page/2)) }

// First selects the first row.
func (t *Table[T]) First() { t.moveTo(0) }

// Last selects the last row.
func (t *Table[T]) Last() { t.moveTo(len(t.visible) - 1) }

func (t *Table[T]) moveTo(n int) {
	t.sel = max(0, min(n, len(t.visible)-1))
	if row, ok := t.Selected(); ok {
		t.moved, t.selKey = true, t.key(row)
	}
}

// Click selects what is drawn at line y, and tells whether that was selected already.
func (t *Table[T]) Click(y int) (again bool) {
	at := t.top + y - 1 // below the titles
	if y < 1 || at >= len(t.visible) {
		return false
	}
	again = at == t.sel && t.moved
	t.moveTo(at)
	return again
}

// NextOrder goes on to the next way to sort. It shows with the next Set.
func (t *Table[T]) NextOrder() {
	if len(t.orders) > 0 {
		t.order = (t.order + 1) % len(t.orders)
	}
}

// OrderName is how the table is sorted.
func (t *Table[T]) OrderName() string {
	if t.order < len(t.orders) {
		return t.orders[t.order].Name
	}
	return ""
}

// At is the number of the selected row, counted from 1, and how many rows are shown; 0 of 0 when there are none.
func (t *Table[T]) At() (n, of int) {
	if len(t.visible) == 0 {
		return 0, 0
	}
	return t.sel + 1, len(t.visible)
}

// Render draws the titles and the rows around the selected one, as h lines of w cells.
func (t *Table[T]) Render(th *theme.Theme, w, h int, focused bool) []string {
	if h <= 0 {
		return nil
	}
	widths := fit(t.columns, max(w-2, 0))
	lines := make([]string, 0, h)
	lines = append(lines, t.titles(th, widths, w))
	t.page = h - 1
	t.top = scroll(t.top, t.sel, t.page, len(t.visible))
	for i := t.top; i < min(t.top+t.page, len(t.visible)); i++ {
		lines = append(lines, t.row(th, i, widths, w, focused))
	}
	return paint.Window(lines, 0, w, h)
}

func (t *Table[T]) titles(th *theme.Theme, widths []int, w int) string {
	l := paint.NewLine(w).To(2)
	for i, c := range t.columns {
		switch {
		case widths[i] == 0:
			continue
		case c.Right:
			l.FitRight(th.Dim, c.Title, widths[i])
		default:
			l.Fit(th.Dim, c.Title, widths[i])
		}
		l.To(l.Used() + gap)
	}
	return l.String()
}

func (t *Table[T]) row(th *theme.Theme, i int, widths []int, w int, focused bool) string {
	l := paint.NewLine(w)
	mark := "  "
	if i == t.sel {
		mark = "› "
		if focused {
			l.Over(th.Selected)
		}
	}
	l.Add(th.Dim, mark)
	row := t.visible[i]
	for c, column := range t.columns {
		if widths[c] == 0 {
			continue
		}
		end := l.Used() + widths[c]
		column.Draw(l, row, widths[c])
		l.To(end + gap)
	}
	return l.String()
}

// scroll is the first row to draw so that the selected one is seen, moved as little as can be.
func scroll(top, sel, page, n int) int {
	top = min(top, sel, max(0, n-page))
	return max(0, top, cmp.Or(min(sel-page+1, n), 0))
}

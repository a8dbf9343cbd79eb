package table

// gap is the empty cells between two columns.
const gap = 2

// fit shares w cells out among columns. A column without room gets 0 and is not drawn.
func fit[T any](columns []Column[T], w int) []int {
	widths := make([]int, len(columns))
	for i, c := range columns {
		widths[i] = c.Width
	}
	for need(widths) > w {
		last := -1
		for i, c := range columns {
			if widths[i] > 0 && c.Drop > 0 && (last < 0 || c.Drop > columns[last].Drop) {
				last = i
			}
		}
		if last < 0 {
			break
		}
		widths[last] = 0
	}
	grow(columns, widths, w-need(widths))
	return widths
}

// grow gives the free cells to the columns that grow, by their shares, until each has its most.
func grow[T any](columns []Column[T], widths []int, free int) {
	for free > 0 {
		shares := 0
		for i, c := range columns {
			if growing(c, widths[i]) {
				shares += c.Grow
			}
		}
		if shares == 0 {
			return
		}
		given := 0
		for i, c := range columns {
			if !growing(c, widths[i]) {
				continue
			}
			more := min(max(1, free*c.Grow/shares), free-given)
			if c.Most > 0 {
				more = min(more, c.Most-widths[i])
			}
			widths[i] += more
			given += more
		}
		if given == 0 {
			return
		}
		free -= given
	}
}

func growing[T any](c Column[T], w int) bool {
	return w > 0 && c.Grow > 0 && (c.Most == 0 || w < c.Most)
}

// need is the room that the columns take with the gaps between them.
func need(widths []int) int {
	n := 0
	for _, w := range widths {
		if w > 0 {
			n += w + gap
		}
	}
	return max(0, n-gap)
}

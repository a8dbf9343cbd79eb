package paint

import "strings"

var bars = [8]string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}

// Spark is a chart of the last w values, one cell each. The highest of them is full, unless all are much alike: then
// they stand a little above the middle, since what is even shall look even, not alarming.
// A negative value is a failure, drawn as a cross. Fewer values than cells leave the left empty.
func Spark(values []float64, w int) string {
	if w <= 0 {
		return ""
	}
	values = values[max(0, len(values)-w):]
	top := Top(values)
	var b strings.Builder
	b.Grow(3 * w)
	b.WriteString(blanks(w - len(values)))
	for _, v := range values {
		switch {
		case v < 0:
			b.WriteString("×")
		case top == 0:
			b.WriteString(bars[0])
		default:
			b.WriteString(bars[min(int(v/top*float64(len(bars))), len(bars)-1)])
		}
	}
	return b.String()
}

// Columns is a chart of the values as columns, one cell wide and at most so many rows high, from the top row to the
// bottom. top fills a column; every value above none is at least an eighth of a cell. A negative value has no column.
func Columns(values []float64, top float64, rows int) []string {
	out := make([]string, max(rows, 0))
	for row := range out {
		var b strings.Builder
		b.Grow(3 * len(values))
		under := (len(out) - 1 - row) * len(bars) // eighths below this row
		for _, v := range values {
			eighths := 0
			if v >= 0 && top > 0 {
				eighths = max(1, min(int(v/top*float64(len(out)*len(bars))+0.5), len(out)*len(bars)))
			}
			switch n := eighths - under; {
			case n <= 0:
				b.WriteByte(' ')
			default:
				b.WriteString(bars[min(n, len(bars))-1])
			}
		}
		out[row] = b.String()
	}
	return out
}

// Top is the value that fills a cell: the highest, but no less than one and a half times the mean. It is 0 where there
// is none.
func Top(values []float64) float64 {
	highest, sum, n := 0.0, 0.0, 0
	for _, v := range values {
		if v >= 0 {
			highest, sum, n = max(highest, v), sum+v, n+1
		}
	}
	return max(highest, 1.5*sum/float64(max(n, 1)))
}

// Share is how many of w cells stand for n of total: at least one when n is not zero, and not all unless n is all.
func Share(n, total, w int) int {
	if n <= 0 || total <= 0 || w <= 0 {
		return 0
	}
	if n >= total {
		return w
	}
	cells := (n*w + total/2) / total
	return max(1, min(cells, w-1))
}

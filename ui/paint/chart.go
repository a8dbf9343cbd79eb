package paint

import "strings"

var bars = [8]string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}

// Spark is a chart of the last w values, one cell each, as high as the highest of them.
// A negative value is a failure, drawn as a cross. Fewer values than cells leave the left empty.
func Spark(values []float64, w int) string {
	if w <= 0 {
		return ""
	}
	values = values[max(0, len(values)-w):]
	top := 0.0
	for _, v := range values {
		top = max(top, v)
	}
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

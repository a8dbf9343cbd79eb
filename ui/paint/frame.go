package paint

// Frame is the border of a pane with what stands in it.
type Frame struct {
	Style Style  // of the border
	Title []Span // in the upper border, at the left
	Badge []Span // in the upper border, at the right
	Info  Span   // in the lower border, at the right
}

// Around draws the frame around lines, as h lines of w cells. Lines that are too many are left out; missing ones are
// empty. Each line must be of w-4 cells: a border and a space stand at each side.
func (f Frame) Around(lines []string, w, h int) []string {
	if w < 6 || h < 2 {
		return Window(nil, 0, w, h)
	}
	out := make([]string, 0, h)
	out = append(out, f.top(w))
	side := NewLine(1).Add(f.Style, "│").String()
	for i := range h - 2 {
		inner := blanks(w - 4)
		if i < len(lines) {
			inner = lines[i]
		}
		out = append(out, side+" "+inner+" "+side)
	}
	return append(out, f.bottom(w))
}

func (f Frame) top(w int) string {
	l := NewLine(w).Add(f.Style, "╭─ ")
	title := NewLine(measure(f.Title, w-8)).Spans(f.Title...)
	l.Drawn(title.String(), title.w).Add(Style{}, " ")
	badge := measure(f.Badge, w-l.used-4)
	if badge < 4 {
		badge = 0
	}
	tail := 2
	if badge > 0 {
		tail = badge + 4
	}
	l.Repeat(f.Style, "─", w-l.used-tail)
	if badge > 0 {
		b := NewLine(badge).Spans(f.Badge...)
		l.Add(Style{}, " ").Drawn(b.String(), b.w).Add(Style{}, " ")
	}
	return l.Add(f.Style, "─╮").String()
}

func (f Frame) bottom(w int) string {
	l := NewLine(w).Add(f.Style, "╰")
	if n := measure([]Span{f.Info}, w); n > 0 && n+6 < w {
		l.Repeat(f.Style, "─", w-n-5)
		return l.Add(f.Style, " ").Spans(f.Info).Add(f.Style, " ─╯").String()
	}
	return l.Repeat(f.Style, "─", w-2).Add(f.Style, "╯").String()
}

// measure is how many cells the spans take, at most limit.
func measure(spans []Span, limit int) int {
	n := 0
	for _, s := range spans {
		l := NewLine(max(limit, 0)).Add(Style{}, s.Text)
		n += l.used
	}
	return max(min(n, limit), 0)
}

// Window is the h lines of w cells from top on; where lines end, it is empty.
func Window(lines []string, top, w, h int) []string {
	out := make([]string, max(h, 0))
	for i := range out {
		if n := top + i; n >= 0 && n < len(lines) {
			out[i] = lines[n]
			continue
		}
		out[i] = blanks(max(w, 0))
	}
	return out
}

package paint

import (
	"strings"

	"vigie/internal/text"
)

// Line is one line of exactly w cells, written from left to right. What does not fit is cut with an ellipsis;
// what is left empty is filled with spaces.
type Line struct {
	b    strings.Builder
	w    int
	used int
	over *Style
}

// NewLine starts a line of w cells.
func NewLine(w int) *Line {
	l := &Line{w: max(w, 0)}
	l.b.Grow(2*l.w + 32)
	return l
}

// Over makes everything written from now on, and the filling, look like s whatever its own style:
// a selected row is of one piece.
func (l *Line) Over(s Style) *Line {
	l.over = &s
	return l
}

// Add writes s, which may come from outside: it is cleaned first.
func (l *Line) Add(st Style, s string) *Line { return l.put(st, text.Clean(s), l.w-l.used) }

// Fit writes s cut or filled to exactly w cells, as far as the line has room.
func (l *Line) Fit(st Style, s string, w int) *Line {
	end := min(l.used+max(w, 0), l.w)
	l.put(st, text.Clean(s), end-l.used)
	return l.To(end)
}

// FitRight is Fit with the text at the right end.
func (l *Line) FitRight(st Style, s string, w int) *Line {
	s = text.Clean(s)
	end := min(l.used+max(w, 0), l.w)
	l.To(end - min(width(s), end-l.used))
	l.put(st, s, end-l.used)
	return l.To(end)
}

// Spans writes one span after the other.
func (l *Line) Spans(spans ...Span) *Line {
	for _, s := range spans {
		l.Add(s.Style, s.Text)
	}
	return l
}

// Drawn writes a line that another Line drew, of exactly w cells. It is left out where it does not fit.
func (l *Line) Drawn(line string, w int) *Line {
	if w <= l.w-l.used {
		l.b.WriteString(line)
		l.used += w
	}
	return l
}

// To fills with spaces up to column x.
func (l *Line) To(x int) *Line {
	if n := min(x, l.w) - l.used; n > 0 {
		l.put(Style{}, blanks(n), n)
	}
	return l
}

// Repeat writes s, a trusted glyph of one cell, n times, as far as the line has room.
func (l *Line) Repeat(st Style, s string, n int) *Line {
	n = min(n, l.w-l.used)
	if n <= 0 {
		return l
	}
	l.open(st)
	for range n {
		l.b.WriteString(s)
	}
	l.close(st)
	l.used += n
	return l
}

// Left is how many cells are still free.
func (l *Line) Left() int { return l.w - l.used }

// Used is how many cells are written.
func (l *Line) Used() int { return l.used }

// String is the finished line.
func (l *Line) String() string {
	l.To(l.w)
	return l.b.String()
}

// put writes clean text into at most room cells.
func (l *Line) put(st Style, s string, room int) *Line {
	if room <= 0 || s == "" {
		return l
	}
	w := width(s)
	if w > room {
		s = text.Truncate(s, room)
		w = width(s)
	}
	l.open(st)
	l.b.WriteString(s)
	l.close(st)
	l.used += w
	return l
}

func (l *Line) open(st Style) {
	if l.over != nil {
		st = *l.over
	}
	l.b.WriteString(st.on)
}

func (l *Line) close(st Style) {
	if l.over != nil {
		st = *l.over
	}
	if st.on != "" {
		l.b.WriteString(reset)
	}
}

// width measures clean text: what is all ASCII is as wide as it is long.
func width(s string) int {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] == 0x1b {
			return text.Width(s)
		}
	}
	return len(s)
}

const spaces = "                                                                                                    "

func blanks(n int) string {
	if n <= len(spaces) {
		return spaces[:n]
	}
	return strings.Repeat(" ", n)
}

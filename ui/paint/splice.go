package paint

import "github.com/charmbracelet/x/ansi"

// Splice lays the lines of an overlay, each of w cells, over the base at column x and row y, in place.
// What lies outside of the base is left out.
func Splice(base, over []string, x, y, w int) {
	for i, o := range over {
		row := y + i
		if row < 0 || row >= len(base) {
			continue
		}
		b := base[row]
		base[row] = before(b, x) + reset + o + reset + after(b, x+w)
	}
}

// before is the first x cells of a line. A wide character that is cut in two becomes a space.
func before(line string, x int) string {
	s := ansi.Truncate(line, x, "")
	return s + reset + blanks(max(0, x-width(s)))
}

// after is what stands behind the first x cells of a line. A wide character that is cut in two becomes a space.
func after(line string, x int) string {
	left := max(0, width(line)-x)
	s := ansi.TruncateLeft(line, x, "")
	if width(s) > left {
		s = ansi.TruncateLeft(line, x+1, "")
	}
	return blanks(max(0, left-width(s))) + s
}

// Fade removes every look from the lines and draws them in one style, in place: what lies behind a dialog.
func Fade(lines []string, st Style) {
	for i, l := range lines {
		lines[i] = st.on + ansi.Strip(l) + reset
	}
}

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
		base[row] = ansi.Truncate(b, x, "") + reset + o + reset + ansi.TruncateLeft(b, x+w, "")
	}
}

// Fade removes every look from the lines and draws them in one style, in place: what lies behind a dialog.
func Fade(lines []string, st Style) {
	for i, l := range lines {
		lines[i] = st.on + ansi.Strip(l) + reset
	}
}

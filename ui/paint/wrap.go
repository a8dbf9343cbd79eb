package paint

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"vigie/internal/text"
)

// Wrap breaks s, which may come from outside, into clean lines of at most w cells, at spaces where it can.
// An empty text is one empty line.
func Wrap(s string, w int) []string {
	var out []string
	for _, l := range text.CleanLines(s) {
		if width(l) <= w {
			out = append(out, l)
			continue
		}
		out = append(out, strings.Split(ansi.Wrap(l, max(w, 1), "-/"), "\n")...)
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

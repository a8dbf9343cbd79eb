package pane

import (
	"strings"

	"vigie/ui/paint"
)

// empty is the lines of a list without rows, with why it has none below its titles: an empty list looks like one that
// failed.
func empty(lines []string, s Scene, w int, why string) []string {
	for i, l := range paint.Wrap(why, max(w-4, 1)) {
		if at := i + 2; at < len(lines) {
			lines[at] = paint.NewLine(w).To(2).Add(s.Theme.Dim, l).String()
		}
	}
	return lines
}

// filtered is why a list is empty that has a filter.
const filtered = "Nothing passes the filter; esc drops it."

// unread is why nothing is known of a part of an account, named as its source is; otherwise it is what was read.
func unread(s Scene, part, read string) string {
	for _, src := range s.Snap.Sources {
		switch {
		case !strings.Contains(src.Name, part):
		case src.LastOK.IsZero():
			return "It has not been read yet."
		default:
			return read
		}
	}
	return "No provider is connected: the configuration names no account under providers."
}

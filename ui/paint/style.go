// Package paint draws text in cells: styles compiled once to escape prefixes, lines of exact width, frames,
// small charts and overlays. It is the only place of the screen that writes escape sequences, and the place where
// text from outside is made safe.
//
// It may import text, and nothing else of vigie: it knows neither sites nor palettes.
package paint

import (
	"strings"

	"charm.land/lipgloss/v2"
)

const reset = "\x1b[m"

// Style is a look, compiled to the escape sequence that turns it on. The zero Style is the terminal's own look.
type Style struct{ on string }

// Compile turns a Lip Gloss style into a Style. Colours and attributes count; margins, borders and sizes do not.
func Compile(s lipgloss.Style) Style {
	on, _, found := strings.Cut(s.Render("x"), "x")
	if !found {
		return Style{}
	}
	return Style{on: on}
}

// Span is a piece of text in one look.
type Span struct {
	Style Style
	Text  string
}

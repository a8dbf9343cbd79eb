// Package overlay holds what is laid over the console for a moment: the help and the command palette.
// An overlay gets all keys while it is there, and answers what is to be done.
//
// It may import text and the packages of ui that draw. It knows actions only by their names.
package overlay

import (
	tea "charm.land/bubbletea/v2"

	"vigie/ui/paint"
	"vigie/ui/theme"
)

// Entry is one action, as it is named to a person.
type Entry struct {
	ID    string
	Keys  string // as they are written: ctrl+k :
	Help  string
	Group string
	Why   string // why it cannot be done now; empty when it can
}

// Result is what came of a key.
type Result struct {
	Close bool
	Run   string // ID of the action to run
}

// Overlay is something laid over the console.
type Overlay interface {
	Key(k tea.KeyPressMsg) Result
	Render(th *theme.Theme, w, h int) Box // for a screen of w by h
}

// Box is a drawn overlay.
type Box struct {
	X, Y, W int
	Lines   []string
}

// center frames lines of inner cells in the middle of a screen.
func center(th *theme.Theme, title, info string, lines []string, inner, w, h int) Box {
	f := paint.Frame{Style: th.FrameFocused, Title: []paint.Span{{Style: th.TitleFocused, Text: title}}, Info: paint.Span{Style: th.Dim, Text: info}}
	height := min(len(lines)+2, h)
	width := min(inner+4, w)
	return Box{
		X: max(0, (w-width)/2), Y: max(0, (h-height)/3), W: width,
		Lines: f.Around(lines, width, height),
	}
}

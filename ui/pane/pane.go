// Package pane holds the panes of the console, one a file. A pane draws what a snapshot says as exactly h lines of
// exactly w cells, and remembers where the person is in it. It asks nothing and sends nothing.
//
// It may import estate, result, account, text and the packages of ui that draw; not the console itself.
package pane

import (
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/theme"
)

// Pane is one pane of the console.
type Pane interface {
	Heading() Heading
	Show(s Scene)                           // a newer scene is to be drawn
	Do(m Move) bool                         // tells whether the move means anything here
	Click(x, y int) (again bool)            // inside the frame; again: what was selected already
	Render(w, h int, focused bool) []string // exactly h lines of w cells
	Selection() Selection                   // what an action is about
}

// Filterer is a pane with a filter.
type Filterer interface {
	Filter(query string)
	Filtered() string
}

// Scene is what there is to draw.
type Scene struct {
	Snap  *estate.Snapshot
	Now   time.Time // the moment on the clock; times are shown in its location
	Theme *theme.Theme
	Count map[result.State]int // of the snapshot's sites

	AsksKey bool // a key of the provider can be asked for here
}

// Tally counts sites by their state. It is made once a snapshot, not once a frame.
func Tally(sites []*estate.Site) map[result.State]int {
	n := make(map[result.State]int, 5)
	for i := range sites {
		n[sites[i].State]++
	}
	return n
}

// Heading is what stands in the frame around a pane.
type Heading struct {
	Title string
	Note  string // how it is sorted and filtered
	Badge string // what is wrong with the facts in it
	Info  string // where the person is: 3/17
}

// Selection is what is selected, as far as the pane knows.
type Selection struct {
	Site    string // name
	Service string // resource ID
	Ticket  string // ID
	Mail    string // ID
	URL     string // to open in a browser
	Copy    string // in words, to be copied
}

// Move is what a person does inside a pane.
type Move string

// The moves.
const (
	Up       Move = "up"
	Down     Move = "down"
	Left     Move = "left"
	Right    Move = "right"
	HalfUp   Move = "half a page up"
	HalfDown Move = "half a page down"
	First    Move = "first"
	Last     Move = "last"
	Sort     Move = "sort"
)

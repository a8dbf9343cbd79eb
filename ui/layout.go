package ui

import "image"

// Spot is where something stands on the screen.
type Spot int

// The spots: four panes, and the one that opens beside or over them.
const (
	Situation Spot = iota
	Sites
	Places
	Tickets
	Detail
	spots
)

// The sizes at which the console takes another shape.
const (
	leastWidth, leastHeight = 40, 10 // below: a message
	framedWidth             = 80     // below: a list without frames
	framedHeight            = 24
	twoColumns              = 100
	threeColumns            = 160
	shortHeight             = 14 // columns side by side, not above each other
	mostNotices             = 2
)

// Arrangement is what decides where everything stands.
type Arrangement struct {
	Width, Height int
	Focus         Spot
	Base          Spot // the pane that the detail was opened from; without a detail, the one with the focus
	Open, Zoom    bool
	Notices       int // lines below the header about vigie itself
}

// Layout is where everything stands. What is not shown has an empty rectangle.
type Layout struct {
	Header, Notices, Tabs, Headline, Status image.Rectangle

	Panes    [spots]image.Rectangle
	Framed   bool
	TooSmall bool
}

// Arrange computes the layout. It depends on nothing else.
func Arrange(a Arrangement) Layout {
	var l Layout
	if a.Width < leastWidth || a.Height < leastHeight {
		l.TooSmall = true
		return l
	}
	body := image.Rect(0, 1, a.Width, a.Height-1)
	l.Header = image.Rect(0, 0, a.Width, 1)
	l.Notices, body = cutTop(body, min(a.Notices, mostNotices))
	l.Status = image.Rect(0, a.Height-1, a.Width, a.Height)
	l.Framed = a.Width >= framedWidth && a.Height >= shortHeight && (a.Width >= twoColumns || a.Height >= framedHeight)
	switch {
	case !l.Framed:
		l.compact(a, body)
	case a.Zoom:
		l.Panes[a.Focus] = body
	case a.Width >= threeColumns:
		l.three(a, body)
	case a.Width >= twoColumns:
		l.two(a, body)
	default:
		l.Tabs, body = cutTop(body, 1)
		l.Panes[a.Focus] = body
	}
	return l
}

// compact is one pane without a frame, below a line that says what the matter is.
func (l *Layout) compact(a Arrangement, body image.Rectangle) {
	if a.Focus != Situation {
		l.Headline, body = cutTop(body, 1)
	}
	l.Panes[a.Focus] = body
}

func (l *Layout) two(a Arrangement, body image.Rectangle) {
	left, right := cutLeft(body, body.Dx()*42/100)
	switch {
	case a.Open:
		l.Panes[a.Base], l.Panes[Detail] = left, right
	case body.Dy() < framedHeight-2:
		l.Panes[Situation], l.Panes[beside(a.Base)] = left, right
	default:
		l.Panes[Situation] = left
		below := Places
		if a.Base == Tickets {
			below = Tickets
		}
		l.Panes[Sites], l.Panes[below] = cutTop(right, right.Dy()*58/100)
	}
}

// three is the situation, and beside it the sites above the places and the tickets; an open detail takes the third
// column from the list that it was opened from.
func (l *Layout) three(a Arrangement, body image.Rectangle) {
	left, rest := cutLeft(body, body.Dx()*33/100)
	l.Panes[Situation] = left
	if a.Open {
		l.Panes[beside(a.Base)], l.Panes[Detail] = cutLeft(rest, rest.Dx()*48/100)
		return
	}
	top, bottom := cutTop(rest, rest.Dy()*52/100)
	l.Panes[Sites] = top
	l.Panes[Places], l.Panes[Tickets] = cutLeft(bottom, bottom.Dx()/2)
}

// beside is the list that stands beside the situation.
func beside(base Spot) Spot {
	if base == Situation {
		return Sites
	}
	return base
}

func cutTop(r image.Rectangle, h int) (top, rest image.Rectangle) {
	y := r.Min.Y + h
	return image.Rect(r.Min.X, r.Min.Y, r.Max.X, y), image.Rect(r.Min.X, y, r.Max.X, r.Max.Y)
}

func cutLeft(r image.Rectangle, w int) (left, rest image.Rectangle) {
	x := r.Min.X + w
	return image.Rect(r.Min.X, r.Min.Y, x, r.Max.Y), image.Rect(x, r.Min.Y, r.Max.X, r.Max.Y)
}

// inner is the room inside the frame of a pane.
func (l *Layout) inner(s Spot) image.Rectangle {
	r := l.Panes[s]
	if l.Framed && !r.Empty() {
		return image.Rect(r.Min.X+2, r.Min.Y+1, r.Max.X-2, r.Max.Y-1)
	}
	return r
}

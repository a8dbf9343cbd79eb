package pane

import (
	"vigie/internal/text"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// page is a text that is written from top to bottom and read through a window.
type page struct {
	w     int
	th    *theme.Theme
	lines []string
}

// line writes one line of spans, indented by x cells.
func (p *page) line(x int, spans ...paint.Span) {
	p.lines = append(p.lines, paint.NewLine(p.w).To(x).Spans(spans...).String())
}

// text writes s on as many lines as it needs, indented by x cells.
func (p *page) text(st paint.Style, x int, s string) {
	for _, l := range paint.Wrap(s, max(p.w-x, 1)) {
		p.line(x, paint.Span{Style: st, Text: l})
	}
}

// item is text behind a mark that stands on its first line only.
func (p *page) item(mark paint.Span, st paint.Style, s string) {
	for i, l := range paint.Wrap(s, max(p.w-2, 1)) {
		line := paint.NewLine(p.w)
		if i == 0 {
			line.Spans(mark)
		}
		p.lines = append(p.lines, line.To(2).Add(st, l).String())
	}
}

// labelled is how far the values of facts are indented.
const labelled = 12

// fact writes a label and what is known of it, on as many lines as it needs.
func (p *page) fact(label string, st paint.Style, s string) { p.labelled(0, labelled, label, st, s) }

// labelled writes a label x cells from the left and, wide cells after its beginning, what is known of it, on as many lines as
// it needs.
func (p *page) labelled(x, wide int, label string, st paint.Style, s string) {
	for i, l := range paint.Wrap(s, max(p.w-x-wide, 1)) {
		line := paint.NewLine(p.w).To(x)
		if i == 0 {
			line.Add(p.th.Dim, label)
		}
		p.lines = append(p.lines, line.To(x+wide).Add(st, l).String())
	}
}

// heading starts a section.
func (p *page) heading(s, note string) {
	p.blank()
	l := paint.NewLine(p.w).Add(p.th.Strong, s)
	if note != "" {
		l.Add(p.th.Dim, "  "+note)
	}
	p.lines = append(p.lines, l.String())
}

// sign is a sign of a chart with what it means.
type sign struct {
	style      paint.Style
	mark, says string
}

// legend starts a section with the signs that it uses, on as many lines as they need.
func (p *page) legend(s string, signs ...sign) {
	p.blank()
	l := paint.NewLine(p.w).Add(p.th.Strong, s)
	for _, x := range signs {
		if l.Left() < 2+text.Width(x.mark+" "+x.says) && l.Used() > 0 {
			p.lines = append(p.lines, l.String())
			l = paint.NewLine(p.w)
		}
		if l.Used() > 0 {
			l.Add(p.th.Text, "  ")
		}
		l.Add(x.style, x.mark).Add(p.th.Dim, " "+x.says)
	}
	p.lines = append(p.lines, l.String())
}

// label is a word below a column of a chart.
type label struct {
	at    int
	words string
}

// ruler writes labels below a chart of w cells, each beginning at its column; the last one ends with the chart. What
// would touch its neighbour is left out.
func (p *page) ruler(w int, labels []label, last string) {
	l := paint.NewLine(p.w)
	end := max(0, w-text.Width(last))
	for _, x := range labels {
		if (x.at > l.Used() || x.at == 0) && x.at+text.Width(x.words) < end {
			l.To(x.at).Add(p.th.Dim, x.words)
		}
	}
	p.lines = append(p.lines, l.To(end).Add(p.th.Dim, last).String())
}

// blank leaves a line empty.
func (p *page) blank() { p.line(0) }

// reader is where a person is in a page.
type reader struct {
	top, page, length int
}

// window is the part of the page that is seen, as h lines.
func (r *reader) window(p *page, h int) []string {
	r.page, r.length = h, len(p.lines)
	r.top = max(0, min(r.top, r.length-h))
	return paint.Window(p.lines, r.top, p.w, h)
}

// do scrolls.
func (r *reader) do(m Move) bool {
	switch m {
	case Up:
		r.top--
	case Down:
		r.top++
	case HalfUp:
		r.top -= max(1, r.page/2)
	case HalfDown:
		r.top += max(1, r.page/2)
	case First:
		r.top = 0
	case Last:
		r.top = r.length
	default:
		return false
	}
	r.top = max(0, min(r.top, r.length-r.page))
	return true
}

// info tells how much there is below, if there is.
func (r *reader) info() string {
	switch below := r.length - r.top - r.page; {
	case below > 0:
		return "↓ " + count(below, "more line")
	case r.top > 0:
		return "↑ end"
	default:
		return ""
	}
}

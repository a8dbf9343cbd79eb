package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"time"

	"vigie/internal/text"
)

//go:embed page.html
var page string

// WriteHTML writes the document as one page that needs nothing else: no script, no picture, no font from elsewhere.
func WriteHTML(w io.Writer, d Document, chain Seal) error {
	t, err := template.New("report").Funcs(template.FuncMap{"clean": text.Clean, "bars": bars, "height": func(lines []bar) int { return (len(lines) + 1) * lineHeight }, "day": func(t time.Time) string {
		return t.Format("2 Jan 2006 15:04 UTC")
	}}).Parse(page)
	if err != nil {
		return fmt.Errorf("the page of a report: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, map[string]any{"Doc": d, "Chain": chain}); err != nil {
		return fmt.Errorf("writing the page of a report: %w", err)
	}
	_, err = w.Write(sealed(b.Bytes(), chain))
	return err
}

// bar is one line of the chart, in its units.
type bar struct {
	Site string
	Y    int
	Down []stretch
}

type stretch struct{ X, W float64 }

// The chart is a thousand units wide, the names of the sites before it.
const (
	chartLeft  = 260.0
	chartWidth = 720.0
	lineHeight = 26
)

// bars are the lines of the chart.
func bars(d Document) []bar {
	whole := d.To.Sub(d.From)
	var list []bar
	for i, b := range d.Bars {
		line := bar{Site: b.Site, Y: (i + 1) * lineHeight}
		for _, s := range b.Down {
			from, to := later(s.From, d.From), earlier(s.To, d.To)
			if whole <= 0 || !to.After(from) {
				continue
			}
			x := chartLeft + chartWidth*float64(from.Sub(d.From))/float64(whole)
			line.Down = append(line.Down, stretch{x, max(1, chartWidth*float64(to.Sub(from))/float64(whole))})
		}
		list = append(list, line)
	}
	return list
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"vigie/internal/text"
)

// The page of a PDF, in millimetres.
const (
	pageMargin = 18.0
	textWidth  = 210 - 2*pageMargin
	lineSize   = 5.0
	nameWidth  = 52.0
)

// WritePDF writes the document for printing, A4. Its letters are those of Western Europe; others become a question mark: the
// HTML has them all.
func WritePDF(w io.Writer, d Document, chain Seal) error {
	p := &paper{Fpdf: fpdf.New("P", "mm", "A4", "")}
	p.latin = p.UnicodeTranslatorFromDescriptor("cp1252")
	p.SetMargins(pageMargin, pageMargin, pageMargin)
	p.SetAutoPageBreak(true, pageMargin)
	p.SetCreationDate(d.Made)
	p.SetModificationDate(d.Made)
	p.SetTitle(d.Title+" "+d.Incident, true)
	p.SetFooterFunc(func() {
		p.SetY(-12)
		p.SetFont("Helvetica", "", 8)
		p.CellFormat(0, 5, p.words(fmt.Sprintf("%s · %d", d.Incident, p.PageNo())), "", 0, "C", false, 0, "")
	})
	p.AddPage()
	p.heading(d.Title, 16)
	p.line(d.Incident)
	p.chart(d)
	for _, g := range d.Groups {
		p.group(g)
	}
	p.heading("The chain of the samples", 12)
	p.fact(Fact{"Begins", chain.Head})
	p.fact(Fact{"Ends", chain.Tail})
	p.fact(Fact{"Links", fmt.Sprint(chain.Count)})
	if err := p.Output(w); err != nil {
		return fmt.Errorf("writing the PDF: %w", err)
	}
	return nil
}

type paper struct {
	*fpdf.Fpdf
	latin func(string) string
}

// words are a text as the fonts of a PDF have it.
func (p *paper) words(s string) string { return p.latin(strings.ReplaceAll(text.Clean(s), "−", "-")) }

func (p *paper) heading(s string, size float64) {
	p.Ln(3)
	p.SetFont("Helvetica", "B", size)
	p.MultiCell(textWidth, size*0.5, p.words(s), "", "L", false)
	p.Ln(1)
	p.SetFont("Helvetica", "", 9)
}

func (p *paper) line(s string) {
	p.SetFont("Helvetica", "", 9)
	p.MultiCell(textWidth, lineSize, p.words(s), "", "L", false)
}

func (p *paper) fact(f Fact) {
	p.SetFont("Helvetica", "B", 9)
	y := p.GetY()
	p.MultiCell(nameWidth, lineSize, p.words(f.Name), "", "L", false)
	below, page := p.GetY(), p.PageNo()
	p.SetFont("Helvetica", "", 9)
	if below < y { // the name began a new page
		y = pageMargin
	}
	p.SetXY(pageMargin+nameWidth, y)
	p.MultiCell(textWidth-nameWidth, lineSize, p.words(f.Value), "", "L", false)
	if p.PageNo() == page && p.GetY() < below {
		p.SetY(below)
	}
}

func (p *paper) group(g Group) {
	p.heading(g.Title, 12)
	for _, f := range g.Facts {
		p.fact(f)
	}
	for _, t := range g.Tables {
		if len(t.Rows) == 0 {
			continue
		}
		p.SetFont("Helvetica", "B", 9)
		p.MultiCell(textWidth, lineSize+1, p.words(t.Title), "", "L", false)
		for _, r := range t.Rows {
			p.row(t.Columns, r)
		}
	}
	p.SetFont("Helvetica", "I", 9)
	for _, m := range g.Missing {
		p.MultiCell(textWidth, lineSize, p.words("Missing: "+m), "L", "L", false)
	}
}

// row writes a row of a table as one paragraph: tables of a report have long cells, and a page is narrow.
func (p *paper) row(columns, cells []string) {
	p.SetFont("Helvetica", "", 8.5)
	var parts []string
	for i, c := range cells {
		if c == "" {
			continue
		}
		if i < len(columns) && columns[i] != "" && i > 0 {
			c = columns[i] + ": " + c
		}
		parts = append(parts, c)
	}
	p.MultiCell(textWidth, 4.4, p.words("• "+strings.Join(parts, "   ")), "", "L", false)
}

// chart draws when each site was down.
func (p *paper) chart(d Document) {
	whole := d.To.Sub(d.From)
	if whole <= 0 || len(d.Bars) == 0 {
		return
	}
	p.Ln(3)
	p.line(d.From.Format("2 Jan 2006 15:04 UTC") + " to " + d.To.Format("2 Jan 2006 15:04 UTC"))
	const left, high = 60.0, 2.6
	width := textWidth - left
	for _, b := range d.Bars {
		if p.GetY() > 270 {
			p.AddPage()
		}
		y := p.GetY()
		p.SetFont("Helvetica", "", 8)
		p.CellFormat(left, lineSize, p.words(b.Site), "", 0, "L", false, 0, "")
		p.SetFillColor(215, 220, 226)
		p.Rect(pageMargin+left, y+1.2, width, high, "F")
		p.SetFillColor(179, 38, 30)
		for _, s := range b.Down {
			p.stretch(d, s, whole, pageMargin+left, width, y+1.2, high)
		}
		p.SetY(y + lineSize)
	}
}

func (p *paper) stretch(d Document, s Span, whole time.Duration, x, width, y, high float64) {
	from, to := later(s.From, d.From), earlier(s.To, d.To)
	if !to.After(from) {
		return
	}
	at := func(t time.Time) float64 { return width * float64(t.Sub(d.From)) / float64(whole) }
	p.Rect(x+at(from), y, max(0.3, at(to)-at(from)), high, "F")
}

package uitest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"strings"

	"github.com/charmbracelet/x/vt"
)

// The measures of a picture, in pixels.
const (
	cellW, cellH = 8.4, 18.0
	fontSize     = 14.0
	margin       = 14.0
	titleBar     = 34.0
)

// The colours of a terminal that has none of its own.
const (
	background = "#14171c"
	foreground = "#d8dde4"
)

// SVG draws a screen of w by h cells as a window with a title. Cells of one look that follow each other are one text,
// stretched to its exact width, so that the picture is right with any monospaced font.
func SVG(screen *vt.SafeEmulator, w, h int, title string) []byte {
	width, height := float64(w)*cellW+2*margin, float64(h)*cellH+titleBar+margin
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.1f %.1f" width="%.0f" height="%.0f" `+
		`font-family="'DejaVu Sans Mono', 'JetBrains Mono', 'Cascadia Mono', Menlo, Consolas, monospace" font-size="%.0f">`+"\n",
		width, height, width, height, fontSize)
	fmt.Fprintf(&b, `<rect width="%.1f" height="%.1f" rx="10" fill="%s" stroke="#2c313a"/>`+"\n", width, height, background)
	for i, dot := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(&b, `<circle cx="%.1f" cy="17" r="6" fill="%s"/>`+"\n", margin+6+float64(i)*20, dot)
	}
	fmt.Fprintf(&b, `<text x="%.1f" y="21" fill="#8b929c" text-anchor="middle" font-size="13">%s</text>`+"\n", width/2, escape(title))
	for y := range h {
		for _, r := range runs(screen, w, y) {
			r.draw(&b, y)
		}
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// run is cells of one look that follow each other.
type run struct {
	x, w  int
	text  strings.Builder
	look  look
	blank bool
}

// look is how a cell is drawn.
type look struct {
	fg, bg          string
	bold, underline bool
	faint           bool
	border          bool // drawn as lines: a font's own would leave gaps between the rows
	block           bool // drawn as rectangles, for the same reason
}

// runs are the runs of one row, without what is empty.
func runs(screen *vt.SafeEmulator, w, y int) []*run {
	var out []*run
	var now *run
	for x := 0; x < w; {
		content, cells, l := cell(screen, x, y)
		if now == nil || now.look != l || cells != 1 || now.x+now.w != x {
			now = &run{x: x, look: l, blank: true}
			out = append(out, now)
		}
		now.text.WriteString(content)
		now.blank = now.blank && content == " "
		now.w += cells
		x += cells
		if cells != 1 {
			now = nil
		}
	}
	return out
}

func cell(screen *vt.SafeEmulator, x, y int) (string, int, look) {
	l := look{fg: foreground}
	c := screen.CellAt(x, y)
	if c == nil {
		return " ", 1, l
	}
	l.fg, l.bg = hex(c.Style.Fg, foreground), hex(c.Style.Bg, "")
	const bold, faint, reverse = 1 << 0, 1 << 1, 1 << 5 // as the emulator counts the attributes
	l.bold, l.faint = c.Style.Attrs&bold != 0, c.Style.Attrs&faint != 0
	l.underline = c.Style.Underline != 0
	if c.Style.Attrs&reverse != 0 {
		l.fg, l.bg = l.bg, l.fg
		if l.fg == "" {
			l.fg = background
		}
	}
	if c.Content == "" {
		return " ", max(1, c.Width), l
	}
	l.border, l.block = strings.Contains("─│╭╮╰╯", c.Content), strings.Contains(blocks, c.Content)
	return c.Content, max(1, c.Width), l
}

func (r *run) draw(b *bytes.Buffer, y int) {
	x, top, w := margin+float64(r.x)*cellW, titleBar+float64(y)*cellH, float64(r.w)*cellW
	if r.look.bg != "" {
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s" shape-rendering="crispEdges"/>`+"\n", x, top, w, cellH, r.look.bg)
	}
	if r.blank {
		return
	}
	switch {
	case r.look.border:
		drawBorder(b, r, y)
		return
	case r.look.block:
		drawBlocks(b, r, y)
		return
	}
	attrs := ""
	if r.look.bold {
		attrs += ` font-weight="bold"`
	}
	if r.look.faint {
		attrs += ` opacity="0.6"`
	}
	if r.look.underline {
		attrs += ` text-decoration="underline"`
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" fill="%s" textLength="%.1f" lengthAdjust="spacingAndGlyphs" xml:space="preserve"%s>%s</text>`+"\n",
		x, top+cellH*0.74, r.look.fg, w, attrs, escape(r.text.String()))
}

func hex(c color.Color, otherwise string) string {
	if c == nil {
		return otherwise
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

func escape(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}

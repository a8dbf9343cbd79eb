package uitest

import (
	"bytes"
	"fmt"
	"strings"
)

// blocks are the bars of charts, from an eighth of a cell to a whole one.
const blocks = "▁▂▃▄▅▆▇█"

// drawBorder draws frame characters as one path: a font's own would leave gaps between the rows of the picture.
func drawBorder(b *bytes.Buffer, r *run, y int) {
	top, middle, bottom := titleBar+float64(y)*cellH, titleBar+(float64(y)+0.5)*cellH, titleBar+float64(y+1)*cellH
	var path bytes.Buffer
	x := margin + float64(r.x)*cellW
	for _, c := range r.text.String() {
		center, right := x+cellW/2, x+cellW
		curve := func(fromX, toY float64) {
			fmt.Fprintf(&path, "M%.1f %.1fQ%.1f %.1f %.1f %.1f", fromX, middle, center, middle, center, toY)
		}
		switch c {
		case '─':
			fmt.Fprintf(&path, "M%.1f %.1fH%.1f", x, middle, right)
		case '│':
			fmt.Fprintf(&path, "M%.1f %.1fV%.1f", center, top, bottom)
		case '╭':
			curve(right, bottom)
		case '╮':
			curve(x, bottom)
		case '╰':
			curve(right, top)
		case '╯':
			curve(x, top)
		}
		x = right
	}
	fmt.Fprintf(b, `<path d="%s" stroke="%s" fill="none"/>`+"\n", path.String(), r.look.fg)
}

// drawBlocks draws the bars of a chart: as letters, they would leave gaps between the rows of the picture too.
func drawBlocks(b *bytes.Buffer, r *run, y int) {
	var path bytes.Buffer
	x, bottom := margin+float64(r.x)*cellW, titleBar+float64(y+1)*cellH
	for _, c := range r.text.String() {
		if eighths := float64(strings.IndexRune(blocks, c)/len("█") + 1); eighths > 0 && c != ' ' {
			fmt.Fprintf(&path, "M%.1f %.1fh%.1fv%.2fh%.1fz", x, bottom, cellW, -eighths/8*cellH, -cellW)
		}
		x += cellW
	}
	fmt.Fprintf(b, `<path d="%s" fill="%s" shape-rendering="crispEdges"/>`+"\n", path.String(), r.look.fg)
}

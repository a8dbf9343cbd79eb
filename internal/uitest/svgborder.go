package uitest

import (
	"bytes"
	"fmt"
)

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

package history

import (
	"encoding/binary"
	"strconv"
	"strings"
	"time"

	"vigie/internal/result"
)

// A coder walks over a result in one order for both ways. What stays the same from one asking to the next goes into
// the shape, and what changes into the numbers: a steady site has one shape, which is stored once, and a few small
// differences of numbers. What it writes may be shared with others: it only changes what it reads.
type coder struct {
	reading bool
	whole   bool // every nanosecond and all the evidence are kept, too
	shape   []byte
	numbers []int64
	diff    []int64 // scratch
	next    int     // when reading: the number that comes next
	text    string
	reader  // when reading: what is left of the shape
}

// write begins to take results apart; what was written before is forgotten.
func (c *coder) write() {
	c.reading, c.shape, c.numbers = false, c.shape[:0], c.numbers[:0]
}

// read begins to put a result together. The texts in it will share the memory of text, which is the shape, too.
func (c *coder) read(shape []byte, text string, numbers []int64) {
	c.reading, c.text, c.numbers, c.next = true, text, numbers, 0
	c.reader = reader{b: shape}
}

// number is something that may be another each time.
func (c *coder) number(p *int64) {
	if !c.reading {
		c.numbers = append(c.numbers, *p)
		return
	}
	*p = 0
	if c.next < len(c.numbers) {
		*p = c.numbers[c.next]
	}
	c.next++
}

func (c *coder) int(p *int) {
	x := int64(*p)
	if c.number(&x); c.reading {
		*p = int(x)
	}
}

// duration is a number, too.
func (c *coder) duration(p *time.Duration) {
	if c.whole {
		c.number((*int64)(p))
		return
	}
	x := encode(*p)
	if c.number(&x); c.reading {
		*p = decode(x)
	}
}

// fixed is a number that belongs to the shape.
func (c *coder) fixed(p *int64) {
	if !c.reading {
		c.shape = binary.AppendVarint(c.shape, *p)
		return
	}
	*p = c.varint()
}

func (c *coder) fixedInt(p *int) {
	x := int64(*p)
	if c.fixed(&x); c.reading {
		*p = int(x)
	}
}

func (c *coder) flag(p *bool) {
	if c.reading {
		*p = c.byte() == 1
		return
	}
	x := byte(0)
	if *p {
		x = 1
	}
	c.shape = append(c.shape, x)
}

// moment is a time that stays the same: the end of a certificate. It is kept to the millisecond; zero stays zero.
func (c *coder) moment(p *time.Time) {
	known, at := !p.IsZero(), p.UnixMilli()
	if c.flag(&known); known {
		c.fixed(&at)
	}
	if !c.reading {
		return
	}
	if *p = (time.Time{}); known {
		*p = moment(at)
	}
}

// words is a text that stays the same.
func words[T ~string](c *coder, p *T) {
	if !c.reading {
		c.shape = binary.AppendUvarint(c.shape, uint64(len(*p)))
		c.shape = append(c.shape, *p...)
		return
	}
	n := c.count()
	from := len(c.text) - len(c.b)
	if c.err != nil {
		*p = ""
		return
	}
	*p = T(c.text[from : from+n]) // shares the memory of the shape
	c.b = c.b[n:]
}

// length is how many things follow, of which each takes at least a byte of the shape.
func (c *coder) length(n int) int {
	if !c.reading {
		c.shape = binary.AppendUvarint(c.shape, uint64(n)) //nolint:gosec // the length of a slice
		return n
	}
	return c.count()
}

// list is a list of texts that stay the same. An empty one comes back as nil.
func (c *coder) list(p *[]string) {
	n := c.length(len(*p))
	if c.reading {
		*p = nil
		if n > 0 {
			*p = make([]string, n)
		}
	}
	for i := range n {
		words(c, &(*p)[i])
	}
}

// sentence is a text in which only the figures change: they become numbers, so that "took 2.31 s" a thousand times is
// one shape.
func (c *coder) sentence(p *string) {
	var t string
	switch {
	case c.whole:
		words(c, p)
	case c.reading:
		words(c, &t)
		*p = c.fill(t)
	case *p == "":
		words(c, p)
	case strings.Contains(*p, figure):
		t = verbatim + *p
		words(c, &t)
	default:
		t = c.blank(*p)
		words(c, &t)
	}
}

const (
	figure   = "\x00" // stands for a figure in a sentence
	verbatim = "\x01" // begins a sentence of which no figure was taken out
	blanked  = "\x02" // begins the others

	maxFigures = 32 // of a sentence; further ones stay in it
)

// blank takes the figures out of a sentence and puts a mark in the place of each.
func (c *coder) blank(s string) string {
	b := append(make([]byte, 0, len(s)+1), blanked...)
	most := len(c.numbers) + maxFigures
	for i := 0; i < len(s); {
		n := digits(s[i:])
		if n == 0 || len(c.numbers) >= most {
			b = append(b, s[i])
			i++
			continue
		}
		x, _ := strconv.ParseInt(s[i:i+n], 10, 64)
		c.number(&x)
		b = append(b, figure...)
		i += n
	}
	return string(b)
}

// digits is how long the figure is with which s begins. One that begins with a zero would come back without it, so
// only the zero alone is one.
func digits(s string) int {
	n := 0
	for n < len(s) && n < 18 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n > 1 && s[0] == '0' {
		return 0
	}
	return n
}

// fill puts the figures back into a sentence.
func (c *coder) fill(t string) string {
	if t == "" {
		return ""
	}
	if t[:1] == verbatim || !strings.Contains(t, figure) {
		return t[1:]
	}
	b := make([]byte, 0, len(t)+16)
	for i := 1; i < len(t); i++ {
		if t[i] != figure[0] {
			b = append(b, t[i])
			continue
		}
		var x int64
		c.number(&x)
		b = strconv.AppendInt(b, x, 10)
	}
	return string(b)
}

// states are in the order of the byte that stands for them in a shape.
var states = [...]result.State{result.Unknown, result.Up, result.Degraded, result.Down, result.Paused}

func (c *coder) state(p *result.State) {
	if c.reading {
		*p = stateOf(c.byte())
		return
	}
	c.shape = append(c.shape, stateCode(*p))
}

func stateCode(s result.State) byte {
	for i, x := range states {
		if x == s {
			return byte(i)
		}
	}
	return 0
}

func stateOf(b byte) result.State {
	if int(b) < len(states) {
		return states[b]
	}
	return result.Unknown
}

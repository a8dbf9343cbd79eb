package page

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ink gathers what a visitor reads: runs of space become one space, and what leaves no ink is left out.
type ink struct {
	text    []byte
	quoted  []span // the parts of text that quote somebody else
	visible int    // characters that leave ink
	breaks  []int  // where in text a part of the page begins: a heading, a paragraph, a line
	due     bool   // a space, before whatever comes next
	broken  bool   // a part of the page, before whatever comes next
	odd     bool   // it may hold letters and their accents apart
}

// span is a part of a text, from its first byte to the one after its last.
type span struct{ from, to int }

func (k *ink) reset() {
	*k = ink{text: k.text[:0], quoted: k.quoted[:0], breaks: k.breaks[:0]}
}

// space parts what was from what comes.
func (k *ink) space() { k.due = true }

// breakMark stands for the space before a part of a page in what is said on it.
const breakMark = '\n'

// end ends a part of the page.
func (k *ink) end() { k.due, k.broken = true, true }

// write adds text.
func (k *ink) write(s []byte, quoted bool) {
	from := len(k.text)
	k.text = slices.Grow(k.text, len(s)+1)
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c > ' ' && c < 0x7f:
			k.part()
			k.text = append(k.text, c)
			k.visible++
			i++
		case c < utf8.RuneSelf:
			k.due = k.due || c == ' ' || c >= '\t' && c <= '\r'
			i++
		default:
			r, size := utf8.DecodeRune(s[i:])
			k.add(r)
			i += size
		}
	}
	if quoted && len(k.text) > from {
		k.quote(span{from, len(k.text)})
	}
}

// add adds one character that is not plain ASCII.
func (k *ink) add(r rune) {
	latin := r > 0xA0 && r < 0x300 && r != 0xAD // letters with their accents, and the signs beside them
	switch {
	case latin, r == '€', r == '’', r == '…':
		k.part()
		k.text = utf8.AppendRune(k.text, r)
		k.visible++
	case unicode.IsSpace(r):
		k.due = true
	case !unicode.IsGraphic(r), isHollow(r):
	default:
		k.part()
		k.text = utf8.AppendRune(k.text, r)
		k.odd = true
		if !unicode.Is(unicode.Mn, r) { // an accent of its own belongs to the letter before it
			k.visible++
		}
	}
}

// isHollow tells characters that count as letters and signs, and leave no ink: the empty sign of Braille and the fillers
// of Hangul.
func isHollow(r rune) bool {
	switch r {
	case '\u2800', '\u115F', '\u1160', '\u3164', '\uFFA0':
		return true
	}
	return false
}

func (k *ink) part() {
	if !k.due {
		return
	}
	if len(k.text) > 0 {
		k.text = append(k.text, ' ')
		if k.broken {
			k.breaks = append(k.breaks, len(k.text))
		}
	}
	k.due, k.broken = false, false
}

func (k *ink) quote(s span) {
	if n := len(k.quoted); n > 0 && k.quoted[n-1].to == s.from {
		k.quoted[n-1].to = s.to
		return
	}
	k.quoted = append(k.quoted, s)
}

// own is the text without what is quoted, appended to a buffer; breakMark stands before every part of it.
func (k *ink) own(buf []byte) []byte {
	breaks := k.breaks
	keep := func(from, to int) {
		at := len(buf) - from
		buf = append(buf, k.text[from:to]...)
		for ; len(breaks) > 0 && breaks[0] <= to; breaks = breaks[1:] {
			if breaks[0] > from {
				buf[at+breaks[0]-1] = breakMark
			}
		}
	}
	from := 0
	for _, q := range k.quoted {
		keep(from, q.from)
		from = q.to
	}
	keep(from, len(k.text))
	return buf
}

// composed is the text with letters and their accents as one character each.
func (k *ink) composed() []byte {
	if k.odd && !norm.NFC.IsNormal(k.text) {
		return norm.NFC.Bytes(k.text)
	}
	return k.text
}

// plain makes every run of space one space, and of letters with their accents one character each.
func plain(s []byte) []byte {
	var k ink
	k.write(s, false)
	return k.composed()
}

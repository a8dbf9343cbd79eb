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
	due     bool   // a space, before whatever comes next
	odd     bool   // it may hold letters and their accents apart
}

// span is a part of a text, from its first byte to the one after its last.
type span struct{ from, to int }

func (k *ink) reset() {
	*k = ink{text: k.text[:0], quoted: k.quoted[:0]}
}

// space parts what was from what comes.
func (k *ink) space() { k.due = true }

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
	case !unicode.IsGraphic(r):
	default:
		k.part()
		k.text = utf8.AppendRune(k.text, r)
		k.odd = true
		if !unicode.Is(unicode.Mn, r) { // an accent of its own belongs to the letter before it
			k.visible++
		}
	}
}

func (k *ink) part() {
	if k.due && len(k.text) > 0 {
		k.text = append(k.text, ' ')
	}
	k.due = false
}

func (k *ink) quote(s span) {
	if n := len(k.quoted); n > 0 && k.quoted[n-1].to == s.from {
		k.quoted[n-1].to = s.to
		return
	}
	k.quoted = append(k.quoted, s)
}

// own is the text without what is quoted, appended to a buffer.
func (k *ink) own(buf []byte) []byte {
	from := 0
	for _, q := range k.quoted {
		buf = append(buf, k.text[from:q.from]...)
		from = q.to
	}
	return append(buf, k.text[from:]...)
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

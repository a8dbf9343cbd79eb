package page

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// hitList says of every rule where it was found.
type hitList [256]uint8

const (
	inTitle = 1 << iota
	inText
	withinText // in the middle of a sentence
	alsoInText
)

// ruleBook is all the rules, made ready to look for all of their phrases in one pass over a text.
type ruleBook struct {
	rules         []entry
	titles, texts phrases
}

// book is made when it is first asked for, and never changed.
var book = sync.OnceValue(func() *ruleBook {
	b := &ruleBook{titles: newPhrases(), texts: newPhrases()}
	for f := range families {
		for r := range families[f].rules {
			rule, i := &families[f].rules[r], len(b.rules)
			b.rules = append(b.rules, entry{rule, &families[f]})
			for _, t := range rule.title {
				whole, ends := strings.CutSuffix(t, "$")
				b.titles.add(phrase{text: whole, whole: ends, rule: i, where: inTitle})
			}
			for _, t := range rule.text {
				b.texts.add(phrase{text: t, rule: i, where: inText})
			}
			for _, t := range rule.also {
				b.texts.add(phrase{text: t, rule: i, where: alsoInText})
			}
		}
	}
	return b
})

// phrase is one text of one rule.
type phrase struct {
	text  string
	whole bool // nothing may follow it
	rule  int
	where uint8
}

// phrases finds which of many phrases are in a text. Each begins where a word begins, and its first bytes lead to it:
// eight, or three where it is shorter. Filters turn nearly all other words away.
type phrases struct{ long, short prefixes }

const (
	longHead  = 8
	shortHead = 3 // no phrase is shorter
)

// prefixes are phrases by their first bytes.
type prefixes struct {
	filter [128]uint64
	list   map[uint64][]phrase
}

func newPhrases() phrases {
	return phrases{long: prefixes{list: make(map[uint64][]phrase)}, short: prefixes{list: make(map[uint64][]phrase)}}
}

func (p *phrases) add(x phrase) {
	if len(x.text) >= longHead {
		p.long.add(headOf([]byte(x.text), longHead), x)
	} else {
		p.short.add(headOf([]byte(x.text), shortHead), x)
	}
}

func (p *prefixes) add(head uint64, x phrase) {
	word, bit := place(head)
	p.filter[word] |= bit
	p.list[head] = append(p.list[head], x)
}

func headOf(text []byte, n int) (head uint64) {
	if n == longHead {
		return binary.LittleEndian.Uint64(text)
	}
	return uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16
}

// place is where a beginning stands in a filter.
func place(head uint64) (word int, bit uint64) {
	n := head * 0x9E3779B97F4A7C15 >> 51 // 13 bits
	return int(n >> 6), 1 << (n & 63)
}

// look finds every phrase in a folded text whose parts begin at starts, in rising order. What stands in quotation marks
// is somebody else's, and what ends as a question reports nothing.
func (p *phrases) look(text []byte, starts []int, hits *hitList) {
	inWord := false
	for i, c := range text {
		letter := c >= utf8.RuneSelf || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if c != ' ' && (!letter || !inWord) {
			for len(starts) > 0 && starts[0] < i {
				starts = starts[1:]
			}
			p.at(text, i, i == 0 || len(starts) > 0 && starts[0] == i, hits)
		}
		inWord = letter
	}
}

// at finds the phrases that begin at a place of a folded text; first says that a part of the text begins there.
func (p *phrases) at(text []byte, i int, first bool, hits *hitList) {
	if rest := text[i:]; len(rest) >= shortHead {
		if len(rest) >= longHead {
			p.long.at(headOf(rest, longHead), text, i, first, hits)
		}
		p.short.at(headOf(rest, shortHead), text, i, first, hits)
	}
}

func (p *prefixes) at(head uint64, text []byte, i int, first bool, hits *hitList) {
	if word, bit := place(head); p.filter[word]&bit == 0 {
		return
	}
	rest := text[i:]
	for _, x := range p.list[head] {
		if len(rest) < len(x.text) || string(rest[:len(x.text)]) != x.text || x.whole && len(rest) > len(x.text) {
			continue
		}
		if x.where != inText {
			hits[x.rule] |= x.where
			continue
		}
		switch before := standing(text[:i], first); {
		case before == quoted, len(rest) > len(x.text) && rest[len(x.text)] == '?':
		case before == opening:
			hits[x.rule] |= inText
		default:
			hits[x.rule] |= withinText
		}
	}
}

// How a phrase stands in its text.
const (
	opening = iota // a sentence, or a part of the page
	within
	quoted
)

// standing tells how what follows a text stands in it.
func standing(before []byte, first bool) int {
	if first {
		return opening
	}
	switch r, _ := utf8.DecodeLastRune(bytes.TrimRight(before, " ")); r {
	case '"', '“', '„', '«':
		return quoted
	case '.', '!', '?', ':', ';', ',', '-', '|', '(', ')', '[', ']', '>', '/', '*', '\'', '=', '›', '•', '\uFFFD':
		return opening
	default:
		return within
	}
}

// partsOf makes the breaks in a text spaces, and appends where the parts between them begin.
func partsOf(starts []int, text []byte) []int {
	for i, c := range text {
		if c == breakMark {
			text[i] = ' '
			starts = append(starts, i+1)
		}
	}
	return starts
}

// fold appends a text to a buffer as the rules are written: in lower case, with plain apostrophes, dashes and dots.
func fold(buf, s []byte) []byte {
	buf = slices.Grow(buf, len(s))
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			buf = append(buf, c)
			i++
			continue
		}
		r, size := utf8.DecodeRune(s[i:])
		i += size
		switch r {
		case '’', '‘', 'ʼ':
			buf = append(buf, '\'')
		case '–', '—', '‑':
			buf = append(buf, '-')
		case '…':
			buf = append(buf, "..."...)
		case '\u00A0', '\u202F':
			buf = append(buf, ' ')
		default:
			buf = utf8.AppendRune(buf, unicode.ToLower(r))
		}
	}
	return buf
}

// endsWith tells whether a text ends as a pattern says, in which # is a number.
func endsWith(text []byte, pattern string) bool {
	const longest = 128 // bytes of any pattern, and of its number
	text = slices.Clone(text[max(0, len(text)-longest):])
	partsOf(nil, text)
	text = bytes.TrimRight(text, " .")
	if rest, number := strings.CutSuffix(pattern, "#"); number {
		without := bytes.TrimRight(text, "0123456789")
		return len(without) < len(text) && bytes.HasSuffix(without, []byte(rest))
	}
	return bytes.HasSuffix(text, []byte(pattern))
}

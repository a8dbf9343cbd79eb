package page

import (
	"bytes"

	"golang.org/x/net/html/atom"
)

// piece is what a scanner finds next in a document.
type piece int

const (
	theEnd piece = iota
	someText
	startTag
	endTag
)

// scanner takes a document apart into text and tags, following the rules by which browsers do, but for one rarity:
// a script that quotes another script ends with the first end tag. The library's tokenizer reads byte by byte and
// copies every attribute; on the pages of a shop that was most of what a probe cost.
type scanner struct {
	src     []byte
	at      int    // what was not read yet
	text    []byte // the text, or the whole tag
	raw     bool   // the text holds no entities
	until   string // the end tag before which everything is text
	strange bool   // inside a picture or a formula
}

// next moves on to the next piece.
func (s *scanner) next() piece {
	if s.until != "" {
		if s.rawText(); len(s.text) > 0 {
			return someText
		}
	}
	for s.at < len(s.src) {
		if s.src[s.at] != '<' || !s.isMarkup() {
			s.plainText()
			return someText
		}
		switch c := s.src[s.at+1]; c {
		case '!':
			if s.declaration() {
				return someText
			}
		case '?':
			s.skipTo(">")
		case '/':
			if s.at+2 < len(s.src) && isLetter(s.src[s.at+2]) {
				if s.tag() {
					return endTag
				}
				continue
			}
			s.skipTo(">")
		default:
			if s.tag() {
				return startTag
			}
		}
	}
	return theEnd
}

// isMarkup tells a < that begins something from one that is only a character.
func (s *scanner) isMarkup() bool {
	if s.at+1 >= len(s.src) {
		return false
	}
	c := s.src[s.at+1]
	return isLetter(c) || c == '/' || c == '!' || c == '?'
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// plainText takes the text up to the next markup.
func (s *scanner) plainText() {
	from := s.at
	for {
		i := bytes.IndexByte(s.src[s.at+1:], '<')
		if i < 0 {
			s.at = len(s.src)
			break
		}
		if s.at += 1 + i; s.isMarkup() {
			break
		}
	}
	s.text, s.raw = s.src[from:s.at], false
}

// rawText takes the text up to the end tag that ends it.
func (s *scanner) rawText() {
	from := s.at
	for {
		i := bytes.Index(s.src[s.at:], []byte("</"))
		if i < 0 {
			s.at = len(s.src)
			break
		}
		s.at += i
		if rest := s.src[s.at+2:]; len(rest) >= len(s.until) && bytes.EqualFold(rest[:len(s.until)], []byte(s.until)) &&
			(len(rest) == len(s.until) || isTagSpace(rest[len(s.until)]) || rest[len(s.until)] == '/' || rest[len(s.until)] == '>') {
			break
		}
		s.at += 2
	}
	s.text, s.raw = s.src[from:s.at], s.until != "title" && s.until != "textarea"
	s.until = ""
}

// declaration passes over a comment or a document type. It tells whether it was text after all, as in a picture.
func (s *scanner) declaration() bool {
	rest := s.src[s.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		s.at += 4
		s.comment()
	case s.strange && bytes.HasPrefix(rest, []byte("<![CDATA[")):
		from := s.at + len("<![CDATA[")
		s.skipTo("]]>")
		s.text, s.raw = bytes.TrimSuffix(s.src[from:max(from, s.at)], []byte("]]>")), true
		return len(s.text) > 0
	default:
		s.skipTo(">")
	}
	return false
}

// comment passes over the rest of a comment, which may be over at once.
func (s *scanner) comment() {
	rest := s.src[s.at:]
	if bytes.HasPrefix(rest, []byte(">")) || bytes.HasPrefix(rest, []byte("->")) {
		s.skipTo(">")
		return
	}
	for {
		i := bytes.Index(s.src[s.at:], []byte("--"))
		if i < 0 {
			s.at = len(s.src)
			return
		}
		s.at += i + 2
		rest := bytes.TrimPrefix(s.src[s.at:], []byte("!"))
		if bytes.HasPrefix(rest, []byte(">")) {
			s.at = len(s.src) - len(rest) + 1
			return
		}
		s.at--
	}
}

// skipTo moves behind the next place of what, or to the end.
func (s *scanner) skipTo(what string) {
	if i := bytes.Index(s.src[s.at:], []byte(what)); i >= 0 {
		s.at += i + len(what)
		return
	}
	s.at = len(s.src)
}

// tag takes a tag up to its end, which may stand inside quotes as well. One that does not end is none.
func (s *scanner) tag() bool {
	from := s.at
	equals := false // a value is to come, and may be quoted
	for i := s.at + 2; i < len(s.src); i++ {
		switch c := s.src[i]; {
		case c == '>':
			s.text, s.at = s.src[from:i+1], i+1
			return true
		case c == '=':
			equals = true
		case isTagSpace(c):
		case (c == '"' || c == '\'') && equals:
			end := bytes.IndexByte(s.src[i+1:], c)
			if end < 0 {
				s.at = len(s.src)
				return false
			}
			i, equals = i+1+end, false
		default:
			equals = false
		}
	}
	s.at = len(s.src)
	return false
}

// hold makes everything up to the end of an element text.
func (s *scanner) hold(tag atom.Atom) {
	switch tag {
	case atom.Script, atom.Style, atom.Title, atom.Textarea, atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript, atom.Xmp:
		s.until = tag.String()
	case atom.Plaintext:
		s.until = "\x00" // it never ends
	}
}

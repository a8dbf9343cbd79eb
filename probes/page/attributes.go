package page

import (
	"bytes"

	"golang.org/x/net/html"
)

// attributes are those of one start tag that say how it looks or where it leads; nil where it has none of the kind.
// Their values are as they stand in the source: entities are not resolved.
type attributes struct {
	id, kind, src, href, style, width, height, equiv, content []byte
	hidden, open, module                                      bool
}

// readAttributes reads a start tag such as <a href="/" hidden>. The library's own way copies every value twice.
func readAttributes(tag []byte) attributes {
	var a attributes
	rest := tag[nameEnd(tag):]
	for {
		var key, value []byte
		if key, value, rest = nextAttribute(rest); key == nil {
			return a
		}
		a.take(key, value)
	}
}

func (a *attributes) take(key, value []byte) {
	is := func(name string) bool { return len(key) == len(name) && bytes.EqualFold(key, []byte(name)) }
	first := func(to *[]byte) {
		if *to == nil {
			*to = value
		}
	}
	switch {
	case is("id"):
		first(&a.id)
	case is("type"):
		first(&a.kind)
		a.module = a.module || bytes.EqualFold(value, []byte("module"))
	case is("src"):
		first(&a.src)
	case is("href"):
		first(&a.href)
	case is("style"):
		first(&a.style)
	case is("width"):
		first(&a.width)
	case is("height"):
		first(&a.height)
	case is("http-equiv"):
		first(&a.equiv)
	case is("content"):
		first(&a.content)
	case is("hidden"):
		a.hidden = true
	case is("open"):
		a.open = true
	}
}

// nameEnd is where the name of a tag ends.
func nameEnd(tag []byte) int {
	for i := 1; i < len(tag); i++ {
		if isTagSpace(tag[i]) || tag[i] == '/' || tag[i] == '>' {
			return i
		}
	}
	return len(tag)
}

// nextAttribute takes one attribute off the front of a tag. The key is nil at its end.
func nextAttribute(s []byte) (key, value, rest []byte) {
	for len(s) > 0 && (isTagSpace(s[0]) || s[0] == '/' || s[0] == '>') {
		s = s[1:]
	}
	if len(s) == 0 {
		return nil, nil, nil
	}
	n := 1 // a key may begin with an equals sign
	for n < len(s) && !isTagSpace(s[n]) && s[n] != '/' && s[n] != '>' && s[n] != '=' {
		n++
	}
	key, s = s[:n], s[n:]
	after := bytes.TrimLeft(s, " \t\r\n\f")
	if len(after) == 0 || after[0] != '=' {
		return key, []byte{}, s
	}
	value, rest = attributeValue(bytes.TrimLeft(after[1:], " \t\r\n\f"))
	return key, value, rest
}

// attributeValue takes a value, quoted or not, off the front.
func attributeValue(s []byte) (value, rest []byte) {
	if len(s) == 0 {
		return []byte{}, nil
	}
	if q := s[0]; q == '"' || q == '\'' {
		if end := bytes.IndexByte(s[1:], q); end >= 0 {
			return s[1 : end+1], s[end+2:]
		}
		return s[1:], nil
	}
	n := 0
	for n < len(s) && !isTagSpace(s[n]) && s[n] != '>' {
		n++
	}
	return s[:n:n], s[n:]
}

func isTagSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

// resolved is a value with its entities resolved.
func resolved(value []byte) string { return html.UnescapeString(string(bytes.TrimSpace(value))) }

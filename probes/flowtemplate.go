package probes

import (
	"net/url"
	"strings"

	"vigie/probes/page"
	"vigie/probes/words"
)

// nameAt reads {name} at a place of a text. It returns where the text goes on.
func nameAt(s string, i int) (name string, end int, ok bool) {
	if i >= len(s) || s[i] != '{' {
		return "", i, false
	}
	for n := i + 1; n < len(s); n++ {
		switch c := s[n]; {
		case c == '}' && n > i+1:
			return s[i+1 : n], n + 1, true
		case c == '_', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9' && n > i+1:
		default:
			return "", i, false
		}
	}
	return "", i, false
}

// TemplateNames are the names that a text wants to have filled in, in their order.
func TemplateNames(s string) []string {
	var names []string
	for i := 0; i < len(s); i++ {
		if name, end, ok := nameAt(s, i); ok {
			names = append(names, name)
			i = end - 1
		}
	}
	return names
}

// fill puts values in the place of their names, each written as the place needs it. What is nobody's name stays.
func fill(s string, values map[string]string, escape func(string) string) string {
	if !strings.Contains(s, "{") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if name, end, ok := nameAt(s, i); ok {
			if value, known := values[name]; known {
				b.WriteString(escape(value))
				i = end
				continue
			}
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

func asItIs(s string) string { return s }

// escapeFor is how a value is written in a body of a content type.
func escapeFor(contentType string) func(string) string {
	switch kind := page.MediaType(contentType); {
	case strings.HasSuffix(kind, "json"):
		return words.InJSON
	case kind == "application/x-www-form-urlencoded":
		return url.QueryEscape
	default:
		return asItIs
	}
}

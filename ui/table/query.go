package table

import (
	"regexp"
	"slices"
	"strings"
)

// Query is a filter as a person types it: words that all must occur, field:word, !word for what must not, and
// /a regular expression/. Case does not matter. The zero Query lets everything pass.
type Query struct {
	text  string
	terms []term
}

type term struct {
	not   bool
	field string // empty: the whole text of the item
	word  string // lower case
	re    *regexp.Regexp
}

// Parse reads a filter. Only the fields named may stand before a colon; anything else with a colon is a word.
// There are no mistakes: what is not finished yet is a plain word, since filters work while they are typed.
func Parse(s string, fields ...string) Query {
	q := Query{text: s}
	for rest := strings.TrimSpace(s); rest != ""; rest = strings.TrimSpace(rest) {
		var t term
		rest, t.not = strings.CutPrefix(rest, "!")
		if name, after, ok := strings.Cut(rest, ":"); ok && slices.Contains(fields, strings.ToLower(name)) {
			t.field, rest = strings.ToLower(name), after
		}
		rest = t.read(rest)
		if t.word != "" || t.re != nil {
			q.terms = append(q.terms, t)
		}
	}
	return q
}

// read takes one word or expression off s.
func (t *term) read(s string) string {
	if expression, after, ok := strings.Cut(strings.TrimPrefix(s, "/"), "/"); ok && strings.HasPrefix(s, "/") {
		if re, err := regexp.Compile("(?i)" + expression); err == nil {
			t.re = re
			return after
		}
	}
	word, after, _ := strings.Cut(s, " ")
	t.word = strings.ToLower(word)
	return after
}

// Match tells whether an item passes. It is asked for its fields by name; "" stands for its whole text.
func (q Query) Match(field func(name string) string) bool {
	for _, t := range q.terms {
		value := field(t.field)
		var found bool
		if t.re != nil {
			found = t.re.MatchString(value)
		} else {
			found = strings.Contains(strings.ToLower(value), t.word)
		}
		if found == t.not {
			return false
		}
	}
	return true
}

// Words are the plain words of the filter; ok is false where it holds anything else without a field, which only the whole
// text of an item can tell: an expression, or a word that must not stand there.
func (q Query) Words() (words string, ok bool) {
	var list []string
	for _, t := range q.terms {
		switch {
		case t.field != "":
		case t.not || t.re != nil:
			return "", false
		default:
			list = append(list, t.word)
		}
	}
	return strings.Join(list, " "), true
}

// Fields is the filter without what concerns the whole text.
func (q Query) Fields() Query {
	only := Query{text: q.text}
	for _, t := range q.terms {
		if t.field != "" {
			only.terms = append(only.terms, t)
		}
	}
	return only
}

// Empty tells whether everything passes.
func (q Query) Empty() bool { return len(q.terms) == 0 }

// String is the filter as it was typed.
func (q Query) String() string { return q.text }

package yamlread

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// String reads a text. A number, true and false are texts too, as they are written.
func (r *Reader) String(n ast.Node, what string) string {
	switch x := deref(n).(type) {
	case *ast.StringNode:
		return x.Value
	case *ast.LiteralNode:
		return x.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return x.GetToken().Value
	}
	r.Mistake(n, "%s must be a text, not %s", what, kindOf(n))
	return ""
}

// Int reads a whole number within a range.
func (r *Reader) Int(n ast.Node, what string, from, to int) int {
	v, err := strconv.Atoi(deref(n).GetToken().Value)
	if _, ok := deref(n).(*ast.IntegerNode); !ok || err != nil {
		r.Mistake(n, "%s must be a whole number, not %s", what, kindOf(n))
		return from
	}
	if v < from || v > to {
		r.Mistake(n, "%s must be from %d to %d, not %d", what, from, to, v)
		return from
	}
	return v
}

// Bool reads true or false.
func (r *Reader) Bool(n ast.Node, what string) bool {
	b, ok := deref(n).(*ast.BoolNode)
	if !ok {
		r.Mistake(n, "%s must be true or false, not %s", what, kindOf(n))
		return false
	}
	return b.Value
}

// Word reads one of a few words.
func (r *Reader) Word(n ast.Node, what string, words ...string) string {
	s := r.String(n, what)
	if s != "" && !slices.Contains(words, s) {
		r.Mistake(n, "%s must be one of %s, not %s%s", what, strings.Join(words, ", "), quoted(s), DidYouMean(s, words))
	}
	return s
}

// Time reads a moment: RFC 3339, or a day.
func (r *Reader) Time(n ast.Node, what string) time.Time {
	s := deref(n).GetToken().Value
	for _, layout := range []string{time.RFC3339, "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	r.Mistake(n, "%s must be a moment such as 2021-03-10T00:30:00+01:00, not %q", what, s)
	return time.Time{}
}

// Package yamlread reads YAML strictly: every key is known, every value is of its kind, and every mistake is told
// with its place, the line that holds it, and the nearest right spelling.
//
// It is a leaf: it imports nothing of vigie.
package yamlread

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Mistake is something wrong at a place of a file.
type Mistake struct {
	File         string
	Line, Column int // from 1
	Message      string
	Excerpt      string // the line, with a mark under the column; secrets are masked
}

// Error tells the place, the mistake and the line that holds it.
func (m *Mistake) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s\n%s", m.File, m.Line, m.Column, m.Message, m.Excerpt)
}

// Reader reads one file and collects its mistakes.
type Reader struct {
	file     string
	lines    []string
	env      func(string) (string, bool) // for ${NAME}; nil: not replaced
	mistakes []*Mistake
}

// Parse returns the first document of a file. The root is nil for an empty file.
func Parse(file string, data []byte, env func(string) (string, bool)) (*Reader, ast.Node, error) {
	r := &Reader{file: file, lines: strings.Split(string(data), "\n"), env: env}
	f, err := parser.ParseBytes(data, 0)
	if err != nil {
		var bad yaml.Error
		if errors.As(err, &bad) && bad.GetToken() != nil {
			r.at(bad.GetToken(), "%s", bad.GetMessage())
			return r, nil, r.Err()
		}
		return r, nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(f.Docs) == 0 || f.Docs[0].Body == nil {
		return r, nil, nil
	}
	return r, f.Docs[0].Body, nil
}

// Err is all mistakes, in the order of the file, or nil.
func (r *Reader) Err() error {
	if len(r.mistakes) == 0 {
		return nil
	}
	slices.SortStableFunc(r.mistakes, func(a, b *Mistake) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	errs := make([]error, len(r.mistakes))
	for i, m := range r.mistakes {
		errs[i] = m
	}
	return errors.Join(errs...)
}

// Mistake notes that something is wrong at a node.
func (r *Reader) Mistake(n ast.Node, format string, args ...any) { r.at(first(n), format, args...) }

// first is the token at which a node begins: of a map, its first key.
func first(n ast.Node) *token.Token {
	switch x := n.(type) {
	case *ast.MappingNode:
		if !x.IsFlowStyle && len(x.Values) > 0 {
			return first(x.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return first(x.Key)
	}
	return n.GetToken()
}

func (r *Reader) at(t *token.Token, format string, args ...any) {
	m := &Mistake{File: r.file, Line: 1, Column: 1, Message: fmt.Sprintf(format, args...)}
	if t != nil && t.Position != nil {
		m.Line, m.Column = max(1, t.Position.Line), max(1, t.Position.Column)
	}
	if m.Line <= len(r.lines) {
		m.Excerpt = excerpt(r.lines[m.Line-1], m.Line, m.Column)
	}
	r.mistakes = append(r.mistakes, m)
}

// excerpt shows a line with a mark under a column.
func excerpt(line string, number, column int) string {
	prefix := fmt.Sprintf("%5d | ", number)
	shown := mask(strings.TrimRight(line, "\r"))
	return prefix + shown + "\n" + strings.Repeat(" ", len(prefix)+min(column-1, len([]rune(shown)))) + "^"
}

// secretKeys are the keys whose values are never shown.
var secretKeys = []string{"password", "secret", "token", "key", "auth", "authorization", "cookie"}

// mask hides what follows a key that may hold a secret.
func mask(line string) string {
	lower := strings.ToLower(line)
	for _, k := range secretKeys {
		for from := 0; ; {
			i := strings.Index(lower[from:], k)
			if i < 0 {
				break
			}
			from += i + len(k)
			if strings.HasPrefix(line[from:], "=") { // in the query of an address
				return line[:from+1] + "****"
			}
			if colon := strings.IndexByte(lower[from:], ':'); colon >= 0 && colon <= 1 && strings.TrimSpace(line[from+colon+1:]) != "" {
				return line[:from+colon+1] + " ****"
			}
		}
	}
	return line
}

// Fields reads a map whose keys are all known. Each is read by its function, in the order of the file.
func (r *Reader) Fields(n ast.Node, what string, fields map[string]func(ast.Node)) {
	for _, kv := range r.Pairs(n, what) {
		read, ok := fields[kv.Name]
		if !ok {
			r.Mistake(kv.Key, "unknown key %q in %s%s", kv.Name, what, DidYouMean(kv.Name, slices.Collect(maps.Keys(fields))))
			continue
		}
		if _, empty := kv.Value.(*ast.NullNode); empty {
			continue
		}
		read(kv.Value)
	}
}

// Pair is one entry of a map.
type Pair struct {
	Name  string
	Key   ast.Node
	Value ast.Node
}

// Pairs reads a map with free keys; a key that stands twice is a mistake.
func (r *Reader) Pairs(n ast.Node, what string) []Pair {
	var values []*ast.MappingValueNode
	switch x := deref(n).(type) {
	case *ast.MappingNode:
		values = x.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{x}
	default:
		r.Mistake(n, "%s must be a map of keys and values, not %s", what, kindOf(n))
		return nil
	}
	seen := make(map[string]bool, len(values))
	pairs := make([]Pair, 0, len(values))
	for _, v := range values {
		name := v.Key.GetToken().Value
		if seen[name] {
			r.Mistake(v.Key, "the key %q stands twice in %s", name, what)
			continue
		}
		seen[name] = true
		pairs = append(pairs, Pair{Name: name, Key: v.Key, Value: deref(v.Value)})
	}
	return pairs
}

// List reads a list.
func (r *Reader) List(n ast.Node, what string, each func(ast.Node)) {
	seq, ok := deref(n).(*ast.SequenceNode)
	if !ok {
		r.Mistake(n, "%s must be a list, not %s", what, kindOf(n))
		return
	}
	for _, v := range seq.Values {
		each(deref(v))
	}
}

// OneOrMore reads a list, or one element without one.
func (r *Reader) OneOrMore(n ast.Node, each func(ast.Node)) {
	if seq, ok := deref(n).(*ast.SequenceNode); ok {
		for _, v := range seq.Values {
			each(deref(v))
		}
		return
	}
	each(deref(n))
}

// IsMap tells whether a node is a map.
func IsMap(n ast.Node) bool {
	switch deref(n).(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// String reads a text; ${NAME} in it is replaced from the environment.
func (r *Reader) String(n ast.Node, what string) string {
	switch x := deref(n).(type) {
	case *ast.StringNode:
		return r.expand(n, x.Value)
	case *ast.LiteralNode:
		return r.expand(n, x.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return x.GetToken().Value
	}
	r.Mistake(n, "%s must be a text, not %s", what, kindOf(n))
	return ""
}

func (r *Reader) expand(n ast.Node, s string) string {
	if r.env == nil || !strings.Contains(s, "${") {
		return s
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "${")
		b.WriteString(before)
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			if found {
				b.WriteString("${" + rest)
			}
			return b.String()
		}
		value, set := r.env(name)
		if !set {
			r.Mistake(n, "the environment has no variable %s", name)
		}
		b.WriteString(value)
		s = after
	}
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

// Duration reads a time with its unit: 30s, 1m30s, 14d.
func (r *Reader) Duration(n ast.Node, what string) time.Duration {
	s := deref(n).GetToken().Value
	d, err := ParseDuration(s)
	if err != nil {
		hint := ""
		if _, numErr := strconv.ParseFloat(s, 64); numErr == nil {
			hint = fmt.Sprintf(": write its unit, such as %ss", s)
		}
		r.Mistake(n, "%s must be a time such as 30s, 5m, 2h or 14d, not %q%s", what, s, hint)
	}
	return d
}

// ParseDuration is time.ParseDuration with years of 365 days, weeks and days before the rest: 2y, 1w3d, 1d12h.
func ParseDuration(s string) (time.Duration, error) {
	sign, rest := time.Duration(1), s
	if strings.HasPrefix(rest, "-") {
		sign, rest = -1, rest[1:]
	}
	var long time.Duration
	said := false
	for _, unit := range []struct {
		letter string
		days   float64
	}{{"y", 365}, {"w", 7}, {"d", 1}} {
		before, after, ok := strings.Cut(rest, unit.letter)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(before, 64)
		if err != nil || !(math.Abs(n*unit.days) < 100*365) { // what is not a number is not less either
			return 0, fmt.Errorf("%q is not a time", s)
		}
		long, rest, said = long+time.Duration(n*unit.days*24*float64(time.Hour)), after, true
	}
	if rest == "" && said {
		return sign * long, nil
	}
	d, err := time.ParseDuration(rest)
	return sign * (long + d), err
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

func deref(n ast.Node) ast.Node {
	switch x := n.(type) {
	case *ast.AnchorNode:
		return deref(x.Value)
	case *ast.TagNode:
		return deref(x.Value)
	case nil:
		return &ast.NullNode{BaseNode: &ast.BaseNode{}, Token: &token.Token{Position: &token.Position{}}}
	}
	return n
}

func kindOf(n ast.Node) string {
	switch x := deref(n).(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a map"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NullNode:
		return "nothing"
	case *ast.StringNode:
		return quoted(x.Value)
	default:
		return quoted(x.GetToken().Value)
	}
}

// quoted is a text in quotes, or its beginning: a file that is no configuration at all may be one long text.
func quoted(s string) string {
	const most = 40
	if runes := []rune(s); len(runes) > most {
		return strconv.Quote(string(runes[:most])) + "…"
	}
	return strconv.Quote(s)
}

// DidYouMean is a question that offers the nearest of some words, or nothing where none is near.
func DidYouMean(word string, words []string) string {
	slices.Sort(words)
	best, distance := "", max(2, len(word)/3)+1
	for _, w := range words {
		if d := edits(strings.ToLower(word), w); d < distance && d < max(len(w), len(word)) { // what has nothing in common is not near
			best, distance = w, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %q?", best)
}

// edits is the Levenshtein distance, with neighbours swapped counted once.
func edits(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

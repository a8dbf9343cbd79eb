// Package yamlread reads YAML strictly: every key is known, every value is of its kind, and every mistake is told
// with its place, the line that holds it, and the nearest right spelling.
//
// It imports nothing of vigie but the names of secrets.
package yamlread

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"vigie/internal/secretname"
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
	mistakes []*Mistake
}

// Parse returns the first document of a file. The root is nil for an empty file.
func Parse(file string, data []byte) (*Reader, ast.Node, error) {
	r := &Reader{file: file, lines: strings.Split(string(data), "\n")}
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
	m := &Mistake{File: r.file, Message: fmt.Sprintf(format, args...)}
	m.Line, m.Column = position(t)
	if m.Line <= len(r.lines) {
		m.Excerpt = excerpt(r.lines[m.Line-1], m.Line, m.Column)
	}
	r.mistakes = append(r.mistakes, m)
}

// Line is the line on which a node begins, from 1.
func Line(n ast.Node) int {
	line, _ := position(first(n))
	return line
}

// position is where a token stands; the beginning of the file where it stands nowhere.
func position(t *token.Token) (line, column int) {
	if t == nil || t.Position == nil {
		return 1, 1
	}
	return max(1, t.Position.Line), max(1, t.Position.Column)
}

// excerpt shows a line with a mark under a column.
func excerpt(line string, number, column int) string {
	prefix := fmt.Sprintf("%5d | ", number)
	shown := mask(strings.TrimRight(line, "\r"))
	return prefix + shown + "\n" + strings.Repeat(" ", len(prefix)+min(column-1, len([]rune(shown)))) + "^"
}

// named is a key with what stands between it and its value: in the line of a file, or in the query of an address.
var named = regexp.MustCompile(`([\pL\pN_.-]+)(["']?\s?:|=)`)

// mask hides what follows a key that may hold a secret.
func mask(line string) string {
	for _, at := range named.FindAllStringSubmatchIndex(line, -1) {
		key, value := line[at[2]:at[3]], line[at[1]:]
		switch {
		case !secretname.Is(key):
		case line[at[1]-1] == '=':
			return line[:at[1]] + "****"
		case strings.TrimSpace(value) != "":
			return line[:at[1]] + " ****"
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

// Pairs reads a map with free keys. None stands in it twice: that is a mistake of YAML, which is told before.
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
	pairs := make([]Pair, 0, len(values))
	for _, v := range values {
		pairs = append(pairs, Pair{Name: v.Key.GetToken().Value, Key: v.Key, Value: deref(v.Value)})
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

package config

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/theory/jsonpath"

	"vigie/internal/yamlread"
	"vigie/probes"
)

// address reads where a step asks. Names in braces stand for values that are known only when the flow runs; a step
// may begin with one, but not the first.
func (s *step) address(n ast.Node, method string, first bool) {
	t := s.text(n, method)
	s.usesKept(n)
	plain := t.value
	for _, name := range probes.TemplateNames(plain) {
		plain = strings.ReplaceAll(plain, "{"+name+"}", "x")
	}
	led := !first && strings.HasPrefix(t.value, "{") && len(probes.TemplateNames(t.value)) > 0
	p, err := parsePage(text{value: plain, written: t.written})
	if err != nil && !led {
		s.r.Mistake(n, "%s must be a web address such as https://www.example.com, not %q", method, shownAddress(t.written))
		return
	}
	s.URL, s.Shown = withoutUser(t.value), shownAddress(t.written)
	s.User, s.Password, s.Hidden = p.user, p.password, t.variables
}

// usesKept tells names in braces that no earlier step keeps.
func (s *step) usesKept(n ast.Node) {
	for _, name := range probes.TemplateNames(written(n)) {
		if !slices.Contains(s.kept, name) {
			s.r.Mistake(n, "no step before this one keeps {%s}%s", name, yamlread.DidYouMean(name, s.kept))
		}
	}
}

// written is a text as it stands in the file, with the stand-ins for the braces of variables: neither those nor the
// ones that a variable's value may hold are names.
func written(n ast.Node) string {
	switch x := n.(type) {
	case *ast.StringNode:
		return x.Value
	case *ast.LiteralNode:
		return x.Value.Value
	}
	return ""
}

func (s *step) stepHeaders(n ast.Node) map[string]string {
	headers := s.headers(n)
	if yamlread.IsMap(n) {
		for _, p := range s.r.Pairs(n, "headers") {
			s.usesKept(p.Value)
		}
	}
	return headers
}

// form reads the fields of a form, in their order. Their values may be secrets and are not told.
func (s *step) form(n ast.Node) []probes.FormField {
	if !yamlread.IsMap(n) {
		s.r.Mistake(n, "form must be a map of fields and values")
		return nil
	}
	var list []probes.FormField
	for _, p := range s.r.Pairs(n, "form") {
		s.r.OneOrMore(p.Value, func(v ast.Node) {
			value := s.value(v, "the field "+p.Name)
			s.usesKept(v)
			list = append(list, probes.FormField{Name: p.Name, Value: value})
		})
	}
	return list
}

// json reads any value and writes it as JSON. A text is taken for JSON that is written already.
func (s *step) json(n ast.Node) string {
	if yamlread.IsMap(n) {
		return s.jsonOf(n)
	}
	if _, list := n.(*ast.SequenceNode); list {
		return s.jsonOf(n)
	}
	value := s.value(n, "json")
	if !json.Valid([]byte(value)) {
		s.r.Mistake(n, "json is neither a map, nor a list, nor a text in JSON")
	}
	s.usesKept(n)
	return value
}

func (s *step) jsonOf(n ast.Node) string {
	value := s.plainValue(n)
	b, err := json.Marshal(value)
	if err != nil {
		s.r.Mistake(n, "json cannot be written: it holds a number that JSON does not know")
	}
	return string(b)
}

// plainValue is a node as JSON knows values. Texts have their variables filled in.
func (s *step) plainValue(n ast.Node) any {
	switch x := n.(type) {
	case *ast.SequenceNode:
		list := []any{}
		s.r.List(x, "json", func(v ast.Node) { list = append(list, s.plainValue(v)) })
		return list
	case *ast.StringNode, *ast.LiteralNode:
		s.usesKept(n)
		return s.value(n, "json")
	}
	if yamlread.IsMap(n) {
		m := make(map[string]any)
		for _, p := range s.r.Pairs(n, "json") {
			m[unshelter(p.Name)] = s.plainValue(p.Value)
		}
		return m
	}
	var value any
	if err := yaml.NodeToValue(n, &value); err != nil {
		s.r.Mistake(n, "json holds something that it cannot say")
	}
	return value
}

// keep reads what is carried on, under which names.
func (s *step) keep(n ast.Node) {
	for _, p := range s.r.Pairs(n, "keep") {
		if names := probes.TemplateNames("{" + p.Name + "}"); len(names) != 1 || names[0] != p.Name {
			s.r.Mistake(p.Key, "%q cannot be a name: letters, digits and _ can", p.Name)
			continue
		}
		s.kept = append(s.kept, p.Name)
		if path := written(p.Value); strings.HasPrefix(path, "$") {
			if _, err := jsonpath.Parse(path); err != nil {
				s.r.Mistake(p.Value, "%q is not a JSONPath: %s", path, err)
			}
			s.Keep = append(s.Keep, probes.Keep{Name: p.Name, Path: path})
			continue
		}
		pattern := s.pattern(p.Value, "keep")
		if pattern.Regexp == nil && pattern.Text != "" {
			s.r.Mistake(p.Value, `keep must be a regular expression such as /name="csrf" value="([^"]+)"/, or a JSONPath such as $.token`)
		}
		s.Keep = append(s.Keep, probes.Keep{Name: p.Name, Regexp: pattern.Regexp})
	}
}

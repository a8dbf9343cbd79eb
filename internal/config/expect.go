package config

import (
	"errors"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/theory/jsonpath"

	"vigie/internal/yamlread"
	"vigie/probes"
)

// expect reads what an answer must be like.
func (d *decoder) expect(n ast.Node, s *draft) {
	f := d.pageExpect(&s.expect)
	heeders := map[string][]string{
		"contains": {"url", "tcp"}, "under": append([]string{"url", "flow", "tcp", "ping"}, mailKeys()...), "visible": {"url", "flow"}, "allow": {"url", "flow"},
	}
	for key, read := range f {
		who := heeders[key]
		if who == nil {
			who = []string{"url"}
		}
		f[key] = s.only(key, read, who...)
	}
	f["answer"] = s.only("answer", func(n ast.Node) { s.query.Answer = d.texts(n, "answer") }, "dns")
	d.r.Fields(n, "expect", f)
}

// pageExpect are the keys that say what a page must be like.
func (d *decoder) pageExpect(e *probes.Expect) fields {
	return fields{
		"status": func(n ast.Node) {
			e.Status = nil
			d.r.OneOrMore(n, func(v ast.Node) { e.Status = append(e.Status, d.status(v)) })
		},
		"contains": func(n ast.Node) { e.Contains = d.patterns(n, "contains") },
		"lacks":    func(n ast.Node) { e.Lacks = d.patterns(n, "lacks") },
		"visible":  func(n ast.Node) { e.Visible = d.r.Int(n, "visible", 0, 1<<20) },
		"under":    func(n ast.Node) { e.Under = d.atLeast(n, "under", 0, e.Under) },
		"json":     func(n ast.Node) { e.JSON = d.jsonRules(n) },
		"headers": func(n ast.Node) {
			e.Headers = make(map[string]probes.Pattern)
			for _, p := range d.r.Pairs(n, "headers") {
				e.Headers[p.Name] = d.pattern(p.Value, "the header "+p.Name)
			}
		},
		"allow": func(n ast.Node) { e.Allow = d.allowed(n) },
	}
}

// allowed reads the names of rules of pages that do not hold for a site.
func (d *decoder) allowed(n ast.Node) []string {
	list := []string{}
	known := append([]string{"all"}, probes.RuleNames()...)
	d.r.OneOrMore(n, func(v ast.Node) {
		name := d.value(v, "allow")
		if !slices.Contains(known, name) {
			d.r.Mistake(v, "there is no rule %q that could be turned off%s", name, yamlread.DidYouMean(name, known))
		}
		list = append(list, name)
	})
	return list
}

// status reads a code such as 304, or a range such as 200-299.
func (d *decoder) status(n ast.Node) probes.StatusRange {
	t := d.text(n, "status")
	from, to, ranged := strings.Cut(t.value, "-")
	if !ranged {
		to = from
	}
	a, errA := strconv.Atoi(strings.TrimSpace(from))
	b, errB := strconv.Atoi(strings.TrimSpace(to))
	if errA != nil || errB != nil || a < 100 || b > 599 || a > b {
		d.r.Mistake(n, "status must be a code such as 304 or a range such as 200-299, not %q", t.written)
	}
	return probes.StatusRange{From: a, To: b}
}

func (d *decoder) patterns(n ast.Node, what string) []probes.Pattern {
	var list []probes.Pattern
	d.r.OneOrMore(n, func(v ast.Node) { list = append(list, d.pattern(v, what)) })
	return list
}

// pattern reads words or an expression. Of a broken one only the kind of its fault is told: the rest may be a
// variable's value.
func (d *decoder) pattern(n ast.Node, what string) probes.Pattern {
	p, err := probes.ParsePattern(d.value(n, what))
	var fault *syntax.Error
	switch {
	case errors.As(err, &fault):
		d.r.Mistake(n, "%s is not a regular expression: %s", what, fault.Code)
	case err != nil:
		d.r.Mistake(n, "%s is not a regular expression", what)
	}
	return p
}

func (d *decoder) jsonRules(n ast.Node) []probes.JSONRule {
	var list []probes.JSONRule
	for _, p := range d.r.Pairs(n, "json") {
		if _, err := jsonpath.Parse(p.Name); err != nil {
			d.r.Mistake(p.Key, "%q is not a JSONPath: %s", p.Name, err)
			continue
		}
		value := "null"
		if _, null := p.Value.(*ast.NullNode); !null {
			value = d.value(p.Value, p.Name)
		}
		list = append(list, probes.JSONRule{Path: p.Name, Value: value})
	}
	return list
}

package config

import (
	"errors"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/theory/jsonpath"

	"vigie/probes"
)

// expect reads what an answer must be like.
func (d *decoder) expect(n ast.Node, s *draft) {
	e := &s.expect
	d.r.Fields(n, "expect", fields{
		"status": s.only("status", func(n ast.Node) {
			e.Status = nil
			d.r.OneOrMore(n, func(v ast.Node) { e.Status = append(e.Status, d.status(v)) })
		}, "url"),
		"contains": s.only("contains", func(n ast.Node) { e.Contains = d.patterns(n, "contains") }, "url", "tcp"),
		"lacks":    s.only("lacks", func(n ast.Node) { e.Lacks = d.patterns(n, "lacks") }, "url"),
		"visible":  s.only("visible", func(n ast.Node) { e.Visible = d.r.Int(n, "visible", 0, 1<<20) }, "url"),
		"under":    s.only("under", func(n ast.Node) { e.Under = d.atLeast(n, "under", 0, e.Under) }, append([]string{"url", "tcp", "ping"}, mailKeys()...)...),
		"json":     s.only("json", func(n ast.Node) { e.JSON = d.jsonRules(n) }, "url"),
		"headers": s.only("headers", func(n ast.Node) {
			e.Headers = make(map[string]probes.Pattern)
			for _, p := range d.r.Pairs(n, "headers") {
				e.Headers[p.Name] = d.pattern(p.Value, "the header "+p.Name)
			}
		}, "url"),
		"answer": s.only("answer", func(n ast.Node) { s.query.Answer = d.texts(n, "answer") }, "dns"),
	})
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

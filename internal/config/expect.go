package config

import (
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/theory/jsonpath"

	"vigie/internal/yamlread"
	"vigie/probes"
)

// expect reads what an answer must be like.
func (d *decoder) expect(n ast.Node, s *draft) {
	d.r.Fields(n, "expect", map[string]func(ast.Node){
		"status": func(n ast.Node) {
			s.expect.Status = nil
			d.r.OneOrMore(n, func(v ast.Node) { s.expect.Status = append(s.expect.Status, d.status(v)) })
		},
		"contains": func(n ast.Node) { s.expect.Contains = d.patterns(n, "contains") },
		"lacks":    func(n ast.Node) { s.expect.Lacks = d.patterns(n, "lacks") },
		"visible":  func(n ast.Node) { s.expect.Visible = d.r.Int(n, "visible", 0, 1<<20) },
		"under":    func(n ast.Node) { s.expect.Under = d.positive(n, "under") },
		"answer":   func(n ast.Node) { s.answer = d.texts(n, "answer") },
		"json":     func(n ast.Node) { s.expect.JSON = d.jsonRules(n) },
		"headers": func(n ast.Node) {
			s.expect.Headers = make(map[string]probes.Pattern)
			for _, p := range d.r.Pairs(n, "headers") {
				s.expect.Headers[p.Name] = d.pattern(p.Value, "the header "+p.Name)
			}
		},
	})
}

// status reads a code such as 304, or a range such as 200-299.
func (d *decoder) status(n ast.Node) probes.StatusRange {
	s := d.r.String(n, "status")
	from, to, ranged := strings.Cut(s, "-")
	if !ranged {
		to = from
	}
	a, errA := strconv.Atoi(strings.TrimSpace(from))
	b, errB := strconv.Atoi(strings.TrimSpace(to))
	if errA != nil || errB != nil || a < 100 || b > 599 || a > b {
		d.r.Mistake(n, "status must be a code such as 304 or a range such as 200-299, not %q", s)
	}
	return probes.StatusRange{From: a, To: b}
}

func (d *decoder) patterns(n ast.Node, what string) []probes.Pattern {
	var list []probes.Pattern
	d.r.OneOrMore(n, func(v ast.Node) { list = append(list, d.pattern(v, what)) })
	return list
}

func (d *decoder) pattern(n ast.Node, what string) probes.Pattern {
	p, err := probes.ParsePattern(d.r.String(n, what))
	if err != nil {
		d.r.Mistake(n, "%s is not a regular expression: %s", what, err)
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
			value = d.r.String(p.Value, p.Name)
		}
		list = append(list, probes.JSONRule{Path: p.Name, Value: value})
	}
	return list
}

// Sites reads a list of sites for another format that holds them as the configuration does.
func Sites(r *yamlread.Reader, n ast.Node) []Site {
	d := &decoder{r: r, config: Defaults()}
	r.List(n, "sites", func(v ast.Node) {
		if s, ok := d.site(v); ok {
			d.config.Sites = append(d.config.Sites, s)
		}
	})
	d.crossCheck(n)
	return d.config.Sites
}

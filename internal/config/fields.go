package config

import (
	"maps"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"vigie/probes"
)

// siteFields are the keys of a site.
func (d *decoder) siteFields(s *draft) fields {
	f := fields{
		"name":    func(n ast.Node) { s.site.Name, s.name = d.siteName(n), n },
		"group":   func(n ast.Node) { s.site.Group = d.value(n, "group") },
		"host":    func(n ast.Node) { s.site.Host = d.value(n, "host") },
		"needs":   func(n ast.Node) { d.needed(n, s) },
		"markets": func(n ast.Node) { s.site.Markets = d.texts(n, "markets") },
		"every":   func(n ast.Node) { s.site.Every = d.atLeast(n, "every", time.Second, s.site.Every) },
		"timeout": func(n ast.Node) { s.site.Timeout = d.atLeast(n, "timeout", time.Millisecond, s.site.Timeout) },
		"confirm": func(n ast.Node) { s.site.Confirm = d.r.Int(n, "confirm", 1, 100) },
		"recheck": func(n ast.Node) { s.site.Recheck = d.atLeast(n, "recheck", time.Millisecond, s.site.Recheck) },
		"ip":      func(n ast.Node) { s.family = probes.Family(d.r.Word(n, "ip", "any", "4", "6", "both")) },
		"expect":  func(n ast.Node) { d.expect(n, s) },
		"maintenance": func(n ast.Node) {
			s.site.Maintenance = nil
			d.r.OneOrMore(n, func(v ast.Node) { s.site.Maintenance = append(s.site.Maintenance, d.plan(v, false).window) })
		},
		"revenue": func(n ast.Node) { d.readRevenue(n, s) },
		"orders":  func(n ast.Node) { s.money.orders = n },
	}
	for _, k := range kinds {
		maps.Copy(f, k.keys(d, s))
	}
	return f
}

func (d *decoder) siteName(n ast.Node) string {
	name := d.value(n, "name")
	if strings.TrimSpace(name) == "" {
		d.r.Mistake(n, "name must not be empty")
	}
	return name
}

func (d *decoder) needed(n ast.Node, s *draft) {
	s.needs, s.site.Needs = nil, nil
	d.r.OneOrMore(n, func(v ast.Node) {
		name := d.value(v, "needs")
		s.site.Needs = append(s.site.Needs, name)
		s.needs = append(s.needs, mention{node: v, name: name})
	})
}

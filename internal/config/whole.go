package config

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/yamlread"
)

// decoder turns a parsed file into a Config.
type decoder struct {
	r        *yamlread.Reader
	dir      string // where the files are that the configuration names
	env      func(string) (string, bool)
	config   *Config
	defaults *draft // what every site begins with
	named    []mention
	needs    []mention
	alerts   []alert
	plans    []plan
	files    map[string]*Orders // by path; nil where one cannot be read
}

// mention is a name at its place in the file.
type mention struct {
	node ast.Node
	site string // who mentions it
	name string
}

func newDecoder(r *yamlread.Reader, dir string, env func(string) (string, bool)) *decoder {
	return &decoder{r: r, dir: dir, env: env, config: Defaults(), defaults: newDraft(), files: make(map[string]*Orders)}
}

// whole reads the file. What concerns every site is read before the sites, wherever it stands.
func (d *decoder) whole(root ast.Node) {
	c := d.config
	var sites ast.Node
	d.r.Fields(root, "the configuration", fields{
		"sites":      func(n ast.Node) { sites = n },
		"defaults":   d.readDefaults,
		"resolver":   func(n ast.Node) { c.Resolver = d.hostPort(n, "resolver", "53").value },
		"references": d.references,
		"limits":     d.limits,
		"providers":  func(n ast.Node) { d.r.List(n, "providers", d.provider) },
		"console":    d.console,
		"notify":     func(n ast.Node) { d.r.List(n, "notify", d.alert) },
		"ssh":        func(n ast.Node) { d.later(n, "ssh") },
		"notice":     d.notice,
		"metrics":    d.metrics,
		"history":    d.history,
		"maintenance": func(n ast.Node) {
			d.r.OneOrMore(n, func(v ast.Node) { d.plans = append(d.plans, d.plan(v, true)) })
		},
	})
	if sites != nil {
		d.sites(sites)
	}
	d.settleAlerts()
	if len(c.Sites) == 0 && len(c.Providers) == 0 && d.r.Err() == nil {
		d.r.Mistake(root, "there is nothing to watch: add sites, or a provider")
	}
}

// notice reads what messages say of the firm.
func (d *decoder) notice(n ast.Node) {
	x := &d.config.Notice
	text := func(to *string, what string) func(ast.Node) {
		return func(n ast.Node) { *to = d.value(n, what) }
	}
	x.Meanwhile = make(map[string]string)
	in := func(language string) func(ast.Node) {
		return func(n ast.Node) { x.Meanwhile[language] = d.value(n, "meanwhile") }
	}
	d.r.Fields(n, "notice", fields{
		"meanwhile": func(n ast.Node) { d.r.Fields(n, "meanwhile", fields{"en": in("en"), "fr": in("fr"), "nl": in("nl")}) },
		"company":   text(&x.Company, "company"), "contact": text(&x.Contact, "contact"), "phone": text(&x.Phone, "phone"),
		"follow": text(&x.Follow, "follow"), "signature": text(&x.Signature, "signature"),
	})
}

// later accepts what a later version will do.
func (d *decoder) later(n ast.Node, what string) {
	d.r.Pairs(n, what)
	d.warn(n, "%s is understood, but this version does not do it yet", what)
}

func (d *decoder) warn(n ast.Node, format string, args ...any) {
	d.config.Warnings = append(d.config.Warnings, fmt.Sprintf("line %d: %s", yamlread.Line(n), fmt.Sprintf(format, args...)))
}

// sites reads the list, then what only the whole list can tell: names that stand twice, needs that name nobody.
func (d *decoder) sites(n ast.Node) {
	d.r.List(n, "sites", func(v ast.Node) {
		if s, ok := d.site(v); ok {
			d.config.Sites = append(d.config.Sites, s)
		}
	})
	first := make(map[string]int, len(d.named))
	all := make([]string, 0, len(d.named))
	for _, m := range d.named {
		if line, twice := first[m.name]; twice {
			d.r.Mistake(m.node, "two sites are called %q, the first on line %d: give one of them another name", m.name, line)
			continue
		}
		first[m.name] = yamlread.Line(m.node)
		all = append(all, m.name)
	}
	for _, m := range d.needs {
		switch {
		case m.name == m.site:
			d.r.Mistake(m.node, "%s needs itself", m.site)
		case first[m.name] == 0:
			d.r.Mistake(m.node, "%s needs %q, which is no site%s", m.site, m.name, yamlread.DidYouMean(m.name, all))
		}
	}
	d.applyPlans(all)
}

// Sites reads a list of sites for another format that holds them as the configuration does. Variables are not
// filled in, and what this version does not do yet is passed over.
func Sites(r *yamlread.Reader, n ast.Node) []Site {
	d := newDecoder(r, "", nil)
	d.sites(n)
	return d.config.Sites
}

package scenario

import (
	"cmp"
	"embed"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/config"
	"vigie/internal/yamlread"
)

//go:embed scenarios/*.yaml
var embedded embed.FS

// Embedded are the names of the scenarios that come with the program.
func Embedded() []string {
	entries, err := embedded.ReadDir("scenarios")
	if err != nil {
		return nil // the folder is part of the program
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

// Open reads a scenario by its embedded name, or a file.
func Open(nameOrPath string) (*Scenario, error) {
	if data, err := embedded.ReadFile("scenarios/" + nameOrPath + ".yaml"); err == nil {
		return Parse(nameOrPath+".yaml", data)
	}
	data, err := os.ReadFile(nameOrPath)
	if err != nil {
		return nil, fmt.Errorf("%q is no scenario of this program%s, and cannot be read as a file: %w",
			nameOrPath, yamlread.DidYouMean(nameOrPath, Embedded()), err)
	}
	return Parse(nameOrPath, data)
}

// Parse reads a scenario. Mistakes are those of a configuration: *config.Mistake, or several joined.
// A scenario without a name is called after its file.
func Parse(name string, data []byte) (*Scenario, error) {
	r, root, err := yamlread.Parse(name, data)
	if err != nil {
		return nil, err
	}
	if root == nil {
		return nil, &config.Mistake{File: name, Line: 1, Column: 1, Message: "the scenario is empty"}
	}
	base := filepath.Base(name)
	p := &parser{
		r: r, named: make(map[string][]string),
		sc: &Scenario{Name: strings.TrimSuffix(base, filepath.Ext(base)), Title: make(map[string]string)},
	}
	p.whole(root)
	if err := r.Err(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(p.sc.Events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
	return p.sc, nil
}

// parser turns a parsed file into a Scenario.
type parser struct {
	r        *yamlread.Reader
	sc       *Scenario
	named    map[string][]string // what the estate holds, by kind: servers, vps, …
	mentions []mention
}

// mention is a thing of the estate that something else names, at its place in the file.
type mention struct {
	node       ast.Node
	kind, name string
}

// fields are the keys of a map, each with what reads its value.
type fields = map[string]func(ast.Node)

func (p *parser) whole(root ast.Node) {
	sc := p.sc
	p.r.Fields(root, "the scenario", fields{
		"name":   p.text(&sc.Name, "name"),
		"title":  p.title,
		"start":  p.moment(&sc.Start, "start"),
		"estate": p.estate,
		"sites":  func(n ast.Node) { sc.Sites = config.Sites(p.r, n) },
		"events": p.each("events", p.event),
		"expect": p.each("expect", p.expectation),
	})
	for _, s := range sc.Sites {
		p.named["sites"] = append(p.named["sites"], s.Name)
	}
	for _, m := range p.mentions {
		if known := p.known(m.kind); m.name != "*" && !slices.Contains(known, m.name) {
			p.r.Mistake(m.node, "%q is not among the %s of this scenario%s", m.name, m.kind, yamlread.DidYouMean(m.name, known))
		}
	}
	if sc.Start.IsZero() && p.r.Err() == nil {
		p.r.Mistake(root, "a scenario needs a start, such as 2021-03-10T00:30:00+01:00")
	}
	if len(sc.Sites) == 0 && p.r.Err() == nil {
		p.r.Mistake(root, "a scenario needs sites")
	}
}

// known are the names that a mention of a kind may have: of resources, those of all kinds that a task can be under way on.
func (p *parser) known(kind string) []string {
	if kind != "resources" {
		return slices.Clone(p.named[kind])
	}
	var all []string
	for _, k := range []string{"servers", "vps", "hostings", "databases", "zones", "mail", "domains", "instances", "load_balancers", "nas", "ips"} {
		all = append(all, p.named[k]...)
	}
	return all
}

func (p *parser) mention(n ast.Node, kind, name string) {
	p.mentions = append(p.mentions, mention{node: n, kind: kind, name: name})
}

func (p *parser) text(to *string, what string) func(ast.Node) {
	return func(n ast.Node) { *to = p.r.String(n, what) }
}

func (p *parser) word(to *string, what string, words ...string) func(ast.Node) {
	return func(n ast.Node) { *to = p.r.Word(n, what, words...) }
}

func (p *parser) number(to *int, what string) func(ast.Node) {
	return func(n ast.Node) { *to = p.r.Int(n, what, 0, 1<<30) }
}

func (p *parser) moment(to *time.Time, what string) func(ast.Node) {
	return func(n ast.Node) { *to = p.r.Time(n, what) }
}

func (p *parser) offset(to *time.Duration, what string) func(ast.Node) {
	return func(n ast.Node) { *to = p.r.Duration(n, what) }
}

func (p *parser) each(what string, read func(ast.Node)) func(ast.Node) {
	return func(n ast.Node) { p.r.List(n, what, read) }
}

func (p *parser) texts(to *[]string, what string) func(ast.Node) {
	return p.each(what, func(n ast.Node) { *to = append(*to, p.r.String(n, what)) })
}

// address reads an IP address of one family; version is 4 or 6.
func (p *parser) address(to *string, what string, version int) func(ast.Node) {
	return func(n ast.Node) {
		*to = p.r.String(n, what)
		ip, err := netip.ParseAddr(*to)
		if err != nil || ip.Is4() != (version == 4) {
			p.r.Mistake(n, "%s must be an IPv%d address, not %q", what, version, *to)
		}
	}
}

// title reads one title, or one for each language.
func (p *parser) title(n ast.Node) {
	if !yamlread.IsMap(n) {
		p.sc.Title["en"] = p.r.String(n, "title")
		return
	}
	for _, kv := range p.r.Pairs(n, "title") {
		p.sc.Title[kv.Name] = p.r.String(kv.Value, "title")
	}
}

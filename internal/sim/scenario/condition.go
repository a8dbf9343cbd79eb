package scenario

import (
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/yamlread"
)

var (
	// conditionKinds are the keys of an event under which conditions stand.
	conditionKinds = []string{"places", "servers", "vps", "hostings", "databases", "mail", "zones", "cdns", "sites"}
	// abroad are the kinds whose things need not be in the account: a building where it holds nothing can burn too,
	// and a name can be at another provider.
	abroad = []string{"places", "zones", "mail"}
	// plainConditions stand alone.
	plainConditions = []string{
		"ok", "blackhole", "refuse", "reset", "unreachable", "stall", "blank", "default_page", "wrong_page", "truncate",
		"expired", "wrong_name", "untrusted",
	}
	// zoneConditions stand alone, and are met by whoever asks for a name.
	zoneConditions = []string{"nxdomain", "servfail", "timeout"}
	// valuedConditions are a map from the condition to its value, with an example of it.
	valuedConditions = map[string]string{"slow": "4s", "status": "503", "loss": "40%"}
)

// condition reads what probes of one thing meet: a word, { status: 503 }, or { condition: …, families: [4] }.
func (p *parser) condition(kind, name string, n ast.Node) Condition {
	c := Condition{Kind: kind, Name: name}
	if !yamlread.IsMap(n) {
		c.What = p.plain(kind, n)
		return c
	}
	said := 0
	f := fields{
		"condition": func(n ast.Node) {
			said++
			inner := p.condition(kind, name, n)
			c.What, c.Value = inner.What, inner.Value
		},
		"families": p.each("families", func(v ast.Node) { c.Families = append(c.Families, p.family(v)) }),
	}
	for what := range valuedConditions {
		f[what] = func(n ast.Node) {
			said++
			c.What, c.Value = what, p.value(what, n)
		}
	}
	before := p.r.Err()
	p.r.Fields(n, "a condition", f)
	if said != 1 && before == nil && p.r.Err() == nil {
		p.r.Mistake(n, "one condition is needed here, not %d", said)
	}
	return c
}

// plain reads a condition that is one word.
func (p *parser) plain(kind string, n ast.Node) string {
	words := slices.Clone(plainConditions)
	if kind == "zones" {
		words = append(words, zoneConditions...)
	}
	what := p.r.String(n, "a condition")
	example, valued := valuedConditions[what]
	switch {
	case valued:
		p.r.Mistake(n, "%s needs its value: { %s: %s }", what, what, example)
	case slices.Contains(zoneConditions, what) && kind != "zones":
		p.r.Mistake(n, "only zones can be %s, not %s", what, kind)
	default:
		p.r.Word(n, "a condition", words...)
	}
	return what
}

// value reads the value of a condition that has one.
func (p *parser) value(what string, n ast.Node) string {
	value := p.r.String(n, what)
	switch what {
	case "slow":
		if p.r.Duration(n, what) < 0 {
			p.r.Mistake(n, "slow must not be less than nothing")
		}
	case "status":
		p.r.Int(n, what, 100, 599)
	case "loss":
		share, percent := strings.CutSuffix(value, "%")
		if v, err := strconv.Atoi(share); err != nil || !percent || v < 0 || v > 100 {
			p.r.Mistake(n, "loss must be a share from 0%% to 100%%, such as 40%%, not %q", value)
		}
	}
	return value
}

func (p *parser) family(n ast.Node) int {
	switch v := p.r.String(n, "a family"); v {
	case "4":
		return 4
	case "6":
		return 6
	default:
		p.r.Mistake(n, "a family is 4 or 6, not %q", v)
		return 0
	}
}

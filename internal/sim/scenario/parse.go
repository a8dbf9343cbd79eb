package scenario

import (
	"embed"
	"fmt"
	"os"
	"sort"
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

// Parse reads a scenario. Mistakes are told like those of a configuration.
func Parse(name string, data []byte) (*Scenario, error) {
	r, root, err := yamlread.Parse(name, data, nil)
	if err != nil {
		return nil, err
	}
	if root == nil {
		return nil, fmt.Errorf("%s: the scenario is empty", name)
	}
	p := &parser{r: r, sc: &Scenario{Title: map[string]string{}}}
	p.whole(root)
	if err := r.Err(); err != nil {
		return nil, err
	}
	sort.SliceStable(p.sc.Events, func(i, j int) bool { return p.sc.Events[i].At < p.sc.Events[j].At })
	return p.sc, nil
}

type parser struct {
	r  *yamlread.Reader
	sc *Scenario
}

type fields = map[string]func(ast.Node)

func (p *parser) whole(root ast.Node) {
	sc := p.sc
	p.r.Fields(root, "the scenario", fields{
		"name":   p.text(&sc.Name, "name"),
		"title":  p.title,
		"start":  func(n ast.Node) { sc.Start = p.r.Time(n, "start") },
		"estate": p.estate,
		"sites":  func(n ast.Node) { sc.Sites = config.Sites(p.r, n) },
		"events": func(n ast.Node) { p.r.List(n, "events", p.event) },
		"expect": func(n ast.Node) { p.r.List(n, "expect", p.expectation) },
	})
	if sc.Start.IsZero() {
		p.r.Mistake(root, "a scenario needs a start, such as 2021-03-10T00:30:00+01:00")
	}
	if len(sc.Sites) == 0 {
		p.r.Mistake(root, "a scenario needs sites")
	}
}

func (p *parser) text(to *string, what string) func(ast.Node) {
	return func(n ast.Node) { *to = p.r.String(n, what) }
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

func (p *parser) title(n ast.Node) {
	if !yamlread.IsMap(n) {
		p.sc.Title["en"] = p.r.String(n, "title")
		return
	}
	for _, kv := range p.r.Pairs(n, "title") {
		p.sc.Title[kv.Name] = p.r.String(kv.Value, "title")
	}
}

// event reads one entry of events. It may do several things at once.
func (p *parser) event(n ast.Node) {
	var e Event
	f := fields{
		"at":           p.offset(&e.At, "at"),
		"line":         func(n ast.Node) { e.Line = p.r.Word(n, "line", "up", "down") },
		"resolver":     func(n ast.Node) { e.Resolver = p.r.Word(n, "resolver", "up", "down") },
		"provider_api": func(n ast.Node) { e.ProviderAPI = p.r.Word(n, "provider_api", "ok", "down", "slow", "unauthorized") },
		"notice":       func(n ast.Node) { e.Notice = p.notice(n) },
		"task": func(n ast.Node) {
			t := &Task{}
			p.r.Fields(n, "task", fields{
				"service": p.text(&t.Service, "service"), "function": p.text(&t.Function, "function"), "status": p.text(&t.Status, "status"),
			})
			e.Task = t
		},
		"ticket": func(n ast.Node) {
			t := &TicketEvent{}
			var id int
			p.r.Fields(n, "ticket", fields{
				"id": p.number(&id, "id"), "reply": p.text(&t.Reply, "reply"), "state": p.text(&t.State, "state"),
			})
			t.ID = int64(id)
			e.Ticket = t
		},
	}
	for _, kind := range conditionKinds {
		f[kind] = func(n ast.Node) {
			for _, kv := range p.r.Pairs(n, kind) {
				e.Conditions = append(e.Conditions, p.condition(kind, kv.Name, kv.Value))
			}
		}
	}
	p.r.Fields(n, "an event", f)
	p.sc.Events = append(p.sc.Events, e)
}

var conditionKinds = []string{"places", "servers", "vps", "hostings", "databases", "mail", "zones", "cdns", "sites"}

// plainConditions stand alone; valued ones are a map from the condition to its value.
var (
	plainConditions = []string{
		"ok", "blackhole", "refuse", "reset", "unreachable", "stall", "blank", "default_page", "wrong_page", "truncate",
		"expired", "wrong_name", "untrusted", "nxdomain", "servfail", "timeout",
	}
	valuedConditions = []string{"slow", "status", "loss"}
)

func (p *parser) condition(kind, name string, n ast.Node) Condition {
	c := Condition{Kind: kind, Name: name}
	if !yamlread.IsMap(n) {
		c.What = p.r.Word(n, "a condition", plainConditions...)
		return c
	}
	f := fields{
		"condition": func(n ast.Node) {
			if yamlread.IsMap(n) {
				inner := p.condition(kind, name, n)
				c.What, c.Value = inner.What, inner.Value
				return
			}
			c.What = p.r.Word(n, "a condition", plainConditions...)
		},
		"families": func(n ast.Node) {
			p.r.List(n, "families", func(v ast.Node) { c.Families = append(c.Families, p.r.Int(v, "a family", 4, 6)) })
		},
	}
	for _, what := range valuedConditions {
		f[what] = func(n ast.Node) { c.What, c.Value = what, p.r.String(n, what); p.checkValue(n, c) }
	}
	p.r.Fields(n, "a condition", f)
	return c
}

func (p *parser) checkValue(n ast.Node, c Condition) {
	switch c.What {
	case "slow":
		p.r.Duration(n, "slow")
	case "status":
		p.r.Int(n, "status", 100, 599)
	case "loss":
		if !strings.HasSuffix(c.Value, "%") {
			p.r.Mistake(n, "loss must be a share such as 40%%, not %q", c.Value)
		}
	}
}

func (p *parser) notice(n ast.Node) *Notice {
	x := &Notice{}
	p.r.Fields(n, "notice", fields{
		"id": p.text(&x.ID, "id"), "page": p.text(&x.Page, "page"), "title": p.text(&x.Title, "title"),
		"impact": func(n ast.Node) {
			x.Impact = p.r.Word(n, "impact", "none", "minor", "major", "critical", "maintenance")
		},
		"state": func(n ast.Node) {
			x.State = p.r.Word(n, "state", "investigating", "identified", "monitoring", "resolved", "scheduled", "in_progress", "completed")
		},
		"body": p.text(&x.Body, "body"), "eta": p.moment(&x.ETA, "eta"),
	})
	return x
}

func (p *parser) expectation(n ast.Node) {
	var e Expect
	p.r.Fields(n, "an expectation", fields{
		"at": p.offset(&e.At, "at"), "after": p.offset(&e.After, "after"),
		"cause": func(n ast.Node) { e.Cause = p.r.Word(n, "cause", causes...) },
		"where": p.text(&e.Where, "where"),
	})
	p.sc.Expect = append(p.sc.Expect, e)
}

var causes = []string{
	"none", "local", "network", "dns", "domain", "certificate", "cdn", "site", "server", "datacenter",
	"provider", "product", "control_plane", "third_party", "unknown",
}

package config

import (
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/yamlread"
)

// Alert is who is told of what.
type Alert struct {
	To    string   // a shoutrrr address; a secret
	On    []string // down, up, notice, ticket, eta; all of them when empty
	Sites []string // names of sites; nil: all
	After time.Duration
}

// alertEvents are what alerts can be about.
func alertEvents() []string { return []string{"down", "up", "notice", "ticket", "eta"} }

// alert is one while it is read: the sites may stand below it in the file.
type alert struct {
	Alert
	sites []mention // names, and group:NAME
}

func (d *decoder) alert(n ast.Node) {
	var a alert
	d.r.Fields(n, "an alert", fields{
		"to": func(n ast.Node) {
			a.To = d.value(n, "to")
			if !isAddress(a.To) {
				d.r.Mistake(n, "to must be an address such as ntfy://ntfy.sh/my-topic")
			}
		},
		"on": func(n ast.Node) {
			d.r.OneOrMore(n, func(v ast.Node) { a.On = append(a.On, d.r.Word(v, "on", alertEvents()...)) })
		},
		"sites": func(n ast.Node) {
			d.r.OneOrMore(n, func(v ast.Node) { a.sites = append(a.sites, mention{node: v, name: d.value(v, "sites")}) })
		},
		"after": func(n ast.Node) {
			if a.After = d.r.Duration(n, "after"); a.After < 0 {
				d.r.Mistake(n, "after must not be less than nothing")
			}
		},
	})
	if a.To == "" && d.r.Err() == nil {
		d.r.Mistake(n, "an alert needs to: whom to tell, such as ntfy://ntfy.sh/my-topic")
	}
	d.alerts = append(d.alerts, a)
}

// isAddress tells whether something has the shape of an address; whether its service is known, who sends it says.
func isAddress(s string) bool {
	for i, c := range s {
		switch {
		case c >= 'a' && c <= 'z', i > 0 && (c >= '0' && c <= '9' || c == '+'):
		case c == ':' && i > 0:
			return len(s) > i+3 && s[i:i+3] == "://"
		default:
			return false
		}
	}
	return false
}

// settleAlerts turns the groups of alerts into sites, once all sites are known.
func (d *decoder) settleAlerts() {
	var all []string
	for _, s := range d.config.Sites {
		for _, name := range []string{s.Name, "group:" + s.Group} {
			if !slices.Contains(all, name) && name != "group:" {
				all = append(all, name)
			}
		}
	}
	for _, a := range d.alerts {
		for _, m := range a.sites {
			if !slices.Contains(all, m.name) {
				d.r.Mistake(m.node, "%q is no site%s", m.name, yamlread.DidYouMean(m.name, all))
			}
			for _, s := range d.config.Sites {
				if (m.name == s.Name || m.name == "group:"+s.Group) && !slices.Contains(a.Sites, s.Name) {
					a.Sites = append(a.Sites, s.Name)
				}
			}
		}
		d.config.Alerts = append(d.config.Alerts, a.Alert)
	}
}

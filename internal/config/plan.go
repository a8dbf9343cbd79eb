package config

import (
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/maintenance"
	"vigie/internal/yamlread"
)

// plan is a maintenance window with the sites that it is for.
type plan struct {
	window maintenance.Window
	sites  []mention // names, and group:NAME; all sites when empty
}

// plan reads a maintenance window: { from: …, to: … } once, or { when: Su 02:00-04:00, zone: Europe/Paris } every week.
// Among those of the whole configuration, sites says for whom.
func (d *decoder) plan(n ast.Node, forMany bool) plan {
	var p plan
	var from, to, when ast.Node
	zone := time.Local
	f := fields{
		"from": func(n ast.Node) { from = n },
		"to":   func(n ast.Node) { to = n },
		"when": func(n ast.Node) { when = n },
		"zone": func(n ast.Node) { zone = d.zone(n) },
		"why":  func(n ast.Node) { p.window.Why = d.value(n, "why") },
	}
	if forMany {
		f["sites"] = func(n ast.Node) {
			d.r.OneOrMore(n, func(v ast.Node) { p.sites = append(p.sites, mention{node: v, name: d.value(v, "sites")}) })
		}
	}
	d.r.Fields(n, "maintenance", f)
	switch {
	case when != nil && from == nil && to == nil:
		weekly, err := maintenance.ParseWeekly(d.value(when, "when"), zone)
		if err != nil {
			d.r.Mistake(when, "%s", err)
		}
		p.window.Weekly = weekly
	case when == nil && from != nil && to != nil:
		p.window.From, p.window.To = d.moment(from, "from", zone), d.moment(to, "to", zone)
		if !p.window.From.Before(p.window.To) {
			d.r.Mistake(to, "a maintenance must end after it begins")
		}
	case yamlread.IsMap(n):
		d.r.Mistake(n, "a maintenance is from a moment to another, or has weekly hours: { from: 2026-12-01 22:00, to: 2026-12-02 02:00 } or { when: Su 02:00-04:00 }")
	}
	return p
}

// zone reads the name of a time zone.
func (d *decoder) zone(n ast.Node) *time.Location {
	name := d.value(n, "zone")
	zone, err := time.LoadLocation(name)
	if err != nil {
		d.r.Mistake(n, "zone must be the name of a time zone such as Europe/Paris, not %q", name)
		return time.UTC
	}
	return zone
}

// moment reads a moment with its offset, or by the clock of a zone.
func (d *decoder) moment(n ast.Node, what string, zone *time.Location) time.Time {
	s := d.value(n, what)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t
		}
	}
	d.r.Mistake(n, "%s must be a moment such as 2026-12-01 22:00 or 2026-12-01T22:00:00+01:00, not %q", what, s)
	return time.Time{}
}

// applyPlans gives the maintenance windows of the whole configuration to the sites that they are for.
func (d *decoder) applyPlans(all []string) {
	var groups []string
	for _, s := range d.config.Sites {
		if s.Group != "" {
			groups = append(groups, s.Group)
		}
	}
	for _, p := range d.plans {
		for _, m := range p.sites {
			group, isGroup := strings.CutPrefix(m.name, "group:")
			switch {
			case isGroup && !slices.Contains(groups, group):
				d.r.Mistake(m.node, "no site is in the group %q%s", group, yamlread.DidYouMean(group, groups))
			case !isGroup && !slices.Contains(all, m.name):
				d.r.Mistake(m.node, "%q is no site%s", m.name, yamlread.DidYouMean(m.name, all))
			}
		}
		for i := range d.config.Sites {
			if s := &d.config.Sites[i]; p.concerns(s) {
				s.Maintenance = append(slices.Clip(s.Maintenance), p.window)
			}
		}
	}
}

func (p plan) concerns(s *Site) bool {
	return len(p.sites) == 0 || slices.ContainsFunc(p.sites, func(m mention) bool {
		return m.name == s.Name || m.name == "group:"+s.Group
	})
}

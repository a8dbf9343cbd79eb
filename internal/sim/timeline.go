package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/sim/scenario"
	"vigie/internal/yamlread"
)

// scope is what a condition is said of: a kind of thing and its name, both in lower case but for the names of sites.
type scope struct{ kind, name string }

// The scopes that stand alone.
var (
	ourLine     = scope{kind: "line"}
	ourResolver = scope{kind: "resolver"}
	providerAPI = scope{kind: "api"}
)

// change is a condition that a scope is given at a moment.
type change struct {
	at time.Time
	scope
	condition
}

// newTimeline writes the events of a scenario down as changes, in order of time.
func newTimeline(sc *scenario.Scenario) ([]change, error) {
	var list []change
	for _, e := range sc.Events {
		at := sc.Start.Add(e.At)
		for _, said := range e.Conditions {
			c, err := newCondition(said)
			if err != nil {
				return nil, fmt.Errorf("the event at %s: %s %q: %w", e.At, said.Kind, said.Name, err)
			}
			list = append(list, change{at, scopeOf(said.Kind, said.Name), c})
		}
		for s, what := range map[scope]string{ourLine: e.Line, ourResolver: e.Resolver, providerAPI: e.ProviderAPI} {
			if what != "" {
				list = append(list, change{at, s, condition{what: what}})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b change) int { return a.at.Compare(b.at) })
	return list, nil
}

func scopeOf(kind, name string) scope {
	if kind == "sites" {
		return scope{kind, name}
	}
	return scope{kind, strings.ToLower(name)}
}

func newCondition(said scenario.Condition) (c condition, err error) {
	c = condition{what: said.What, families: said.Families}
	switch said.What {
	case "slow":
		c.slow, err = yamlread.ParseDuration(said.Value)
	case "status":
		c.status, err = strconv.Atoi(said.Value)
	case "loss":
		c.loss, err = strconv.ParseFloat(strings.TrimSuffix(said.Value, "%"), 64)
	}
	if err != nil {
		return c, fmt.Errorf("%s %q cannot be read: %w", said.What, said.Value, err)
	}
	return c, nil
}

// current is what was last said of a scope itself, or nothing.
func (w *World) current(s scope, t time.Time) string {
	what := ""
	for _, c := range w.timeline {
		if c.at.After(t) {
			break
		}
		if c.scope == s {
			what = c.what
		}
	}
	return what
}

// APIState is what the provider's API is like at t: ok, down, slow or unauthorized.
func (w *World) APIState(t time.Time) string {
	if s := w.current(providerAPI, t); s != "" {
		return s
	}
	return "ok"
}

// Next is the moment of the first event after a time; false when nothing happens any more.
func (w *World) Next(after time.Time) (next time.Time, found bool) {
	for _, e := range w.sc.Events {
		if t := w.sc.Start.Add(e.At); t.After(after) && (!found || t.Before(next)) {
			next, found = t, true
		}
	}
	return next, found
}

package sim

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/sim/scenario"
	"vigie/internal/yamlread"
)

// scope is what a condition is said of: a kind of thing and its name.
type scope struct{ kind, name string }

// change is a condition that a scope is given at a moment.
type change struct {
	at time.Time
	scope
	condition
}

// condition is what a probe meets.
type condition struct {
	what     string
	slow     time.Duration
	status   int
	loss     int // per cent
	families []int
}

var ok = condition{what: "ok"}

func (c condition) concerns(family int) bool {
	return len(c.families) == 0 || slices.Contains(c.families, family)
}

func timeline(sc *scenario.Scenario) []change {
	var list []change
	for _, e := range sc.Events {
		at := sc.Start.Add(e.At)
		for _, c := range e.Conditions {
			x := change{at: at, scope: scope{c.Kind, c.Name}, condition: condition{what: c.What, families: c.Families}}
			switch c.What { // the values were checked when the scenario was read
			case "slow":
				x.slow, _ = yamlread.ParseDuration(c.Value)
			case "status":
				x.status, _ = strconv.Atoi(c.Value)
			case "loss":
				x.loss, _ = strconv.Atoi(strings.TrimSuffix(c.Value, "%"))
			}
			list = append(list, x)
		}
		switch {
		case e.Line != "":
			list = append(list, change{at: at, scope: scope{"line", ""}, condition: condition{what: e.Line}})
		case e.Resolver != "":
			list = append(list, change{at: at, scope: scope{"resolver", ""}, condition: condition{what: e.Resolver}})
		}
		if e.ProviderAPI != "" {
			list = append(list, change{at: at, scope: scope{"api", ""}, condition: condition{what: e.ProviderAPI}})
		}
	}
	return list
}

// current is the last condition that was said of a scope itself.
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

// condition is what a machine's visitors meet. Scopes go from the widest to the narrowest. A scope keeps its
// condition until it is given another one; a narrower scope that is said to be ok afterwards is spared, which is how
// a building comes back rack by rack. Of what then still holds, the latest counts.
func (w *World) condition(scopes []scope, family int, t time.Time) condition {
	type held struct {
		condition
		order int
	}
	holds := make([]held, len(scopes))
	for i, c := range w.timeline {
		if c.at.After(t) {
			break
		}
		at := slices.Index(scopes, c.scope)
		if at < 0 || !c.concerns(family) {
			continue
		}
		holds[at] = held{c.condition, i + 1}
		if c.what == "ok" {
			for wider := range at {
				holds[wider] = held{}
			}
			holds[at] = held{}
		}
	}
	latest := held{condition: ok}
	for _, h := range holds {
		if h.order > latest.order {
			latest = h
		}
	}
	return latest.condition
}

// lost tells whether a connection attempt is swallowed by a lossy way: the same attempt always goes the same way.
func (c condition) lost(address string, t time.Time) bool {
	return c.what == "loss" && int(chance(address, t)%100) < c.loss
}

func chance(address string, t time.Time) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(address + t.Format("150405"))) // a hash never fails
	x := h.Sum64()
	return x ^ x>>29
}

// roundTrip is how long a packet takes to an address and back: 8 to 40 ms, with some jitter.
func roundTrip(address string, t time.Time) time.Duration {
	base := 8 + chance(address, time.Time{})%30
	jitter := chance(address, t) % 3000
	return time.Duration(base)*time.Millisecond + time.Duration(jitter)*time.Microsecond
}

// APIState is what the provider's API is like: ok, down, slow or unauthorized.
func (w *World) APIState(t time.Time) string {
	if s := w.current(scope{"api", ""}, t); s != "" {
		return s
	}
	return "ok"
}

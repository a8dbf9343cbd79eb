package sim

import (
	"net/netip"
	"slices"
	"sync"
	"time"
)

// deeds are what people change in a world while it is watched: the only part of it that is not written in the scenario.
// Each holds from its moment on, so that the world stays a function of time.
type deeds struct {
	mu          sync.RWMutex
	afflictions []affliction
	leads       map[string][]lead // by host name, in order of time
	routes      []route
}

// affliction is a condition for some time.
type affliction struct {
	scope
	condition
	from, until time.Time // until is zero where it lasts
}

// Lead is where a name leads.
type Lead struct {
	Addresses []netip.Addr
	Alias     string // another name; empty where there is none
	TTL       uint32 // seconds
}

// lead is where a name leads from a moment on.
type lead struct {
	from time.Time
	Lead
}

// Afflict lets a thing, such as servers and an ID, meet its visitors in a condition for some time; for good where until is
// zero. A later one for the same thing ends it.
func (w *World) Afflict(kind, name, what string, from, until time.Time) {
	w.deeds.mu.Lock()
	defer w.deeds.mu.Unlock()
	s := scopeOf(kind, name)
	for i, old := range w.deeds.afflictions {
		if old.scope == s && (old.until.IsZero() || old.until.After(from)) {
			w.deeds.afflictions[i].until = from
		}
	}
	w.deeds.afflictions = append(w.deeds.afflictions, affliction{s, condition{what: what}, from, until})
}

// LeadTo lets a name lead elsewhere from a moment on.
func (w *World) LeadTo(name string, from time.Time, to Lead) {
	w.deeds.mu.Lock()
	defer w.deeds.mu.Unlock()
	if w.deeds.leads == nil {
		w.deeds.leads = make(map[string][]lead)
	}
	name = hostName(name)
	w.deeds.leads[name] = append(w.deeds.leads[name], lead{from, to})
}

// done is what people have made a thing meet its visitors in, at a moment.
func (w *World) done(scopes []scope, t time.Time) (condition, bool) {
	w.deeds.mu.RLock()
	defer w.deeds.mu.RUnlock()
	for _, s := range w.deeds.afflictions {
		if !s.from.After(t) && (s.until.IsZero() || s.until.After(t)) && slices.Contains(scopes, s.scope) && !s.ok() {
			return s.condition, true
		}
	}
	return fine, false
}

// led is where people have made a name lead, at a moment.
func (w *World) led(name string, t time.Time) (Lead, bool) {
	w.deeds.mu.RLock()
	defer w.deeds.mu.RUnlock()
	list := w.deeds.leads[name]
	for i := len(list) - 1; i >= 0; i-- {
		if !list[i].from.After(t) {
			return list[i].Lead, true
		}
	}
	return Lead{}, false
}

// Leads are all names within a zone of the estate, with where they lead by the scenario.
func (w *World) Leads(zone string) map[string]Lead {
	found := make(map[string]Lead)
	for name, addrs := range w.names {
		if w.zoneOf(name) == hostName(zone) {
			found[name] = Lead{Addresses: addrs, TTL: nameTTL}
		}
	}
	return found
}

// Silent tells whether nothing gets through to a resource at a moment, such as in a building without power.
func (w *World) Silent(kind, id string, t time.Time) bool {
	for _, r := range resources(w.sc.Estate) {
		if r.kind == kind && r.id == id {
			c := w.condition(append(slices.Clip(r.place), r.scope()), 4, t)
			return c.what == "blackhole" || c.what == "unreachable"
		}
	}
	return false
}

// RedirectsAt is the address that stands for the provider's machines which send visitors on to another page.
func (w *World) RedirectsAt() string { return referenceTwo }

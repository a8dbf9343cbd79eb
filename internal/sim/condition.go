package sim

import (
	"slices"
	"time"
)

// condition is what a probe meets.
type condition struct {
	what     string        // as the scenario calls it
	slow     time.Duration // how much later the first byte comes
	status   int           // of every page
	loss     float64       // per cent of the connection attempts
	families []int         // 4, 6; both when empty
}

var fine = condition{what: "ok"}

func (c condition) ok() bool { return c.what == "ok" }

func (c condition) concerns(family int) bool {
	return len(c.families) == 0 || slices.Contains(c.families, family)
}

// silent tells whether nothing comes back. The same attempt on a lossy way always ends in the same way.
func (c condition) silent(address string, t time.Time) bool {
	switch c.what {
	case "blackhole", "timeout":
		return true
	case "loss":
		return share(address, t)*100 < c.loss
	}
	return false
}

// badCertificate tells which certificate is shown instead of a sound one; empty: the sound one.
func (c condition) badCertificate() string {
	switch c.what {
	case "expired", "wrong_name", "untrusted":
		return c.what
	}
	return ""
}

// condition is what the visitors of something meet that lies within the scopes given, from the widest to the narrowest.
//
// A scope keeps its condition until it is given another one. A narrower scope that is said to be ok afterwards is
// spared what was said of the wider ones, which is how a building comes back rack by rack. Of what then still holds,
// the latest counts, and of two things said at once the narrower one.
func (w *World) condition(scopes []scope, family int, t time.Time) condition {
	type held struct {
		condition
		since time.Time
	}
	holds := make([]held, len(scopes))
	for _, c := range w.timeline {
		if c.at.After(t) {
			break
		}
		i := slices.Index(scopes, c.scope)
		switch {
		case i < 0 || !c.concerns(family):
		case c.ok():
			clear(holds[:i+1])
		default:
			holds[i] = held{c.condition, c.at}
		}
	}
	latest := held{condition: fine}
	for _, h := range holds {
		if h.what != "" && !h.since.Before(latest.since) {
			latest = h
		}
	}
	if latest.ok() {
		if c, done := w.done(scopes, t); done {
			return c
		}
	}
	return latest.condition
}

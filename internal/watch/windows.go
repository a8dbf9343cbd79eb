package watch

import (
	"time"

	"vigie/internal/result"
)

// window is a site's maintenance at this moment.
type window struct {
	open  bool
	since time.Time
	until time.Time
	why   string
}

// words say why a site is paused.
func (w window) words() string {
	s := "maintenance until " + w.until.Format("2 Jan 15:04")
	if w.why != "" {
		s += ": " + w.why
	}
	return s
}

// turnWindows opens and shuts the maintenance windows of all sites, and finds when one turns next.
func (c *core) turnWindows(now time.Time) {
	c.turns = time.Time{}
	for _, s := range c.sites {
		var w window
		for _, m := range s.spec.Maintenance {
			if until, open := m.Active(now); open && (!w.open || until.After(w.until)) {
				w = window{open: true, since: now, until: until, why: m.Why}
			}
			if next := m.Turn(now); !next.IsZero() && (c.turns.IsZero() || next.Before(c.turns)) {
				c.turns = next
			}
		}
		if s.pause(w, now) {
			c.refresh(s, now)
			c.dirty = true
		}
	}
}

// pause takes a window, and tells whether anything has changed by it. Asking goes on all the while: only what it
// means is put off.
func (s *site) pause(w window, now time.Time) bool {
	switch {
	case w.open && s.paused.open:
		w.since = s.paused.since
	case !w.open && s.paused.open:
		s.floor = now // what was seen within the window began with its end, as far as anybody is to know
	}
	changed := w != s.paused
	s.paused = w
	return changed
}

// explain finds which sites that are down need another one that is down too.
func (c *core) explain() {
	for _, s := range c.sites {
		if len(s.spec.Needs) == 0 {
			continue
		}
		by := ""
		if s.state == result.Down {
			by = c.failingNeed(s)
		}
		if by != s.explained {
			s.explained, s.stale = by, true
		}
	}
}

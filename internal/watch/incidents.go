package watch

import (
	"slices"
	"time"

	"vigie/internal/estate"
	"vigie/internal/incident"
	"vigie/internal/result"
)

// recall makes the book of the incidents that are known from before. What can no longer be reopened is let go of.
func (c *core) recall(known []incident.Record, now time.Time) {
	const kept = 24 * time.Hour
	c.book = incident.NewBook(known)
	c.book.Forget(now.Add(-kept))
}

// showIncidents puts what is open into a picture. That it cannot be written down is shown as the history's trouble is.
func (c *core) showIncidents(s *estate.Snapshot) {
	s.Incidents = c.book.Open()
	if len(c.costs) > 0 {
		s.Incidents = slices.Clone(s.Incidents)
		for i := range s.Incidents {
			s.Incidents[i].Cost = c.costs[s.Incidents[i].ID]
		}
	}
	if err := c.opts.Incidents.Err(); err != nil && s.Keeping.Error == "" {
		s.Keeping.Error, s.Keeping.Since = err.Error(), c.unwritten
	}
}

// attend looks, once in a while, at what other processes have written into the incidents, and lets those go on for
// which only time has passed.
func (c *core) attend(now time.Time) {
	for _, r := range c.opts.Incidents.Follow() {
		c.book.Take(r)
		c.heed(r)
	}
	c.carryAcks()
	if next := c.book.Next(); !next.IsZero() && !now.Before(next) {
		c.dirty, c.unclear = true, true
	}
	switch failing := c.opts.Incidents.Err() != nil; {
	case failing && c.unwritten.IsZero():
		c.opts.Log.Error("incidents cannot be kept", "error", c.opts.Incidents.Err())
		c.unwritten, c.dirty = now, true
	case !failing && !c.unwritten.IsZero():
		c.opts.Log.Info("incidents are kept again")
		c.unwritten, c.dirty = time.Time{}, true
	}
}

// heed tells of what somebody has done in an incident from elsewhere.
func (c *core) heed(r incident.Record) {
	text := r.Text
	switch r.Kind {
	case incident.Noted, incident.Action:
	case incident.Acknowledged:
		text = "acknowledged"
	case incident.TakenBack:
		text = "acknowledgement taken back"
		for _, s := range c.sites {
			if s.acked && (r.Site == s.spec.Name || r.Site == "" && c.book.Of(s.spec.Name) == r.Incident) {
				s.acked, s.ackedBy, s.stale = false, "", true
			}
		}
	default:
		return
	}
	c.note(estate.Event{Time: r.Time, Kind: estate.EventPerson, Site: r.Site, Text: text, By: r.By})
}

// carryAcks shows that somebody is on it at every site of an incident that was acknowledged: also at those that have
// joined since, and after a restart.
func (c *core) carryAcks() {
	for name, who := range c.book.Acked() {
		s := c.named[name]
		if s == nil || s.acked || s.state != result.Down && s.state != result.Degraded {
			continue
		}
		s.acked, s.ackedBy, s.stale, c.dirty = true, who, true, true
	}
}

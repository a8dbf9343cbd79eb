package watch

import (
	"time"

	"vigie/internal/estate"
	"vigie/internal/incident"
	"vigie/internal/result"
	"vigie/internal/verdict"
)

// judge has the picture judged, and incidents opened, followed and closed accordingly; what becomes of them is written
// down before it is shown.
func (c *core) judge(picture *estate.Snapshot) {
	now := picture.Now
	verdicts := verdict.Judge(picture)
	worst := verdicts[0]
	if worst.Cause != c.verdict.Cause || worst.Where != c.verdict.Where {
		c.tellVerdict(worst, now)
	}
	if worst.Cause == estate.CauseLocal && c.verdict.Cause != estate.CauseLocal {
		c.disregard(worst.Since)
	}
	c.verdict = worst

	c.opts.Incidents.Append(c.book.Fold(now, verdicts, picture)...)
}

func (c *core) tellVerdict(v estate.Verdict, now time.Time) {
	first := c.verdict.Cause == estate.CauseUnknown && c.verdict.Where == ""
	if v.Cause == estate.CauseNone && first || v.Cause == estate.CauseUnknown {
		return
	}
	c.note(estate.Event{Time: now, Kind: estate.EventVerdict, Text: v.Summary})
}

// Do carries out what a person wants, and writes it down.
func (c *core) Do(i estate.Intent, now time.Time) {
	c.dirty = true
	switch i.Kind {
	case estate.AskAgain:
		c.askAgain(i, now)
	case estate.Acknowledge:
		c.acknowledge(i, now)
	case estate.Note:
		c.opts.Incidents.Append(c.book.Say(now, incident.Noted, i.Site, i.By, i.Text)...)
		c.note(estate.Event{Time: now, Kind: estate.EventPerson, Site: i.Site, Text: i.Text, By: i.By})
	}
}

// askAgain makes the checks of a site due at once, or a source, or all sites and sources.
func (c *core) askAgain(i estate.Intent, now time.Time) {
	for _, s := range c.sites {
		if i.Of != "" || i.Site != "" && s.spec.Name != i.Site {
			continue
		}
		for _, k := range s.checks {
			switch {
			case k.asking:
				k.again = true
			case k.item.Waiting():
				c.agenda.Put(&k.item, now)
			}
		}
	}
	for _, s := range c.sources {
		switch {
		case i.Site != "" || i.Of != "" && s.spec.Name != i.Of:
		case s.asking:
			s.again = true
		default:
			c.agenda.Put(&s.item, now)
		}
	}
}

func (c *core) acknowledge(i estate.Intent, now time.Time) {
	var said []incident.Record
	for _, s := range c.sites {
		if i.Site != "" && s.spec.Name != i.Site || s.state == result.Up && !s.acked {
			continue
		}
		s.acked, s.ackedBy, s.stale = !s.acked, i.By, true
		text, kind := "acknowledged", incident.Acknowledged
		if !s.acked {
			text, kind, s.ackedBy = "acknowledgement taken back", incident.TakenBack, ""
		}
		said = append(said, c.book.Say(now, kind, s.spec.Name, i.By, "")...)
		c.note(estate.Event{Time: now, Kind: estate.EventPerson, Site: s.spec.Name, Text: text, By: i.By})
	}
	c.opts.Incidents.Append(said...)
}

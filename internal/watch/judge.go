package watch

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/verdict"
)

// judge has the picture judged, and opens, follows and closes incidents accordingly: one for one cause and place.
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

	var open []estate.Incident
	for _, v := range verdicts {
		if v.Cause == estate.CauseNone || v.Cause == estate.CauseUnknown && len(v.Affected) == 0 {
			continue
		}
		inc := c.incident(v)
		inc.Verdict = v
		inc.Sites = v.Affected
		open = append(open, inc)
	}
	c.incidents = open
}

// incident finds the open incident that a verdict continues, or opens one.
func (c *core) incident(v estate.Verdict) estate.Incident {
	for _, i := range c.incidents {
		if i.Verdict.Where == v.Where && i.Verdict.Cause == v.Cause || shares(i.Sites, v.Affected) {
			return i
		}
	}
	name := strings.NewReplacer("/", "-", " ", "-").Replace(v.Where)
	if name == "" {
		name = string(v.Cause)
	}
	id := fmt.Sprintf("%s-%s", v.Since.UTC().Format("20060102-1504"), strings.ToLower(name))
	return estate.Incident{ID: id, Opened: v.Since}
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
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
	for _, s := range c.sites {
		if i.Site != "" && s.spec.Name != i.Site || s.state == result.Up && !s.acked {
			continue
		}
		s.acked, s.ackedBy, s.stale = !s.acked, i.By, true
		text := "acknowledged"
		if !s.acked {
			text, s.ackedBy = "acknowledgement taken back", ""
		}
		c.note(estate.Event{Time: now, Kind: estate.EventPerson, Site: s.spec.Name, Text: text, By: i.By})
	}
}

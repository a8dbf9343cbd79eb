package watch

import (
	"fmt"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/schedule"
)

// Slept takes in that nobody watched from a moment to another: this machine was asleep, or stopped, or its clock was
// set. What would have been asked more than once meanwhile is not known any more, nothing is made up for, and what
// was under way is not believed where it failed.
func (c *core) Slept(from, to time.Time) {
	gap := to.Round(0).Sub(from.Round(0)) // by the clock of the day: that of the machine may have stood still
	c.awake = to
	lost := 0
	for _, s := range c.sites {
		if gap <= 2*s.spec.Every {
			continue
		}
		lost++
		for _, k := range s.checks {
			k.steady.Lost(from)
			k.speaks = &result.Result{State: result.Unknown, Reason: "nobody watched: this machine was asleep"}
			k.attempts = 0
		}
		c.refresh(s, to)
	}
	if lost == 0 {
		return
	}
	c.note(estate.Event{
		Time: to, Kind: estate.EventWatch,
		Text: fmt.Sprintf("Nobody watched from %s to %s: this machine was asleep, or its clock was set.", from.Format("2 Jan 15:04:05"), to.Format("2 Jan 15:04:05")),
	})
	c.opts.Log.Warn("nobody watched", "from", from, "to", to)
	c.spread(to)
}

// SetBack takes in that the clock of this machine was set back, maybe to before a maintenance window that is open.
func (c *core) SetBack(from, to time.Time) {
	c.note(estate.Event{
		Time: to, Kind: estate.EventWatch,
		Text: fmt.Sprintf("The clock of this machine was set back from %s to %s.", from.Format("2 Jan 15:04:05"), to.Format("2 Jan 15:04:05")),
	})
	c.opts.Log.Warn("the clock was set back", "from", from, "to", to)
	c.turnWindows(to)
}

// spread makes everything due soon that is not being asked: a large estate over as long as it takes at a steady pace,
// so that neither this machine nor its line meets a burst.
func (c *core) spread(now time.Time) {
	over := schedule.Spread(len(c.checks))
	for _, s := range c.sites {
		for _, k := range s.checks {
			c.soon(k, over, now)
		}
	}
	for _, s := range c.sources {
		if !s.asking {
			c.agenda.Put(&s.item, now)
		}
	}
}

// soon makes a check due within a stretch of time, or at its own next moment where that comes first.
func (c *core) soon(k *check, over time.Duration, now time.Time) {
	if k.asking {
		return
	}
	c.agenda.Put(&k.item, earlier(now.Add(schedule.Phase(k.spec.ID, over)), k.rhythm.After(now)))
}

package watch

import (
	"time"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/history"
	"vigie/internal/result"
	"vigie/internal/schedule"
)

// setSites takes the sites of a configuration, the first or another one. A check that was there before keeps all that
// is known of it and stays on its schedule; new ones begin without a burst; those that are gone are not asked again.
func (c *core) setSites(specs []config.Site, now time.Time) {
	old := make(map[string]*site, len(c.sites))
	for _, s := range c.sites {
		old[s.spec.Name] = s
	}
	before := c.checks
	c.checks = make(map[string]*check, len(before))
	c.sites = make([]*site, 0, len(specs))
	c.named = make(map[string]*site, len(specs))
	var fresh []*check
	for _, spec := range specs {
		s := old[spec.Name]
		if s == nil {
			s = newSite(spec, now)
		}
		s.spec, s.stale = spec, true
		s.checks = s.checks[:0:0]
		for _, p := range spec.Checks {
			k := before[p.ID]
			if k == nil || k.site != s {
				k = newCheck(s, p, now)
				fresh = append(fresh, k)
			}
			k.reconfigure(s, p, now)
			if k.item.Waiting() { // it may be due sooner now
				c.agenda.Put(&k.item, earlier(k.item.Due, k.rhythm.After(now)))
			}
			delete(before, p.ID)
			c.checks[p.ID] = k
			s.checks = append(s.checks, k)
		}
		c.sites = append(c.sites, s)
		c.named[spec.Name] = s
	}
	for _, k := range before {
		k.gone = true
		c.agenda.Drop(&k.item)
	}
	c.crowd.limit(c.Capacity(), c.opts.Limits.PerHost)
	c.number()
	over := schedule.Spread(len(fresh))
	for _, k := range fresh {
		c.soon(k, over, now)
	}
	for _, s := range c.sites {
		s.join(c.atlas)
		c.refresh(s, now)
	}
	c.turnWindows(now)
	c.sellers, c.costly = sellers(c.sites), true
	c.register()
	c.dirty, c.unclear = true, true
}

// register tells the history what it will be told results of.
func (c *core) register() {
	if c.opts.History == nil {
		return
	}
	var list []history.Series
	for _, s := range c.sites {
		for _, k := range s.checks {
			list = append(list, history.Series{
				ID: k.spec.ID, Site: s.spec.Name, Kind: k.spec.Kind, Target: k.spec.Target, Vantage: c.opts.Env.Vantage,
			})
		}
	}
	c.opts.History.Register(list)
}

// number keeps the order of the configuration, to break ties the same way every time.
func (c *core) number() {
	order := 0
	for _, s := range c.sites {
		for _, k := range s.checks {
			order++
			k.item.Order = order
		}
	}
}

// Reload takes another configuration: its sites, sources and limits.
func (c *core) Reload(opts Options, now time.Time) {
	if opts.Limits.PerHost > 0 {
		c.opts.Limits = opts.Limits
	}
	c.opts.Sites, c.opts.Sources = opts.Sites, opts.Sources
	c.setSources(opts.Sources, now)
	c.joinAll()
	c.gatherTickets()
	c.setSites(opts.Sites, now)
	c.mistake = ""
	c.note(estate.Event{Time: now, Kind: estate.EventWatch, Text: "The configuration was read again."})
}

// Mistaken takes in why an edit of the configuration was not taken; empty once it has been mended.
func (c *core) Mistaken(why string) {
	c.dirty = c.dirty || c.mistake != why
	c.mistake = why
}

// Capacity is how many askings may be under way at once: what the configuration says, or else 256, or as many as
// there would be on a day on which nothing answers and each of them waits for its whole timeout.
func (c *core) Capacity() int {
	if c.opts.Limits.Parallel > 0 {
		return c.opts.Limits.Parallel
	}
	waiting, checks := 0.0, 0
	for _, s := range c.opts.Sites {
		for _, k := range s.Checks {
			waiting += min(1, float64(k.Timeout)/float64(s.Every))
			checks++
		}
	}
	const usual, spare = 256, 1.25
	return max(1, min(checks, max(usual, int(spare*waiting))))
}

// remember takes what is known from before: what is found as it was goes on, and what pages usually show is known.
func (c *core) remember(past []Remembered) {
	for _, m := range past {
		s := c.named[m.Site]
		if s == nil {
			continue
		}
		for _, x := range m.Spans {
			s.ledger.turn(x.From, x.State)
			if x.State != result.Degraded { // why it was is not known any more: perhaps of nothing that costs
				s.toll.turn(x.From, meaning(x.State, ""))
			} else {
				s.toll.turn(x.From, sells)
			}
		}
		s.ledger.turn(c.started, result.Unknown)
		s.toll.turn(c.started, sells)
		for _, k := range s.checks {
			if m.State != "" && m.State != result.Unknown {
				k.steady.Resume(m.State, m.Since)
			}
			if n := m.Usual[k.spec.ID]; n > 0 {
				k.usual.remember(n)
			}
		}
		s.stale = true
	}
}

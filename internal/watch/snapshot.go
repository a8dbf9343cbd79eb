package watch

import (
	"sort"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// Snapshot makes the picture as it is at now, judged anew if anything has changed since the last one. What it holds is never changed afterwards.
func (c *Core) Snapshot(now time.Time) *estate.Snapshot {
	s := c.picture(now)
	if c.dirty {
		c.judge(s)
		c.version++
		c.dirty = false
	}
	s.Version = c.version
	s.Happened = c.happened
	s.Events = append([]estate.Event(nil), c.events...)
	s.Verdict = c.verdict
	s.Incidents = append([]estate.Incident(nil), c.incidents...)
	return s
}

// Dirty tells whether a snapshot made now would differ from the last one in more than its time.
func (c *Core) Dirty() bool { return c.dirty }

// picture is the part of a snapshot that the verdict is made from.
func (c *Core) picture(now time.Time) *estate.Snapshot {
	s := &estate.Snapshot{
		Now: now, Started: c.started, Title: c.opts.Title, Demo: c.opts.Demo,
		Resources: c.resources, Sites: make([]*estate.Site, 0, len(c.sites)),
	}
	for _, x := range c.sites {
		s.Sites = append(s.Sites, x.view(now))
	}
	explain(s.Sites)
	for _, src := range c.sources {
		s.Sources = append(s.Sources, src.health())
		if src.facts.Identity != nil {
			s.Accounts = append(s.Accounts, *src.facts.Identity)
		}
		s.Tickets = append(s.Tickets, src.facts.Tickets...)
		s.Notices = append(s.Notices, src.facts.Notices...)
	}
	sort.SliceStable(s.Tickets, func(i, j int) bool { return s.Tickets[i].Updated.After(s.Tickets[j].Updated) })
	sort.SliceStable(s.Notices, func(i, j int) bool {
		a, b := s.Notices[i], s.Notices[j]
		if a.Open(now) != b.Open(now) {
			return a.Open(now)
		}
		return a.Posted.After(b.Posted)
	})
	s.Places = places(s, now)
	return s
}

func (s *site) view(now time.Time) *estate.Site {
	v := &estate.Site{
		Name: s.spec.Name, Group: s.spec.Group, State: s.state, Since: s.since,
		Failure: s.failure, Reason: s.reason, Suspect: s.wavering(),
		Resource: s.resource, FoundBy: s.foundBy, Place: s.place, Needs: s.spec.Needs,
		Acked: s.acked, AckedBy: s.ackedBy,
		Uptime24h: s.ledger.uptime(now.Add(-24*time.Hour), now),
		Checks:    make([]estate.Check, 0, len(s.checks)),
	}
	v.Latency = s.latency[max(0, len(s.latency)-estate.SparkLen):len(s.latency):len(s.latency)]
	for _, k := range s.checks {
		v.Checks = append(v.Checks, estate.Check{
			ID: k.spec.ID, Kind: k.spec.Kind, Target: k.spec.Target, Every: s.spec.Every,
			Next: k.item.due, Asking: k.asking, State: k.steady.state, Since: k.steady.since,
			Last: k.last, LastFailure: k.lastFailure,
		})
	}
	return v
}

// explain marks the sites that are down while something that they need is down too.
func explain(sites []*estate.Site) {
	down := make(map[string]bool)
	for _, s := range sites {
		if s.State == result.Down {
			down[s.Name] = true
		}
	}
	for i := range sites {
		if sites[i].State != result.Down {
			continue
		}
		for _, n := range sites[i].Needs {
			if down[n] {
				sites[i].ExplainedBy = n
				break
			}
		}
	}
}

// places groups resources and sites by building, the most troubled first.
func places(s *estate.Snapshot, now time.Time) []estate.Place {
	byName := make(map[string]*estate.Place)
	var order []*estate.Place
	at := func(p account.Place) *estate.Place {
		b := p.Building()
		x := byName[b.String()]
		if x == nil {
			x = &estate.Place{Place: b}
			byName[b.String()] = x
			order = append(order, x)
		}
		return x
	}
	for _, r := range s.Resources {
		x := at(r.Place)
		x.Resources = append(x.Resources, r.ID)
	}
	for _, site := range s.Sites {
		if site.Resource == "" {
			continue
		}
		x := at(site.Place)
		x.Sites = append(x.Sites, site.Name)
		switch site.State {
		case result.Down:
			x.Down = append(x.Down, site.Name)
		case result.Unknown:
			x.Unknown = append(x.Unknown, site.Name)
		}
	}
	for _, n := range s.Notices {
		if !n.Open(now) {
			continue
		}
		for _, x := range order {
			if x.Place.Provider == n.Provider && names(n.Places, x.Place.Datacenter) {
				x.Notices = append(x.Notices, n.ID)
			}
		}
	}
	sort.SliceStable(order, func(i, j int) bool {
		if len(order[i].Down) != len(order[j].Down) {
			return len(order[i].Down) > len(order[j].Down)
		}
		return order[i].Place.String() < order[j].Place.String()
	})
	out := make([]estate.Place, len(order))
	for i, x := range order {
		out[i] = *x
	}
	return out
}

func names(list []string, datacenter string) bool {
	for _, n := range list {
		if datacenter != "" && strings.EqualFold(n, datacenter) {
			return true
		}
	}
	return false
}

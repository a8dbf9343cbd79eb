package watch

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// Snapshot makes the picture as it is at now. What the verdict depends on is judged anew if any of it has changed. What
// a snapshot holds is never changed afterwards; sites that are as they were are those of the one before.
func (c *core) Snapshot(now time.Time) *estate.Snapshot {
	c.explain()
	s := c.picture(now)
	if c.unclear {
		c.places = buildings(s, now)
		s.Places = c.places
		c.judge(s)
		c.unclear = false
		c.callWitnesses(s, now)
	}
	c.reckon(now)
	if c.dirty {
		c.version++
		c.dirty = false
	}
	s.Version = c.version
	s.Happened = c.happened
	s.Events = append([]estate.Event(nil), c.events...)
	s.Verdict = c.verdict
	s.Cost = c.cost
	c.showIncidents(s)
	return s
}

// Dirty tells whether a snapshot made now would differ from the last one in more than its time.
func (c *core) Dirty() bool { return c.dirty }

// Notice takes in what changes by itself, with nothing being asked: the age of a fault, how the history is doing.
func (c *core) Notice(now time.Time) {
	c.attend(now)
	for _, s := range c.sources {
		c.tellHealth(s, now)
	}
	if c.opts.History == nil {
		return
	}
	before := c.keeping
	if c.keeping = c.opts.History.Keeping(); c.keeping == before {
		return
	}
	c.dirty = true
	switch now := c.keeping; {
	case now.Error != "" && before.Error == "":
		c.opts.Log.Error("the history cannot be kept", "error", now.Error)
	case now.Error == "" && before.Error != "":
		c.opts.Log.Info("the history is kept again", "lost", now.Lost)
	}
}

// picture is the part of a snapshot that the verdict is made from.
func (c *core) picture(now time.Time) *estate.Snapshot {
	s := &estate.Snapshot{
		Now: now, Started: c.started, Title: c.opts.Title, Demo: c.opts.Demo,
		Resources: c.resources, Tickets: c.tickets, Components: c.components, Places: c.places, Sites: make([]*estate.Site, len(c.sites)),
		Keeping: c.keeping, Mistake: c.mistake, Witnesses: c.testimony(),
	}
	s.Keeping.Off = c.opts.History == nil
	for i, x := range c.sites {
		if x.stale || x.view == nil {
			x.view, x.stale = x.show(now), false
		}
		s.Sites[i] = x.view
	}
	for _, src := range c.sources {
		s.Sources = append(s.Sources, src.health())
		if src.facts.Identity != nil {
			s.Accounts = append(s.Accounts, *src.facts.Identity)
		}
		s.Notices = append(s.Notices, src.facts.Notices...)
		s.Mails = append(s.Mails, src.facts.Mails...)
	}
	s.Campuses = c.campuses()
	sort.SliceStable(s.Mails, func(i, j int) bool { return s.Mails[i].Time.After(s.Mails[j].Time) })
	sort.SliceStable(s.Notices, func(i, j int) bool {
		a, b := s.Notices[i], s.Notices[j]
		if a.Open(now) != b.Open(now) {
			return a.Open(now)
		}
		return a.Posted.After(b.Posted)
	})
	return s
}

// show is a site as it is shown.
func (s *site) show(now time.Time) *estate.Site {
	v := &estate.Site{
		Name: s.spec.Name, Group: s.spec.Group, State: s.state, Since: s.since,
		Failure: s.failure, Root: s.root, Reason: s.reason, Suspect: s.suspect, Flapping: s.flaps,
		Resource: s.home.id, Kind: s.home.kind, FoundBy: s.foundBy, Place: s.home.place, Address: s.address, Server: s.server, Needs: s.spec.Needs, ExplainedBy: s.explained,
		Acked: s.acked, AckedBy: s.ackedBy,
		Uptime24h: s.ledger.uptime(now.Add(-24*time.Hour), now),
		Checks:    make([]estate.Check, 0, len(s.checks)),
	}
	if s.paused.open {
		v.Maintenance = s.paused.words()
	}
	v.Latency = s.latency[max(0, len(s.latency)-estate.SparkLen):len(s.latency):len(s.latency)]
	for _, k := range s.checks {
		v.Checks = append(v.Checks, estate.Check{
			ID: k.spec.ID, Kind: k.spec.Kind, Target: k.spec.Target, Every: s.spec.Every,
			Next: k.item.Due, Asking: k.asking, State: k.steady.State(), Since: k.steady.Since(),
			Last: k.last, LastFailure: k.lastFailure,
		})
	}
	return v
}

// buildings groups resources and sites by building, the most troubled first. A resource that stands nowhere, such as a
// domain or a block of addresses, is in none of them.
func buildings(s *estate.Snapshot, now time.Time) []estate.Place {
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
		if !r.Place.Known() || r.Kind == account.IPBlock {
			continue
		}
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
			if concerns(n, x.Place) {
				x.Notices = append(x.Notices, n.ID)
			}
		}
	}
	slices.SortStableFunc(order, func(a, b *estate.Place) int {
		return cmp.Or(
			cmp.Compare(len(b.Down), len(a.Down)), cmp.Compare(len(b.Unknown), len(a.Unknown)), cmp.Compare(len(b.Notices), len(a.Notices)),
			cmp.Compare(a.Place.String(), b.Place.String()),
		)
	})
	out := make([]estate.Place, len(order))
	for i, x := range order {
		out[i] = *x
	}
	return out
}

// concerns tells whether a notice names a place.
func concerns(n account.Notice, p account.Place) bool {
	return n.Provider == p.Provider && p.Datacenter != "" &&
		slices.ContainsFunc(n.Scope.Places(), func(named string) bool { return strings.EqualFold(named, p.Datacenter) })
}

package watch

import (
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/probes"
)

// Core is the state of a watch. It is used by one goroutine at a time.
type Core struct {
	opts    Options
	started time.Time
	sites   []*site
	sources []*source
	agenda  agenda

	running map[string]int      // probes that are under way, by host
	waiting map[string][]*check // checks that are due but wait for their host

	resources []account.Resource // of all sources, joined
	events    []estate.Event     // the newest of them
	happened  uint64             // how many there have been
	incidents []estate.Incident
	verdict   estate.Verdict
	seen      seen

	dirty   bool
	version uint64
}

type check struct {
	item   item
	site   *site
	spec   probes.Check
	host   string
	phase  time.Duration
	asking bool
	again  bool // somebody asked for it while it was being asked

	steady      steady
	attempts    int // failures in a row
	last        *result.Result
	lastFailure *result.Result
}

type source struct {
	item    item
	spec    Source
	asking  bool
	facts   Facts
	answers int
	lastOK  time.Time
	err     error
	since   time.Time // of the error
}

// NewCore makes a watch that begins at start.
func NewCore(opts Options, start time.Time) *Core {
	if opts.Limits.PerHost <= 0 {
		opts.Limits.PerHost = 4
	}
	c := &Core{
		opts: opts, started: start,
		running: make(map[string]int), waiting: make(map[string][]*check),
		dirty: true,
	}
	for i := range opts.Sources {
		s := &source{spec: opts.Sources[i], item: item{index: -1, order: i}}
		s.item.what = s
		c.sources = append(c.sources, s)
		c.agenda.put(&s.item, start)
	}
	c.addSites(start)
	c.verdict = estate.Verdict{Cause: estate.CauseUnknown, Summary: "Nothing is known yet: the first answers are on their way."}
	return c
}

// addSites puts every check on the agenda: the first answers come within seconds, spread so that a large
// estate does not begin with a burst.
func (c *Core) addSites(start time.Time) {
	order := len(c.sources)
	for i := range c.opts.Sites {
		s := newSite(c.opts.Sites[i], start)
		c.sites = append(c.sites, s)
		for _, k := range s.checks {
			order++
			k.item.order = order
		}
	}
	spread := min(10*time.Second, time.Duration(order)*40*time.Millisecond)
	for _, s := range c.sites {
		for _, k := range s.checks {
			first := phase(k.spec.ID, max(spread, grid))
			c.agenda.put(&k.item, start.Add(first))
		}
	}
}

// Next is the soonest moment at which something is due.
func (c *Core) Next() (time.Time, bool) { return c.agenda.next() }

// Due takes everything that is due at now from the agenda. Every job must be run, and its answer folded.
func (c *Core) Due(now time.Time) []Job {
	var jobs []Job
	for it := c.agenda.take(now); it != nil; it = c.agenda.take(now) {
		switch x := it.what.(type) {
		case *source:
			x.asking = true
			jobs = append(jobs, Job{source: x})
		case *check:
			if c.running[x.host] >= c.opts.Limits.PerHost {
				c.waiting[x.host] = append(c.waiting[x.host], x)
				continue
			}
			c.running[x.host]++
			x.asking = true
			jobs = append(jobs, Job{check: x})
		}
	}
	return jobs
}

// Fold takes in what came of a job.
func (c *Core) Fold(a Answer) {
	c.dirty = true
	switch {
	case a.job.source != nil:
		c.foldFacts(a.job.source, a)
	case a.job.check != nil:
		c.release(a.job.check, a.At)
		c.foldResult(a.job.check, a)
	}
}

// release gives a host's place to the check that has waited longest for it.
func (c *Core) release(k *check, now time.Time) {
	k.asking = false
	if c.running[k.host]--; c.running[k.host] <= 0 {
		delete(c.running, k.host)
	}
	queue := c.waiting[k.host]
	if len(queue) == 0 {
		return
	}
	c.agenda.put(&queue[0].item, now)
	if c.waiting[k.host] = queue[1:]; len(queue) == 1 {
		delete(c.waiting, k.host)
	}
}

func (c *Core) foldResult(k *check, a Answer) {
	r := a.result
	if r.State == result.Up {
		k.attempts = 0
	} else {
		k.attempts++
		r.Attempts = k.attempts
		kept := r
		k.lastFailure = &kept
	}
	k.last = &r
	k.steady.add(r.Time, r.State)
	k.site.sampled(k, r)
	c.refresh(k.site, a.At)
	if c.opts.OnResult != nil {
		c.opts.OnResult(r)
	}

	every := k.site.spec.Every
	next := following(a.At.Add(every/2), c.started, every, k.phase)
	if k.steady.wavering() {
		next = earlier(next, a.At.Add(k.site.spec.Recheck))
	}
	if k.again {
		k.again, next = false, a.At
	}
	c.agenda.put(&k.item, next)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// refresh derives the state of a site from its checks and writes down what changed.
func (c *Core) refresh(s *site, now time.Time) {
	before := s.state
	s.derive()
	if s.state == before {
		return
	}
	s.ledger.turn(s.since, s.state)
	s.ledger.forget(now.Add(-24 * time.Hour))
	s.acked, s.ackedBy = false, ""
	if before == result.Unknown && s.state == result.Up && !s.known {
		s.known = true // the first good answer is no news
		return
	}
	s.known = true
	c.note(estate.Event{Time: s.since, Kind: estate.EventSite, State: s.state, Site: s.spec.Name, Text: s.changeText()})
}

// keepEvents is how many events a snapshot holds; older ones are for the history.
const keepEvents = 1000

func (c *Core) note(e estate.Event) {
	c.happened++
	c.events = append(c.events, e)
	if len(c.events) > keepEvents {
		c.events = append([]estate.Event(nil), c.events[len(c.events)-keepEvents:]...)
	}
	c.dirty = true
}

package watch

import (
	"log/slog"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/incident"
	"vigie/internal/result"
	"vigie/internal/schedule"
	"vigie/internal/witness"
)

// core is the state of a watch. It is used by one goroutine at a time.
type core struct {
	opts    Options
	started time.Time
	sites   []*site
	named   map[string]*site  // by name
	checks  map[string]*check // by ID
	sources []*source
	agenda  schedule.Agenda[any] // of *check, *source and *bystander
	crowd   crowd
	turns   time.Time // when a maintenance window next opens or shuts; zero: never
	awake   time.Time // what was begun before is not believed when it failed: this machine slept meanwhile

	resources  []account.Resource  // of all sources, joined
	tickets    []account.Ticket    // of all sources
	atlas      *atlas              // of the resources
	components []account.Component // of all sources
	events     []estate.Event      // the newest of them
	happened   uint64              // how many there have been
	book       *incident.Book
	unwritten  time.Time // since when incidents cannot be written down; zero: they can
	verdict    estate.Verdict
	sellers    []*seller
	cost       estate.Cost
	costs      map[string]estate.Cost // by incident
	reckoned   time.Time              // when the cost was
	costly     bool                   // the cost has changed otherwise than by time
	seen       seen
	mistake    string
	keeping    estate.Keeping

	dirty   bool // there is something new to show
	unclear bool // something has changed that the verdict depends on
	places  []estate.Place

	witnesses map[string]*bystander // by ID
	called    []witness.Question    // of them, in order
	heard     []estate.Witness      // what they have said; nil while it must be gathered anew

	version uint64
}

// newCore makes a watch that begins at start.
func newCore(opts Options, start time.Time) *core {
	if opts.Limits.PerHost <= 0 {
		opts.Limits.PerHost = 4
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	c := &core{opts: opts, started: start, checks: make(map[string]*check), dirty: true, unclear: true, atlas: newAtlas(nil)}
	c.setSources(opts.Sources, start)
	c.joinAll()
	c.setSites(opts.Sites, start)
	c.remember(opts.Past)
	c.recall(opts.Known, start)
	c.verdict = estate.Verdict{Cause: estate.CauseUnknown, Summary: "Nothing is known yet: the first answers are on their way."}
	return c
}

// Next is the soonest moment at which something is due.
func (c *core) Next() (time.Time, bool) {
	next, ok := c.agenda.Next()
	if !c.turns.IsZero() && (!ok || c.turns.Before(next)) {
		return c.turns, true
	}
	return next, ok
}

// Due takes everything that is due at now from the agenda. Every job must be run, and its answer folded.
func (c *core) Due(now time.Time) []job {
	if !c.turns.IsZero() && !now.Before(c.turns) {
		c.turnWindows(now)
	}
	var jobs []job
	for it := c.agenda.Take(now); it != nil; it = c.agenda.Take(now) {
		switch x := it.What.(type) {
		case *source:
			x.asking = true
			jobs = append(jobs, job{source: x, due: it.Due})
		case *bystander:
			x.asking = true
			jobs = append(jobs, job{witness: x, question: questionOf(x.question), due: it.Due})
		case *check:
			if x.due.IsZero() {
				x.due = it.Due // it may have to wait for its turn
			}
			if c.crowd.enter(x) {
				jobs = append(jobs, job{check: x, due: x.due, usual: x.usual.median()})
				x.asking, x.site.stale, x.due = true, true, time.Time{}
			}
		}
	}
	return jobs
}

// Fold takes in what came of a job.
func (c *core) Fold(a answer) {
	switch {
	case a.early:
		c.foldEarly(a.job.source, a.facts)
	case a.job.source != nil:
		c.dirty, c.unclear = true, true
		c.foldFacts(a.job.source, a)
	case a.job.witness != nil:
		c.foldWitness(a.job.witness, a.result, a.At)
	case a.job.check != nil:
		k := a.job.check
		k.asking = false
		if next := c.crowd.leave(k); next != nil {
			c.agenda.Put(&next.item, a.At)
		}
		if !k.gone {
			c.dirty = true
			c.foldResult(k, a)
		}
	}
}

// foldResult takes in an answer of a site, and says when it is asked again.
func (c *core) foldResult(k *check, a answer) {
	r := a.result
	if a.job.begun.Before(c.awake) && r.State != result.Up && r.State != result.Degraded {
		r.State, r.Failure, r.Reason = result.Unknown, "", "this machine was asleep while it was asked"
	}
	k.add(&r)
	if c.opts.OnResult != nil {
		c.opts.OnResult(r, max(0, a.job.begun.Sub(a.job.due)))
	}
	s := k.site
	if s.sampled(k, r) {
		s.join(c.atlas)
		c.unclear = true
	}
	c.refresh(s, a.At)
	if c.opts.History != nil {
		c.opts.History.Add(r, k.spec.ID)
	}
	if k.attempts == 1 && r.State == result.Down {
		c.askNeeds(s, a.At)
	}
	if r.State == result.Unknown {
		c.logPanic(&r)
	}
	c.again(k, a)
}

// again puts a check on the agenda for the next time. What wavers is asked again soon, counted from when it was due,
// so that it stays on the grid and an answer that was long in coming is not waited for twice.
func (c *core) again(k *check, a answer) {
	if k.again {
		k.again = false
		c.agenda.Put(&k.item, a.At)
		return
	}
	every := k.site.spec.Every
	next := k.rhythm.After(later(a.At, a.job.due.Add(every/2)))
	if k.steady.Wavering() {
		next = earlier(next, later(a.At, a.job.due.Add(k.site.spec.Recheck)))
	}
	c.agenda.Put(&k.item, next)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// askNeeds asks what a site needs that has just failed, so that by the time the failure is confirmed it is known
// whether one of them explains it.
func (c *core) askNeeds(s *site, now time.Time) {
	for _, name := range s.spec.Needs {
		n := c.named[name]
		if n == nil || n.state == result.Down || n.failing {
			continue
		}
		for _, k := range n.checks {
			if k.item.Waiting() && (k.last == nil || now.Sub(k.last.Time) > s.spec.Recheck) {
				c.agenda.Put(&k.item, now)
			}
		}
	}
}

// logPanic writes down that a prober failed, with its stack.
func (c *core) logPanic(r *result.Result) {
	for _, e := range r.Evidence {
		if e.Name == "stack" {
			c.opts.Log.Error("a prober failed", "site", r.Site, "check", r.Check, "target", r.Target, "reason", r.Reason, "stack", e.Text)
		}
	}
}

// keepEvents is how many events a snapshot holds; older ones are for the history.
const keepEvents = 1000

func (c *core) note(e estate.Event) {
	c.happened++
	c.events = append(c.events, e)
	if len(c.events) > keepEvents {
		c.events = append([]estate.Event(nil), c.events[len(c.events)-keepEvents:]...)
	}
	c.dirty = true
}

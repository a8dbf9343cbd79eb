package watch

import (
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/schedule"
	"vigie/internal/witness"
	"vigie/probes"
)

// bystander is a witness on the agenda. Bystanders are asked beside the sites, and neither they nor their answers hold a
// site up.
type bystander struct {
	item     schedule.Item[any]
	question witness.Question
	view     estate.Witness
	asking   bool
	gone     bool // nobody wants to know any more
}

// callWitnesses has those asked that a picture calls for, and lets the others go. Who is wanted sooner than before is
// asked sooner.
func (c *core) callWitnesses(s *estate.Snapshot, now time.Time) {
	if c.opts.alone {
		return
	}
	wanted := witness.Wanted(s, c.opts.Witnesses, c.checksOf)
	was := c.witnesses
	c.witnesses = make(map[string]*bystander, len(wanted))
	for i, q := range wanted {
		if c.opts.once {
			q.Every = never
		}
		b := was[q.ID]
		if b == nil {
			b = &bystander{view: estate.Witness{
				ID: q.ID, Role: q.Role, Of: q.Of, Target: q.Target, Place: q.Place, Family: q.Family, State: result.Unknown,
			}}
			b.item.What, b.item.Order = b, i
			c.agenda.Put(&b.item, now)
		} else if next := b.view.Asked.Add(q.Every); b.item.Waiting() && next.Before(b.item.Due) {
			c.agenda.Put(&b.item, later(next, now))
		}
		b.question = q
		c.witnesses[q.ID] = b
		delete(was, q.ID)
	}
	for _, b := range was {
		b.gone = true
		c.agenda.Drop(&b.item)
		c.heard = nil
	}
	c.called = wanted
}

func (c *core) checksOf(site string) []probes.Check {
	if s := c.named[site]; s != nil {
		return s.spec.Checks
	}
	return nil
}

// foldWitness takes in what a witness said.
func (c *core) foldWitness(b *bystander, r result.Result, now time.Time) {
	b.asking = false
	if b.gone {
		return
	}
	v := &b.view
	before := v.State
	if c.verdict.Cause == estate.CauseLocal && r.State == result.Down {
		r.State, r.Failure = result.Unknown, "" // it says nothing about others
	}
	if v.State != r.State || v.Since.IsZero() {
		v.Since = r.Time
	}
	if was := *v; was.Present() && r.State == result.Down || was.Absent() && (r.State == result.Up || r.State == result.Degraded) {
		v.Flips++
	}
	v.State, v.Failure, v.Reason, v.Asked, v.Registry = r.State, r.Root(), r.Reason, r.Time, r.Registry
	v.Answers = nil
	if r.DNS != nil {
		v.Answers = r.DNS.Answers
	}
	switch {
	case v.State == result.Up:
		v.Answered, v.Served = r.Time, r.Time
	case v.Present():
		v.Answered = r.Time
	case v.Absent():
		v.Failed = r.Time
	}
	c.heard = nil
	if before != v.State {
		c.dirty, c.unclear = true, true
	}
	c.agenda.Put(&b.item, later(now, r.Time.Add(b.question.Every)))
}

// disregard takes back what witnesses did not say since our own line was cut: it was we who did not hear.
func (c *core) disregard(since time.Time) {
	for _, b := range c.witnesses {
		if v := &b.view; !v.Failed.Before(since.Add(-time.Minute)) {
			v.Failed = time.Time{}
			if v.Absent() {
				v.State, v.Failure, v.Since = result.Unknown, "", v.Asked
			}
			c.heard = nil
		}
	}
}

// testimony is what the witnesses have said, in the order in which they were called.
func (c *core) testimony() []estate.Witness {
	if c.heard == nil && len(c.called) > 0 {
		c.heard = make([]estate.Witness, 0, len(c.called))
		for _, q := range c.called {
			c.heard = append(c.heard, c.witnesses[q.ID].view)
		}
	}
	return c.heard
}

// questionOf is a witness's question as a check.
func questionOf(q witness.Question) probes.Check {
	return probes.Check{ID: q.ID, Site: q.Of, Target: q.Target, Timeout: witness.Patience(), Prober: q.Prober}
}

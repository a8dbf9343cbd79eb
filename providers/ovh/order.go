package ovh

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// job is one reading that is due: a resource itself, or a part of it.
type job struct {
	family  family
	key     key
	path    string
	part    *part // nil: the resource itself
	never   bool  // it was never read
	trouble bool
	late    float64 // how long it has been due, by what it may wait
}

// troubledFirst is how many readings of what is in trouble come before all else in a round. The rest of them wait their
// turn: when a building is lost with a hundred machines, the states of all others are wanted as well.
const troubledFirst = 15

// stateWeight is how many times worse it is for a state to be late than for anything else of a resource.
const stateWeight = 2

// ranks are as many as a part can have, and one for the resources themselves.
const ranks = 5

// unread are the resources that neither their list nor anything else has told of yet. One that could not be read waits
// with the others for its next turn.
func unread(c *Client, f family, k key, x *reading, now time.Time) []job {
	if !x.read.IsZero() || x.problem != "" {
		return nil
	}
	return object(c, f, k, x, now)
}

// stale are the resources that were not read with their list, and the parts of all that could be read themselves.
func stale(c *Client, f family, k key, x *reading, now time.Time) []job {
	jobs := object(c, f, k, x, now)
	if x.path == "" || x.read.IsZero() || x.problem != "" {
		return jobs
	}
	for i := range f.parts {
		p := &f.parts[i]
		m := x.morsel(p.what)
		if m.due.IsZero() {
			m.due = now
		}
		if now.Before(m.due) {
			continue
		}
		every := p.every
		if !m.done {
			every = min(every, time.Duration(p.rank)*time.Minute)
		}
		j := job{
			family: f, key: k, path: x.path, part: p, never: !m.done, trouble: x.troubled(), late: late(now.Sub(m.due), every),
		}
		if p.states {
			j.late *= stateWeight
		}
		jobs = append(jobs, j)
	}
	return jobs
}

// object is the reading of a resource itself, where that is due.
func object(c *Client, f family, k key, x *reading, now time.Time) []job {
	age, every := now.Sub(x.tried), listAge
	if x.problem != "" && x.row.State == hasExpired {
		every = quarter // lists go on to name it, and nothing more is told of it
	}
	if x.path == "" || age < every {
		return nil
	}
	if !allows(c.stock.rules, x.path) {
		c.stock.gaps["the "+f.many+" one by one"] = true
		return nil
	}
	return []job{{
		family: f, key: k, path: x.path, never: x.read.IsZero(), trouble: x.troubled(), late: stateWeight * late(age-every, often),
	}}
}

// late is how long something has been due, by what it may wait. What is to be read seldom may wait longer, but not in
// proportion: sixty times as seldom, eight times as long. So the states, which are wanted every minute, share the calls
// of a large account with what changes once a year, and neither is forgotten.
func late(due, every time.Duration) float64 {
	return due.Minutes() / math.Sqrt(every.Minutes())
}

// due collects jobs by the turns in which they are done. In the first reading of an account these are their ranks, since
// a later one may build on what an earlier one found. Afterwards some of what is in trouble is first, and then comes all
// else by how late it is.
func (r *round) due(of func(*Client, family, key, *reading, time.Time) []job) [][]job {
	c := r.client
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	now := c.now()
	var jobs []job
	for _, f := range families() {
		if f.failing(c) {
			continue
		}
		for k, x := range c.stock.rows {
			if k.kind == f.kind {
				jobs = append(jobs, of(c, f, k, x, now)...)
			}
		}
	}
	slices.SortFunc(jobs, func(a, b job) int {
		return cmp.Or(-cmp.Compare(a.late, b.late), cmp.Compare(a.key.kind, b.key.kind), cmp.Compare(a.key.id, b.key.id))
	})
	troubled := 0
	turn := func(j job) int {
		switch {
		case r.cold:
			return j.rank()
		case j.trouble && !j.never && troubled < troubledFirst:
			troubled++
			return 0
		}
		return 1
	}
	turns := make([][]job, ranks)
	for _, j := range jobs {
		n := turn(j)
		turns[n] = append(turns[n], j)
	}
	return turns
}

// rank is the turn of a reading in the first reading of an account.
func (j job) rank() int {
	if !j.never || j.part == nil {
		return 0
	}
	return j.part.rank
}

package ovh

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
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
	late    float64 // how long it has been due, in its own intervals
}

// unread are the resources that neither their list nor anything else has told of yet.
func unread(c *Client, f family, k key, x *reading, now time.Time) []job {
	if !x.read.IsZero() {
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
		if now.Before(m.due) {
			continue
		}
		jobs = append(jobs, job{
			family: f, key: k, path: x.path, part: p, never: !m.done, trouble: x.troubled(),
			late: now.Sub(m.due).Seconds() / p.every.Seconds(),
		})
	}
	return jobs
}

// object is the reading of a resource itself, where that is due.
func object(c *Client, f family, k key, x *reading, now time.Time) []job {
	if x.path == "" || now.Sub(x.tried) < listAge {
		return nil
	}
	if !allows(c.stock.rules, x.path) {
		c.stock.gaps["the "+f.many+" one by one"] = true
		return nil
	}
	return []job{{
		family: f, key: k, path: x.path, never: x.read.IsZero(), trouble: x.troubled(),
		late: now.Sub(x.tried).Seconds() / inFive.Seconds(),
	}}
}

// failing tells whether the list of the kind could not be read; stock.mu must be held. Then its resources are not asked
// one by one: they would fail as well.
func (f family) failing(c *Client) bool { return c.stock.list(f.path).problem != "" }

// due collects jobs, in the order in which they are done: what is in trouble, what was never read in the order of its
// rank, then what has waited longest for its interval.
func (r *round) due(of func(*Client, family, key, *reading, time.Time) []job) []job {
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
		return cmp.Or(
			boolFirst(a.trouble && !a.never, b.trouble && !b.never), boolFirst(a.never, b.never), cmp.Compare(a.rank(), b.rank()),
			-cmp.Compare(a.late, b.late), cmp.Compare(a.key.kind, b.key.kind), cmp.Compare(a.key.id, b.key.id),
		)
	})
	return jobs
}

// rank orders what was never read.
func (j job) rank() int {
	if !j.never || j.part == nil {
		return 0
	}
	return j.part.rank
}

func boolFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// work does jobs, a few at once, for as long as calls may be made. What was never read is read rank by rank, since a
// later one may build on what an earlier one found.
func (r *round) work(ctx context.Context, jobs []job) {
	for len(jobs) > 0 {
		n := 1
		for n < len(jobs) && jobs[n].never == jobs[0].never && jobs[n].rank() == jobs[0].rank() {
			n++
		}
		r.atOnce(ctx, jobs[:n])
		jobs = jobs[n:]
	}
}

// late tells whether the round has gone on for so long that it begins no more readings.
func (r *round) late() bool { return time.Since(r.began) > roundTime }

func (r *round) atOnce(ctx context.Context, jobs []job) {
	c := r.client
	fanOut(ctx, jobs, func(ctx context.Context, j job) struct{} {
		if ctx.Err() != nil || !c.caller.purse.open() || r.late() {
			return struct{}{}
		}
		if j.part == nil {
			c.object(ctx, j.family, j.key, j.path)
		} else {
			c.part(ctx, j.family, j.key, j.path, *j.part)
		}
		r.tell(tellEvery)
		return struct{}{}
	})
}

// contractsPath lists every contract of the account.
const contractsPath = "/services"

// contracts reads when all contracts end or renew, in one call where that is possible. Where it is not, each resource
// is asked for its own.
func (r *round) contracts(ctx context.Context) {
	c := r.client
	c.stock.mu.Lock()
	l := c.stock.list(contractsPath)
	now := c.now()
	rest := now.Before(l.due) || now.Before(l.idsUntil) || !allows(c.stock.rules, contractsPath)
	c.stock.mu.Unlock()
	if rest {
		return
	}
	list, fit, err := c.pages(ctx, contractsPath, "serviceId")
	if errors.Is(err, errSpent) {
		return
	}
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	l.due = now.Add(sometime)
	if !fit {
		return
	}
	for _, e := range list {
		var d struct {
			Billing struct {
				Expires time.Time `json:"expirationDate"`
			} `json:"billing"`
			Route struct {
				URL string `json:"url"`
			} `json:"route"`
		}
		if json.Unmarshal(e.whole, &d) == nil && d.Route.URL != "" && !d.Billing.Expires.IsZero() {
			c.stock.contracts[strings.TrimSuffix(d.Route.URL, "/")] = d.Billing.Expires
		}
	}
}

// contractOf is when the contract of what is at a path ends, where the list of all contracts told.
func (c *Client) contractOf(path string) (time.Time, bool) {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	ends, known := c.stock.contracts[path]
	return ends, known
}

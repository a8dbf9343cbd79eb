package ovh

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// failing tells whether the list of the kind could not be read; stock.mu must be held. Then its resources are not asked
// one by one: they would fail as well.
func (f family) failing(c *Client) bool { return c.stock.list(f.path).problem != "" }

// work does jobs turn by turn, a few at once, for as long as calls may be made.
func (r *round) work(ctx context.Context, turns [][]job) {
	for _, jobs := range turns {
		r.atOnce(ctx, jobs)
	}
}

// closing tells whether the round has gone on for so long that it begins no more readings.
func (r *round) closing() bool { return time.Since(r.began) > roundTime }

func (r *round) atOnce(ctx context.Context, jobs []job) {
	c := r.client
	fanOut(ctx, jobs, func(ctx context.Context, j job) struct{} {
		if ctx.Err() != nil || !c.caller.purse.open() || r.closing() {
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

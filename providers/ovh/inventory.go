package ovh

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"vigie/internal/account"
)

// renewalAge is how long the date of a contract is believed before it is read again: it moves once a year.
const renewalAge = 6 * time.Hour

// reading is what was last read of one resource.
type reading struct {
	row     account.Resource
	renewed time.Time // when the contract was last read
}

// family is one kind of resource: where its list is, and how one of them is read.
type family struct {
	kind account.Kind
	many string // in a sentence
	path string
	read func(*visit, context.Context)
}

func families() []family {
	return []family{
		{account.DedicatedServer, "dedicated servers", "/dedicated/server", (*visit).server},
		{account.VPS, "VPS", "/vps", (*visit).vps},
		{account.WebHosting, "web hostings", "/hosting/web", (*visit).hosting},
	}
}

// Inventory reads everything that is rented. Of what cannot be read the last good reading is returned, with the
// reason in Problem. An error beside rows is a *PartialError: it says which kinds could not be listed. Rows are nil
// when nothing was ever read.
func (c *Client) Inventory(ctx context.Context) ([]account.Resource, error) {
	type answer struct {
		rows []account.Resource
		err  error
	}
	rows := []account.Resource{}
	var failed []error
	all := families()
	for _, a := range fanOut(ctx, all, func(ctx context.Context, f family) answer {
		list, err := c.family(ctx, f)
		return answer{list, err}
	}) {
		rows = append(rows, a.rows...)
		if a.err != nil {
			failed = append(failed, a.err)
		}
	}
	switch {
	case len(failed) == 0:
		return rows, nil
	case len(failed) == len(all):
		for i, err := range failed { // all of it failed: the kinds need no naming
			failed[i] = errors.Unwrap(err)
		}
	}
	if len(rows) == 0 {
		rows = nil
	}
	return rows, &PartialError{failed}
}

// family reads the resources of one kind.
func (c *Client) family(ctx context.Context, f family) ([]account.Resource, error) {
	var ids []string
	if err := c.get(ctx, f.path, &ids); err != nil {
		return c.remembered(f.kind, err), fmt.Errorf("the %s could not be listed: %w", f.many, err)
	}
	slices.Sort(ids)
	rows := fanOut(ctx, ids, func(ctx context.Context, id string) account.Resource { return c.visit(ctx, f, id) })
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.resources { // what is no longer rented
		if _, listed := slices.BinarySearch(ids, k.id); k.kind == f.kind && !listed {
			delete(c.resources, k)
		}
	}
	return rows, nil
}

// remembered are the last good readings of a kind whose list cannot be had.
func (c *Client) remembered(kind account.Kind, why error) []account.Resource {
	c.mu.Lock()
	defer c.mu.Unlock()
	var rows []account.Resource
	for _, r := range c.resources {
		if r.row.Kind == kind {
			r.row.Problem = why.Error()
			rows = append(rows, r.row)
		}
	}
	slices.SortFunc(rows, func(a, b account.Resource) int { return cmp.Compare(a.ID, b.ID) })
	return rows
}

// visit is the reading of one resource in a round. It begins with what was known: a part that cannot be read
// stays as it was, and the row says so.
type visit struct {
	reading
	client  *Client
	path    string
	problem error
}

func (c *Client) visit(ctx context.Context, f family, id string) account.Resource {
	k := key{f.kind, id}
	v := &visit{client: c, path: f.path + "/" + url.PathEscape(id)}
	c.mu.Lock()
	v.reading = c.resources[k]
	c.mu.Unlock()
	v.row.Provider, v.row.Kind, v.row.ID, v.row.Place.Provider = provider, f.kind, id, provider
	v.row.Name = cmp.Or(v.row.Name, id)
	v.row.Problem = ""
	f.read(v, ctx)
	if v.problem == nil {
		v.row.Read = c.now()
	}
	c.mu.Lock()
	c.resources[k] = v.reading
	c.mu.Unlock()
	if v.problem != nil {
		v.row.Problem = v.problem.Error()
	}
	return v.row
}

// part reads one part of a resource, and tells whether that went well. The first problem is the one told.
func (v *visit) part(ctx context.Context, what, under string, into any) bool {
	err := v.client.get(ctx, v.path+under, into)
	if err != nil && v.problem == nil {
		v.problem = err
		if what != "" {
			v.problem = fmt.Errorf("%s: %w", what, err)
		}
	}
	return err == nil
}

// renewal reads when the contract ends or renews, if that was not done lately.
func (v *visit) renewal(ctx context.Context) {
	if now := v.client.now(); now.Sub(v.renewed).Abs() < renewalAge {
		return
	}
	var contract struct {
		Expiration string `json:"expiration"`
	}
	if !v.part(ctx, "its contract", "/serviceInfos", &contract) {
		return
	}
	v.renewed = v.client.now()
	v.row.Renews = time.Time{}
	if t, err := time.Parse(time.DateOnly, contract.Expiration); err == nil { // a service without an end has none to show
		v.row.Renews = t
	}
}

// metadata is what the API tells of every resource.
type metadata struct {
	DisplayName string `json:"displayName"`
	State       string `json:"state"` // OK, EXPIRED, SUSPENDED, IN_CREATION
}

// state is the word of the product, unless the account's management knows something worse.
func (m metadata) state(product string) string {
	if m.State == "EXPIRED" || m.State == "SUSPENDED" {
		return m.State
	}
	return product
}

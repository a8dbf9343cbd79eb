package ovh

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"vigie/internal/account"
)

const (
	// listAge is how old a list may be; a little less than the minute in which it is asked for, so that this minute's
	// asking finds it old enough.
	listAge = 50 * time.Second
	// listCalls is how many calls a list may cost each minute: there are kinds that each organisation lists for itself.
	// What costs more is read less often.
	listCalls = 3
	// listNames is of how many bare names a list is worth a call each minute. A longer one tells no states either, only
	// what comes and goes, and the things that it names are themselves asked less often.
	listNames = 10
	// longestList is how many minutes there are between two readings of a list at most, for these two reasons.
	longestList = 6
	// emptyAge is how old an empty list may be: of what is not rented there is seldom any the next minute.
	emptyAge = 10 * time.Minute
	// roundTime is how long after its beginning a round begins no more readings: when each takes long, what the lists
	// tell is wanted again before all is read.
	roundTime = 50 * time.Second
	// tellEvery is how often what has been read so far is handed over at most while the reading goes on.
	tellEvery = 250 * time.Millisecond
)

// Inventory reads everything that is rented, within a number of calls (see purse): all of it the first time, unless the
// account is very large, and afterwards the lists, then some of what is in trouble, then what is most overdue. It is
// meant to be called once a minute; lists that cost many calls or hold bare names are read every few times.
//
// early is handed what is known so far while the reading goes on, from one goroutine at a time; it may be nil. Of what
// cannot be read the last good reading is returned, with the reason in Problem. An error beside rows is a
// *PartialError: it says which kinds could not be listed. What the key may not read is no error, see Gaps. Rows are
// nil when nothing was ever read.
func (c *Client) Inventory(ctx context.Context, early func([]account.Resource)) ([]account.Resource, error) {
	c.round.Lock()
	defer c.round.Unlock()
	r := &round{client: c, early: early, began: time.Now()}
	if c.caller.purse.begin() {
		c.stock.overdue()
	}
	ctx = sparingly(ctx, &notes{})
	r.cold = c.caller.purse.cold()
	if err := c.learnRights(ctx); err != nil {
		return c.everything(), err
	}
	failed, asked := r.lists(ctx)
	if len(failed) < asked || asked == 0 {
		r.contracts(ctx)
		r.work(ctx, r.due(unread))
		r.incidents(ctx)
		r.work(ctx, r.due(stale))
		if ctx.Err() == nil && !r.closing() {
			c.caller.purse.known()
		}
	}
	rows := c.everything()
	switch {
	case len(failed) == 0:
		return rows, nil
	case len(failed) == asked:
		for i, err := range failed { // all of it failed: the kinds need no naming
			failed[i] = errors.Unwrap(err)
		}
	}
	return rows, &PartialError{failed}
}

// round is one reading of the inventory.
type round struct {
	client *Client
	early  func([]account.Resource)
	began  time.Time
	cold   bool // the account is read for the first time

	mu   sync.Mutex
	told time.Time
}

// tell hands over what is known so far, if that was not done within a time.
func (r *round) tell(within time.Duration) {
	if r.early == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.told) < within {
		return
	}
	if rows := r.client.everything(); len(rows) > 0 {
		r.early(rows)
		r.told = time.Now()
	}
}

// lists reads the lists that are due, and at first the one of everything beside them.
func (r *round) lists(ctx context.Context) (failed []error, asked int) {
	c := r.client
	var due []family
	c.stock.mu.Lock()
	first := !c.stock.everRead()
	for _, f := range families() {
		switch {
		case !allows(c.stock.rules, f.path):
			c.stock.gaps["the "+f.many] = true
		case !c.now().Before(c.stock.list(f.path).due):
			due = append(due, f)
			delete(c.stock.gaps, "the "+f.many)
		}
	}
	c.stock.mu.Unlock()
	readers := make([]func(context.Context) error, 0, len(due)+1)
	if first && c.may(everythingPath) {
		readers = append(readers, func(ctx context.Context) error { c.everyName(ctx); r.tell(0); return nil })
	}
	for _, f := range due {
		readers = append(readers, func(ctx context.Context) error { return c.family(ctx, f) })
	}
	for _, err := range fanOut(ctx, readers, func(ctx context.Context, read func(context.Context) error) error {
		defer r.tell(tellEvery)
		return read(ctx)
	}) {
		if err != nil {
			failed = append(failed, err)
		}
	}
	return failed, len(due)
}

// family reads the list of one kind, and the things themselves where it holds them.
func (c *Client) family(ctx context.Context, f family) error {
	read := func(ctx context.Context, c *Client) ([]entry, error) { return c.entries(ctx, f.path, f.field) }
	if f.list != nil {
		read = f.list
	}
	n := c.stock.listNotes(f.path)
	list, err := read(sparingly(ctx, n), c)
	now := c.now()
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	l := c.stock.list(f.path)
	l.notes = nil
	switch {
	case errors.Is(err, errSpent):
		l.notes = n // what was known of it is a minute older, which its rows tell
		return nil
	case denied(err):
		c.stock.gaps["the "+f.many] = true
		l.problem, l.due = "", now.Add(rightsAge)
		return nil
	case absent(err) && !c.stock.any(f.kind): // not every endpoint has every product
		l.problem, l.due = "", now.Add(emptyAge)
		return nil
	case err != nil:
		l.problem = err.Error()
		return fmt.Errorf("the %s could not be listed: %w", f.many, err)
	}
	l.problem, l.read, l.due = "", true, now.Add(listAge*time.Duration(rarely(list, n.calls())))
	if len(list) == 0 {
		l.due = now.Add(emptyAge)
	}
	c.stock.take(f, list, now)
	return nil
}

// rarely is how many times less often than the others a list is read that took some calls.
func rarely(list []entry, calls int) int {
	times := calls / listCalls
	if len(list) > 0 && list[0].whole == nil {
		times = max(times, len(list)/listNames)
	}
	return min(max(1, times), longestList)
}

// take lays a list beside what is known; mu must be held. What a list does not name any more is dropped when the next
// one does not name it either: lists have been seen to leave something out for once.
func (s *stock) take(f family, list []entry, now time.Time) {
	named := make(map[string]bool, len(list))
	for _, e := range list {
		named[e.id] = true
		r := s.row(key{f.kind, e.id})
		r.path, r.missed = e.path, 0
		if e.whole != nil {
			r.fold(f, e.whole, nil, now)
		}
	}
	for k, r := range s.rows {
		if k.kind != f.kind || named[k.id] {
			continue
		}
		if r.missed++; r.missed > 1 || r.read.IsZero() {
			s.drop(k)
		}
	}
}

// any tells whether a resource of a kind is known; mu must be held.
func (s *stock) any(kind account.Kind) bool {
	for k := range s.rows {
		if k.kind == kind {
			return true
		}
	}
	return false
}

// drop forgets a resource and what belongs to it; mu must be held.
func (s *stock) drop(k key) {
	delete(s.rows, k)
	for below, r := range s.rows {
		if r.row.Parent == k.id {
			delete(s.rows, below)
		}
	}
}

// everythingPath lists the whole account: names and kinds, no states and no places.
const everythingPath = "/v2/iam/resource"

// everyName reads what there is in the account, so that there are rows before the kinds have been listed one by one. It is
// no loss when it fails.
func (c *Client) everyName(ctx context.Context) {
	kinds := make(map[string]account.Kind)
	for _, f := range families() {
		kinds[f.iam] = f.kind
	}
	_ = c.walk(ctx, everythingPath, pageSize, func(raw json.RawMessage) bool {
		var d struct {
			Name        string `json:"name"`
			DisplayName string `json:"displayName"`
			Type        string `json:"type"`
		}
		if json.Unmarshal(raw, &d) != nil || d.Name == "" || kinds[d.Type] == "" {
			return true
		}
		c.stock.mu.Lock()
		defer c.stock.mu.Unlock()
		if l := c.stock.list(pathOf(kinds[d.Type])); l.read {
			return true // its own list was faster, and knows better
		}
		if r := c.stock.row(key{kinds[d.Type], d.Name}); d.DisplayName != "" && r.read.IsZero() {
			r.row.Name = d.DisplayName
		}
		return true
	})
}

// pathOf is where a kind is listed.
func pathOf(kind account.Kind) string {
	all := families()
	return all[slices.IndexFunc(all, func(f family) bool { return f.kind == kind })].path
}

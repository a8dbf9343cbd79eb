package ovh

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/internal/account"
)

// visit is the reading of one resource, or of a part of it.
type visit struct {
	client *Client
	key    key
	path   string
}

// errNoRight is what is not asked for, since the key has no right to it.
var errNoRight = errors.New("the key may not read this")

// ask reads what stands under the resource's path.
func (v *visit) ask(ctx context.Context, under string, into any) error {
	if !v.client.may(v.path + under) {
		return errNoRight
	}
	return v.client.get(ctx, v.path+under, into)
}

// askIf is ask for something that need not be there: then it reports false and no error.
func (v *visit) askIf(ctx context.Context, under string, into any) (there bool, err error) {
	err = v.ask(ctx, under, into)
	if absent(err) {
		return false, nil
	}
	return err == nil, err
}

// change changes the row; others may read it meanwhile.
func (v *visit) change(f func(*account.Resource)) {
	v.client.stock.mu.Lock()
	defer v.client.stock.mu.Unlock()
	if r := v.client.stock.rows[v.key]; r != nil {
		f(&r.row)
	}
}

// row is the row as it is now.
func (v *visit) row() account.Resource {
	v.client.stock.mu.Lock()
	defer v.client.stock.mu.Unlock()
	if r := v.client.stock.rows[v.key]; r != nil {
		return r.row
	}
	return account.Resource{}
}

// turn counts the askings of a resource that do not ask everything.
func (v *visit) turn() int {
	v.client.stock.mu.Lock()
	defer v.client.stock.mu.Unlock()
	r := v.client.stock.rows[v.key]
	if r == nil {
		return 0
	}
	r.turns++
	return r.turns
}

// below puts what belongs to the resource and is of one kind in the place of what was known of that.
func (v *visit) below(kind account.Kind, rows []account.Resource) {
	s := &v.client.stock
	s.mu.Lock()
	defer s.mu.Unlock()
	named := make(map[string]bool, len(rows))
	for _, row := range rows {
		row.Provider, row.Kind, row.Parent, row.Place.Provider = provider, kind, v.key.id, provider
		row.Read = v.client.now()
		r := s.row(key{kind, row.ID})
		row.Backups = keep(row.Backups, r.row.Backups)
		r.row, r.read, r.problem = row, row.Read, ""
		named[row.ID] = true
	}
	for k, r := range s.rows {
		if k.kind == kind && r.row.Parent == v.key.id && !named[k.id] {
			delete(s.rows, k)
		}
	}
}

// keep is the first list, or where that says nothing the second.
func keep[T any](told, known []T) []T {
	if told == nil {
		return known
	}
	return told
}

// part is something of a resource that is read by itself.
type part struct {
	what  string        // in a sentence: its tasks
	every time.Duration // how often it is read where there are calls enough
	// What is read first of what was never read, and within how many minutes that is wanted: 1 to find sites, 2 what is
	// being done, 3 backups, 4 the rest.
	rank   int
	read   func(context.Context, *visit) error
	states bool // it holds states, of things that have no list of their own
}

// part reads a part of a resource, and writes down how that went.
func (c *Client) part(ctx context.Context, f family, k key, path string, p part) {
	n := c.stock.notesOf(k, p.what)
	err := p.read(sparingly(ctx, n), &visit{client: c, key: k, path: path})
	now := c.now()
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	r := c.stock.rows[k]
	if r == nil {
		return
	}
	m := r.morsel(p.what)
	if errors.Is(err, errSpent) {
		m.notes = n // it is as late as before, and goes on when it is its turn again
		return
	}
	m.due, m.problem, m.notes = now.Add(p.every), "", nil
	switch {
	case err == nil:
		m.done = true
	case denied(err), errors.Is(err, errNoRight):
		c.stock.gaps["the "+strings.TrimPrefix(p.what, "its ")+" of "+f.many] = true
		m.due = now.Add(rightsAge)
	case ctx.Err() != nil:
		m.due = now // it was broken off
	default:
		m.problem = fmt.Sprintf("%s: %v", p.what, err)
		m.due = now.Add(min(p.every, soon))
	}
}

// notesOf are the notes of the last reading of a part, where that was broken off.
func (s *stock) notesOf(k key, what string) *notes {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.rows[k]; r != nil {
		return r.morsel(what).notes.again()
	}
	return &notes{}
}

func (r *reading) morsel(what string) *morsel {
	m := r.parts[what]
	if m == nil {
		m = &morsel{}
		r.parts[what] = m
	}
	return m
}

// object reads a resource itself.
func (c *Client) object(ctx context.Context, f family, k key, path string) {
	v := &visit{client: c, key: k, path: path}
	var raw rawObject
	err := v.ask(sparingly(ctx, &notes{}), "", &raw)
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	if r := c.stock.rows[k]; r != nil && !errors.Is(err, errSpent) {
		r.fold(f, raw, err, c.now())
	}
}

// hasExpired is the state of what has run out, in the word of the account's management.
const hasExpired = "EXPIRED"

// rawObject is an answer as it came.
type rawObject []byte

// UnmarshalJSON keeps it.
func (o *rawObject) UnmarshalJSON(b []byte) error {
	*o = append((*o)[:0], b...)
	return nil
}

// fold takes in a thing as the API writes it, or why it could not be read; stock.mu must be held.
func (r *reading) fold(f family, raw []byte, err error, now time.Time) {
	r.tried = now
	if err == nil {
		err = f.fold(&r.row, raw)
	}
	switch {
	case over(err):
		r.row.State = hasExpired
	case errors.Is(err, errNoRight):
		err = nil // it is said of the whole kind
	}
	if err != nil {
		r.problem = err.Error()
		return
	}
	r.problem, r.read, r.row.Read = "", now, now
}

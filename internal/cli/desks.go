package cli

import (
	"context"
	"fmt"
	"sync"
	"time"

	"vigie/internal/account"
	"vigie/internal/desk"
	"vigie/internal/watch"
	"vigie/providers/ovh"
)

// desks are where the tickets of the accounts are kept. Each is opened when it is first needed, beside whatever is
// waited for. A nil one keeps nothing.
type desks struct {
	dir string
	now func() time.Time // nil: the real clock

	mu      sync.Mutex
	open    map[string]*desk.Store // by the name of the account
	clients []*ovh.Client          // those that ask for tickets
}

func newDesks(dir string, now func() time.Time) *desks {
	return &desks{dir: dir, now: now, open: make(map[string]*desk.Store)}
}

// of is the desk of an account.
func (d *desks) of(ctx context.Context, account string) (*desk.Store, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s := d.open[account]; s != nil {
		return s, nil
	}
	s, err := desk.Open(ctx, d.dir, account, d.now)
	if err != nil {
		return nil, fmt.Errorf("tickets cannot be kept: %w", err)
	}
	d.open[account] = s
	return s, nil
}

// meet takes in who asks for the tickets of an account: what it reads is what the screen shows.
func (d *desks) meet(client *ovh.Client) {
	if d == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.clients = append(d.clients, client)
}

// part forgets who asked: another configuration has others.
func (d *desks) part() {
	if d == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.clients = nil
}

// met are those who ask now, in the order of the configuration.
func (d *desks) met() []*ovh.Client {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.clients[:len(d.clients):len(d.clients)]
}

// mostFound is how many tickets a search in the console gives.
const mostFound = 1000

// find finds tickets by their words, in all accounts.
func (d *desks) find(ctx context.Context, words string) ([]string, error) {
	if d == nil {
		return nil, nil
	}
	d.mu.Lock()
	var all []*desk.Store
	for _, s := range d.open {
		all = append(all, s)
	}
	d.mu.Unlock()
	var ids []string
	for _, s := range all {
		found, err := s.Find(ctx, words, mostFound)
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	return ids, nil
}

func (d *desks) close() {
	if d == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for name, s := range d.open {
		_ = s.Close() // what was kept is on the disk already
		delete(d.open, name)
	}
}

// onePass is how long one pass over the tickets may take. The first one is shorter, so that what is known from before is
// soon on the screen when the provider does not answer.
const (
	firstPass = 6 * time.Second
	onePass   = 45 * time.Second
)

const ticketsName = "OVHcloud tickets"

// ticketSource asks for tickets, pass after pass, and keeps them.
func ticketSource(client *ovh.Client, every time.Duration, d *desks) watch.Source {
	d.meet(client)
	recalled := false
	return watch.Source{Name: ticketsName, Every: every, Fetch: func(ctx context.Context) (*watch.Facts, error) {
		limit := onePass
		var store *desk.Store
		var lost error
		if d != nil {
			if store, lost = d.of(ctx, client.Name()); lost == nil && !recalled {
				lost = recallTickets(ctx, client, store)
				recalled, limit = true, firstPass
			}
		}
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		rows, err := client.Tickets(ctx)
		if err == nil {
			err = lost
		}
		if kept := keepTickets(context.WithoutCancel(ctx), client, store, rows, err); err == nil {
			err = kept
		}
		return &watch.Facts{Tickets: rows, More: client.TicketsMore()}, err
	}}
}

// keepTickets keeps what a pass read; err is what went wrong in it.
func keepTickets(ctx context.Context, client *ovh.Client, store *desk.Store, rows []account.Ticket, err error) error {
	if store == nil {
		return nil
	}
	var listed time.Time
	if err == nil {
		listed = client.TicketsListed()
	}
	return store.Put(ctx, rows, listed)
}

// recallTickets tells a client what was read before it was made.
func recallTickets(ctx context.Context, client *ovh.Client, store *desk.Store) error {
	list, err := store.Recall(ctx)
	if err != nil {
		return err
	}
	_, listed, err := store.Age(ctx)
	client.RememberTickets(list, listed)
	return err
}

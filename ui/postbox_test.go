package ui_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
)

// postbox is a desk that answers as it is told to.
type postbox struct {
	mu     sync.Mutex
	begun  []estate.Errand
	first  estate.Draft // what Begin finds
	kept   []estate.Draft
	fails  error         // of keeping
	slow   time.Duration // of everything
	lost   error         // of beginning
	thrown []int64
	list   []estate.Draft
	end    error // of sending
	sent   []account.Letter

	accounts []account.Identity // to choose from for a new ticket; nil: there is one
}

func (p *postbox) wait(ctx context.Context) error {
	select {
	case <-time.After(p.slow):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *postbox) Begin(ctx context.Context, e estate.Errand) (estate.Draft, error) {
	lost := errors.Join(p.wait(ctx), p.lost)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begun = append(p.begun, e)
	d := p.first
	if d.Letter.Kind == "" {
		d.Letter = account.Letter{Kind: account.Reply, Ticket: e.Ticket, Number: "CS1000002"}
	}
	if e.Ticket == "" && e.Account == "" && p.accounts != nil {
		return d, &estate.UndecidedError{Accounts: p.accounts}
	}
	return d, lost
}

func (p *postbox) Keep(ctx context.Context, d estate.Draft) (estate.Draft, error) {
	if err := errors.Join(p.wait(ctx), p.fails); err != nil {
		return d, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if d.ID == 0 {
		d.ID = 7
	}
	p.kept = append(p.kept, d)
	return d, nil
}

func (p *postbox) Discard(_ context.Context, d estate.Draft) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.thrown = append(p.thrown, d.ID)
	return nil
}

func (p *postbox) Waiting(context.Context) ([]estate.Draft, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.list, nil
}

func (p *postbox) Plan(_ context.Context, d estate.Draft, by string) (*estate.Planned, error) {
	if by != "gil" {
		return nil, errors.New("nobody wants it")
	}
	return &estate.Planned{
		Account: "xy1-ovh",
		Plan: account.Plan{
			Title: "An answer in ticket " + d.Letter.Number, Confirm: d.Letter.Number, End: "OVHcloud has it",
			Calls: []account.Call{{Method: "POST", Path: "/support/tickets/2/" + string(d.Letter.Kind), Body: []byte(`{"body":"` + d.Letter.Body + `"}`)}},
		},
		Carry: func(_ context.Context, tell func(string)) error {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.sent = append(p.sent, d.Letter)
			tell("✓ The answer stands in ticket CS1000002 (query EU.ext-9).")
			return p.end
		},
	}, nil
}

// set changes what is found, and what waits.
func (p *postbox) set(first estate.Draft, waiting ...estate.Draft) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.first, p.list = first, waiting
}

// last are the words that were kept last.
func (p *postbox) last() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.kept) == 0 {
		return ""
	}
	return p.kept[len(p.kept)-1].Letter.Body
}

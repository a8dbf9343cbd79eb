package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/actionlog"
	"vigie/internal/config"
	"vigie/internal/desk"
	"vigie/internal/text"
	"vigie/providers/ovh"
)

// support is what a command about tickets works with: one account, the desk on which its tickets lie, and the log of
// what is done.
type support struct {
	client  *ovh.Client
	store   *desk.Store // nil where nothing can be kept
	trouble error       // why not
	log     *actionlog.Log
	rows    []account.Ticket // without a store: what was read
}

// supports runs a command for the accounts of the configuration.
func supports(cmd *cobra.Command, f *flags, run func(*config.Config, []*support) error) error {
	c, err := load(f)
	if err != nil {
		return err
	}
	d := newDesks(f.folder(), nil)
	defer d.close()
	var all []*support
	for _, p := range c.Providers {
		if p.OVH == nil {
			continue
		}
		client, err := ovhClient(*p.OVH, nil)
		if err != nil {
			return exit{exitFailed, err}
		}
		s := &support{client: client, log: actionlog.In(f.folder(), client.Hide)}
		if s.store, s.trouble = d.of(cmd.Context(), client.Name()); s.trouble != nil {
			complainTo(cmd, "%v", s.trouble)
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		return exit{exitUsage, errNoProvider}
	}
	return run(c, all)
}

func complainTo(cmd *cobra.Command, format string, args ...any) {
	fmt.Fprintln(cmd.ErrOrStderr(), "vigie: "+text.Clean(fmt.Sprintf(format, args...))) //nolint:errcheck // stderr is the last resort
}

// patience is how long a list of tickets is waited for.
const patience = 10 * time.Second

// read reads tickets, pass after pass, for as long as a person waits, and keeps them. What could not be read is said,
// with the age of what is shown instead; an error means that there is nothing at all.
func (s *support) read(cmd *cobra.Command) error {
	ctx, cancel := context.WithTimeout(cmd.Context(), patience)
	defer cancel()
	var err error
	if s.store != nil && s.rows == nil {
		if err := recallTickets(ctx, s.client, s.store); err != nil {
			complainTo(cmd, "%v", err)
		}
	}
	for {
		s.rows, err = s.client.Tickets(ctx)
		if kept := keepTickets(context.WithoutCancel(ctx), s.client, s.store, s.rows, err); kept != nil {
			complainTo(cmd, "%v", kept)
		}
		if !s.client.TicketsMore() || ctx.Err() != nil {
			break
		}
	}
	left := s.client.TicketsLeft()
	if ctx.Err() != nil && cmd.Context().Err() == nil && len(s.rows) > 0 && left > 0 {
		complainTo(cmd, "%d tickets are not read yet: the next call goes on with them", left)
	} else if err != nil {
		complainTo(cmd, "OVHcloud tickets: %v%s", err, s.age(cmd.Context()))
	}
	if err != nil && len(s.rows) == 0 {
		return exit{code: exitFailed}
	}
	return nil
}

// age says of when what is kept is.
func (s *support) age(ctx context.Context) string {
	if s.store == nil {
		return ""
	}
	read, _, err := s.store.Age(ctx)
	if err != nil || read.IsZero() {
		return ""
	}
	return fmt.Sprintf("; what is shown was read at %s, %s ago", read.Local().Format("2006-01-02 15:04"), briefly(time.Since(read)))
}

// search finds tickets by words: on the desk, or among what was read where there is none.
func (s *support) search(ctx context.Context, words string) ([]account.Ticket, error) {
	const all = 100_000
	if s.store == nil {
		return matching(s.rows, words), nil
	}
	return s.store.Search(ctx, words, all)
}

// find finds one ticket by its ID or number: among what is known, then at the provider. It is read anew where that is
// possible; fresh tells.
func find(cmd *cobra.Command, all []*support, name string, offline bool) (s *support, t account.Ticket, fresh error, err error) {
	for _, s := range all {
		if t, ok := s.known(cmd.Context(), name); ok {
			fresh := errors.New("nothing was asked")
			if !offline {
				t, fresh = s.anew(cmd.Context(), t)
			}
			return s, t, fresh, nil
		}
	}
	for _, s := range all {
		if offline || s.read(cmd) != nil {
			continue
		}
		if t, ok := s.known(cmd.Context(), name); ok {
			t, fresh := s.anew(cmd.Context(), t)
			return s, t, fresh, nil
		}
	}
	return nil, account.Ticket{}, nil, exit{exitFailed, fmt.Errorf("there is no ticket %q; `vigie tickets` lists what there is", name)}
}

func (s *support) known(ctx context.Context, name string) (account.Ticket, bool) {
	if s.store != nil {
		if t, ok, err := s.store.Ticket(ctx, name); ok && err == nil {
			return t, true
		}
	}
	for _, t := range s.rows {
		if t.ID == name || t.Number == name || t.Number == "CS"+name {
			return t, true
		}
	}
	return account.Ticket{}, false
}

// anew reads a ticket as it is now. Beside an error it is as it was known.
func (s *support) anew(ctx context.Context, t account.Ticket) (account.Ticket, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	now, err := s.client.Ticket(ctx, t.ID)
	if err != nil {
		return t, err
	}
	if s.store != nil {
		err = s.store.Put(ctx, []account.Ticket{now}, time.Time{})
	}
	return now, err
}

// pick is the account that is meant: the only one, or the one that is named.
func pick(all []*support, name string) (*support, error) {
	var fits []*support
	var names string
	for _, s := range all {
		names += " " + s.client.Name()
		if name == "" || name == s.client.Name() {
			fits = append(fits, s)
		}
	}
	if len(fits) != 1 {
		return nil, usage("which account is meant? Name one with --account:%s", names)
	}
	return fits[0], nil
}

// briefly is a length of time in its largest unit.
func briefly(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return fmt.Sprintf("%d days", d/(24*time.Hour))
}

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"vigie/internal/account"
	"vigie/internal/actionlog"
	"vigie/internal/desk"
	"vigie/internal/estate"
	"vigie/providers/ovh"
)

// letters is how a console writes to the support of the accounts: on the same desks, by the same rules and with the same
// log as the commands. It works with those clients that ask for the tickets, so that what it reads is soon on the screen.
type letters struct {
	desks *desks
	state string // the folder of the log of actions
	snap  func() *estate.Snapshot
	act   func(estate.Intent)
	who   string
}

// all are the accounts, with their desks.
func (l *letters) all(ctx context.Context) []*support {
	var all []*support
	for _, client := range l.desks.met() {
		all = append(all, l.support(ctx, client))
	}
	return all
}

func (l *letters) support(ctx context.Context, client *ovh.Client) *support {
	s := &support{client: client, log: actionlog.In(l.state, client.Hide)}
	s.store, s.trouble = l.desks.of(ctx, client.Name())
	return s
}

// of is the account of a draft, or the one that the configuration names first where none is named.
func (l *letters) of(ctx context.Context, name string) (*support, error) {
	for _, client := range l.desks.met() {
		if name == "" || client.Name() == name {
			s := l.support(ctx, client)
			return s, s.trouble
		}
	}
	return nil, fmt.Errorf("the configuration has no account %s any more", name)
}

// choose is the account that a new ticket goes to: the one that is named, or else the one that holds the service which it is
// about. Where neither decides, a person has to.
func (l *letters) choose(ctx context.Context, name, service string) (*support, error) {
	all := l.desks.met()
	if name != "" || len(all) < 2 {
		return l.of(ctx, name)
	}
	if holding := holders(all, service); len(holding) == 1 {
		return l.of(ctx, holding[0].Name())
	}
	undecided := &estate.UndecidedError{}
	for _, c := range all {
		undecided.Accounts = append(undecided.Accounts, l.identity(c.Name()))
	}
	return nil, undecided
}

// identity is whose account it is that has a label, as far as that is known.
func (l *letters) identity(label string) account.Identity {
	for _, id := range l.snap().Accounts {
		if id.Label == label {
			return id
		}
	}
	return account.Identity{Label: label}
}

// holds is the account in which a ticket is.
func (l *letters) holds(ctx context.Context, ticket string) (*support, error) {
	for _, s := range l.all(ctx) {
		if _, known := s.known(ctx, ticket); known {
			return s, nil
		}
	}
	return l.of(ctx, "")
}

// Begin finds what there is to go on with for an errand, or writes what is known of it. What may have arrived already is
// looked up before that.
func (l *letters) Begin(ctx context.Context, e estate.Errand) (estate.Draft, error) {
	s, letter, err := l.about(ctx, e)
	if err != nil {
		return estate.Draft{}, err
	}
	list, err := s.store.Drafts(ctx)
	if err != nil {
		return estate.Draft{}, err
	}
	note := ""
	for _, d := range list {
		if d.State != desk.Uncertain || !goesOn(d, e, letter) {
			continue
		}
		if d, err = s.settle(ctx, d, l.who, func(err error) { note = err.Error() }); err != nil {
			return estate.Draft{}, err
		}
		if d.State == desk.Sent {
			note = arrived(d) + " It was found there: its answer had been lost."
			l.again(ctx, s, d.Ticket)
			continue
		}
		return l.goOn(ctx, s, d, letter.Kind)
	}
	for _, d := range list {
		if d.May() && goesOn(d, e, letter) {
			return l.goOn(ctx, s, d, letter.Kind)
		}
	}
	if e.Draft.ID != 0 {
		return estate.Draft{}, errors.New(cmp.Or(note, "this draft is not there any more"))
	}
	return estate.Draft{Account: s.client.Name(), Letter: letter, Note: note}, nil
}

// about is the account and the letter of an errand, as it is begun.
func (l *letters) about(ctx context.Context, e estate.Errand) (*support, account.Letter, error) {
	letter := e.Draft.Letter
	if e.Draft.ID == 0 {
		letter = account.Letter{Kind: account.NewTicket, Ticket: e.Ticket, Service: e.Resource}
	}
	snap := l.snap()
	if letter.Ticket == "" {
		if e.Draft.ID == 0 {
			letter = told(snap, letter, e.Site)
		}
		s, err := l.choose(ctx, cmp.Or(e.Draft.Account, e.Account), letter.Service)
		return s, letter, err
	}
	s, err := l.holds(ctx, letter.Ticket)
	for _, t := range snap.Tickets {
		if t.ID != letter.Ticket {
			continue
		}
		letter = account.Letter{Kind: account.Reply, Ticket: t.ID, Number: t.Number, Subject: t.Subject, Service: t.Service}
		if t.State == "closed" {
			letter.Kind = account.Reopen
		}
		return s, letter, err
	}
	return nil, letter, errors.New("this ticket is gone")
}

// goesOn tells whether a draft is what an errand is about.
func goesOn(d desk.Draft, e estate.Errand, l account.Letter) bool {
	switch {
	case e.Draft.ID != 0:
		return d.ID == e.Draft.ID
	case l.Kind == account.NewTicket:
		same := d.Letter.Subject == l.Subject || e.Site == "" // without a service, a ticket may be about anything
		return d.Letter.Kind == l.Kind && d.Letter.Service == l.Service && (l.Service != "" || same)
	}
	return d.Letter.Kind != account.NewTicket && d.Letter.Ticket == l.Ticket
}

// goOn is a draft to go on with. An answer in a ticket that was closed meanwhile opens it again, and the other way round.
func (l *letters) goOn(ctx context.Context, s *support, d desk.Draft, kind account.LetterKind) (estate.Draft, error) {
	note := d.Reason
	if d.Letter.Kind != kind {
		var err error
		d.Letter.Kind = kind
		if d, err = s.store.Save(ctx, d); err != nil {
			return estate.Draft{}, err
		}
	}
	d.Reason = note
	return shown(s, d), nil
}

// shown is a draft as a screen has it.
func shown(s *support, d desk.Draft) estate.Draft {
	return estate.Draft{Account: s.client.Name(), ID: d.ID, Letter: d.Letter, Changed: d.Changed, Note: d.Reason, Lost: d.State == desk.Uncertain}
}

// Keep keeps the words of a draft. Where somebody else has changed or sent it meanwhile, they become a draft of their
// own, so that neither is lost.
func (l *letters) Keep(ctx context.Context, d estate.Draft) (estate.Draft, error) {
	s, err := l.of(ctx, d.Account)
	if err != nil {
		return d, err
	}
	kept, err := s.store.Save(ctx, desk.Draft{ID: d.ID, Letter: d.Letter, Changed: d.Changed})
	if errors.Is(err, desk.ErrNotNow) {
		now, gone := s.store.Draft(ctx, d.ID)
		if gone == nil && (now.State == desk.Uncertain || now.State == desk.Sending) {
			return d, err
		}
		d.Note = "Draft " + fmt.Sprint(d.ID) + " was changed elsewhere: these words are a draft of their own."
		kept, err = s.store.Save(ctx, desk.Draft{Letter: d.Letter})
	}
	if err != nil {
		return d, err
	}
	d.ID, d.Changed = kept.ID, kept.Changed
	return d, nil
}

// Discard throws a draft away.
func (l *letters) Discard(ctx context.Context, d estate.Draft) error {
	s, err := l.of(ctx, d.Account)
	if err == nil {
		err = s.store.Discard(ctx, d.ID)
	}
	return err
}

// Waiting are the drafts of all accounts that were not sent, or of which nobody knows it, the newest first.
func (l *letters) Waiting(ctx context.Context) ([]estate.Draft, error) {
	var waiting []estate.Draft
	var errs []error
	for _, s := range l.all(ctx) {
		if s.store == nil {
			errs = append(errs, s.trouble)
			continue
		}
		list, err := s.store.Drafts(ctx)
		errs = append(errs, err)
		for _, d := range list {
			if d.May() || d.State == desk.Uncertain {
				waiting = append(waiting, shown(s, d))
			}
		}
	}
	return waiting, errors.Join(errs...)
}

package cli

import (
	"context"
	"fmt"
	"slices"

	"vigie/internal/account"
	"vigie/internal/desk"
	"vigie/internal/estate"
	"vigie/providers/ovh"
)

// Plan thinks a letter through that is to be sent.
func (l *letters) Plan(ctx context.Context, d estate.Draft, by string) (*estate.Planned, error) {
	s, err := l.of(ctx, d.Account)
	if d.Account == "" && d.Letter.Ticket != "" {
		s, err = l.holds(ctx, d.Letter.Ticket)
	}
	if err != nil {
		return nil, err
	}
	if s.client.ReadOnly() {
		return nil, fmt.Errorf("%w: %w", errNothingSent, errReadOnly)
	}
	if d.Letter.Kind != account.Close {
		if err := asSeen(ctx, s, d); err != nil {
			return nil, fmt.Errorf("%w: %w", errNothingSent, err)
		}
	}
	call, err := s.call(d.Letter)
	if err == nil && d.Letter.Kind != account.NewTicket {
		err = s.fitsNow(ctx, d.Letter)
	}
	if err != nil {
		return nil, err
	}
	seen := desk.Draft{ID: d.ID, Letter: d.Letter, Changed: d.Changed}
	planned := &estate.Planned{Account: s.client.Name(), Plan: account.Plan{
		Title: letterTitle(d.Letter), Confirm: target(d.Letter), Calls: []account.Call{call},
		End: "OVHcloud has it",
	}}
	planned.Carry = func(ctx context.Context, tell func(string)) error {
		return l.carry(ctx, s, call, seen, by, tell)
	}
	return planned, nil
}

// asSeen tells why a draft is not sent: it is not as somebody has seen it, or was sent before.
func asSeen(ctx context.Context, s *support, d estate.Draft) error {
	kept, err := s.store.Draft(ctx, d.ID)
	switch {
	case err != nil:
		return err
	case kept.State == desk.Uncertain:
		return desk.ErrUncertain
	case !kept.May() || kept.Letter != d.Letter || !kept.Changed.Equal(d.Changed):
		return desk.ErrNotNow
	}
	return nil
}

func letterTitle(l account.Letter) string {
	return map[account.LetterKind]string{
		account.NewTicket: "A new ticket: " + l.Subject, account.Reply: "An answer in ticket " + l.Number,
		account.Close: "Close ticket " + l.Number, account.Reopen: "Open ticket " + l.Number + " again",
	}[l.Kind]
}

// carry sends a letter as it was seen, and has its ticket read again.
func (l *letters) carry(ctx context.Context, s *support, call account.Call, d desk.Draft, by string, tell func(string)) error {
	entry, err := s.begin(call, d, by)
	if err != nil {
		return fmt.Errorf("%w: %w", errNothingSent, err)
	}
	d, err = s.carryOut(ctx, entry, d, func(err error) { tell(err.Error()) })
	switch {
	case err != nil && d.State == desk.Uncertain && d.ID != 0:
		return fmt.Errorf("%w. It is kept as draft %d, and looked up before it may be sent again", err, d.ID)
	case err != nil && d.ID != 0:
		return fmt.Errorf("%w. It is kept as draft %d", err, d.ID)
	case err != nil:
		return err
	}
	tell("✓ " + arrived(d))
	if d.Reason != "" {
		tell(d.Reason)
	}
	l.again(ctx, s, d.Ticket)
	return nil
}

// again has a ticket read again, here and by who watches.
func (l *letters) again(ctx context.Context, s *support, ticket string) {
	_, _ = s.anew(ctx, account.Ticket{ID: ticket}) // who watches tells when it cannot be read
	at := slices.IndexFunc(l.desks.met(), func(c *ovh.Client) bool { return c.Name() == s.client.Name() })
	l.act(estate.Intent{Kind: estate.AskAgain, Of: numbered(ticketsName, at+1), By: l.who})
}

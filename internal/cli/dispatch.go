package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"vigie/internal/account"
	"vigie/internal/actionlog"
	"vigie/internal/desk"
)

// errReadOnly is why nothing is changed in an account, whoever wants it.
var errReadOnly = errors.New("the configuration says read_only for this account")

// target is what has to be typed for a letter to be sent: the number of the ticket, or the service that a new one is
// about.
func target(l account.Letter) string {
	if l.Kind == account.NewTicket {
		return cmp.Or(l.Service, "new")
	}
	return l.Number
}

// call is how a letter is sent. It fails for what may not leave.
func (s *support) call(l account.Letter) (account.Call, error) {
	call, err := s.client.TicketCall(l)
	if err == nil && s.client.Hide(string(call.Body)) != string(call.Body) {
		err = fmt.Errorf("%w: the text holds a key of the account", errNothingSent)
	}
	return call, err
}

// keep keeps a letter before it is sent, and gives it as it is kept: the same one, where it was kept before, which may
// have been sent without an answer. A ticket is closed without being kept, since closing it twice does no harm.
func (s *support) keep(ctx context.Context, d desk.Draft) (desk.Draft, error) {
	if d.ID != 0 || d.Letter.Kind == account.Close {
		return d, nil
	}
	if s.store == nil {
		return d, fmt.Errorf("%w, since it could not be kept (--state FOLDER keeps it elsewhere): %w", errNothingSent, s.trouble)
	}
	like, again, err := s.store.Like(ctx, d.Letter)
	switch {
	case err == nil && again:
		return like, nil
	case err == nil:
		d, err = s.store.Save(ctx, d)
	}
	if err != nil {
		return d, fmt.Errorf("%w: %w", errNothingSent, err)
	}
	return d, nil
}

// begin writes to the log of actions that a letter is about to be sent. What cannot be written there is not sent.
func (s *support) begin(call account.Call, d desk.Draft, who string) (actionlog.Entry, error) {
	entry := s.entry(call, d, who)
	return entry, s.log.Add(entry)
}

// carryOut sends what was agreed to, and writes to the log what came of it; where it cannot, lost is told.
func (s *support) carryOut(ctx context.Context, entry actionlog.Entry, d desk.Draft, lost func(error)) (desk.Draft, error) {
	var err error
	if d.Letter.Kind == account.Close {
		d, err = s.closeTicket(ctx, d)
	} else {
		d, err = s.store.Send(ctx, s.client, d)
		if d.State == desk.Uncertain {
			d, err = s.lookUp(ctx, d, err)
		}
	}
	s.note(entry, d, err, lost)
	return d, err
}

// settle looks up a letter whose answer was lost, and writes to the log what was found.
func (s *support) settle(ctx context.Context, d desk.Draft, who string, lost func(error)) (desk.Draft, error) {
	now, err := s.store.Settle(ctx, s.client, d.ID)
	if err != nil {
		return d, fmt.Errorf("draft %d: %w", d.ID, err)
	}
	call, err := s.client.TicketCall(now.Letter)
	if err != nil {
		return now, err
	}
	s.note(s.entry(call, now, who), now, nil, lost)
	return now, nil
}

// entry is the line of the log that says that a letter is about to be sent.
func (s *support) entry(call account.Call, d desk.Draft, who string) actionlog.Entry {
	return actionlog.Entry{
		Time: time.Now(), ID: actionID(), Who: who,
		Provider: "ovh", Account: s.client.Name(), Action: "ticket " + string(d.Letter.Kind), Target: target(d.Letter),
		Method: call.Method, Path: call.Path, Body: string(call.Body), State: actionlog.Begun,
	}
}

// note writes what came of an action.
func (s *support) note(entry actionlog.Entry, d desk.Draft, err error, lost func(error)) {
	began := entry.Time
	entry.Time, entry.QueryID, entry.Answer = time.Now(), d.QueryID, d.Reason
	switch {
	case errors.Is(err, desk.ErrNotNow) && d.Tried.Before(began): // another has sent it
		entry.State = actionlog.Failed
	case d.State == desk.Sent:
		entry.State = actionlog.Done
	case d.State == desk.Uncertain:
		entry.State = actionlog.Uncertain
	default:
		entry.State = actionlog.Failed
	}
	if err != nil {
		entry.Answer = err.Error()
	}
	if err := s.log.Add(entry); err != nil {
		lost(err)
	}
}

// lookUp looks at once whether a letter whose answer was lost has arrived.
func (s *support) lookUp(ctx context.Context, d desk.Draft, lost error) (desk.Draft, error) {
	now, err := s.store.Settle(ctx, s.client, d.ID)
	switch {
	case err != nil:
		return d, fmt.Errorf("%w; %w", lost, err)
	case now.State == desk.Sent:
		now.QueryID = d.QueryID
		return now, nil
	}
	return now, lost
}

// closeTicket closes a ticket. Where the answer was lost, the ticket tells.
func (s *support) closeTicket(ctx context.Context, d desk.Draft) (desk.Draft, error) {
	receipt, err := s.client.SendLetter(ctx, d.Letter)
	d.QueryID, d.State, d.Ticket, d.Number = receipt.QueryID, desk.Sent, d.Letter.Ticket, d.Letter.Number
	if _, uncertain := errors.AsType[*account.UncertainError](err); uncertain {
		_, closed, unknown := s.client.Find(ctx, d.Letter, account.Mark{})
		switch {
		case closed:
			return d, nil
		case unknown != nil:
			d.State = desk.Uncertain
			return d, err
		}
		err = errors.New("its answer was lost, and the ticket is not closed")
	}
	if err != nil {
		d.State = desk.Failed
	}
	return d, err
}

// arrived says what a letter has done, once it has arrived.
func arrived(d desk.Draft) string {
	words := fmt.Sprintf(map[account.LetterKind]string{
		account.NewTicket: "Ticket %s is open", account.Reply: "The answer stands in ticket %s",
		account.Close: "Ticket %s is closed", account.Reopen: "Ticket %s is open again",
	}[d.Letter.Kind], d.Number)
	if d.QueryID != "" {
		words += " (query " + d.QueryID + ")"
	}
	return words + "."
}

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/actionlog"
	"vigie/internal/desk"
	"vigie/internal/jsonl"
	"vigie/internal/text"
)

// target is what has to be typed for a letter to be sent: the number of the ticket, or the service that a new one is
// about.
func target(l account.Letter) string {
	if l.Kind == account.NewTicket {
		return cmp.Or(l.Service, "new")
	}
	return l.Number
}

// send shows a letter exactly as it goes out, waits for consent, and sends it. It is kept as a draft before that, and
// whatever happens then; a ticket is closed without one, since closing it twice does no harm.
func (s *support) send(cmd *cobra.Command, f *flags, c consent, d desk.Draft) error {
	call, err := s.client.TicketCall(d.Letter)
	if err != nil {
		return exit{exitFailed, err}
	}
	if s.client.Hide(string(call.Body)) != string(call.Body) {
		return exit{exitFailed, fmt.Errorf("%w: the text holds a key of the account", errNothingSent)}
	}
	if c.dryRun {
		if f.json {
			return failed(jsonl.Write(cmd.OutOrStdout(), jsonl.FromCall(call)))
		}
		return failed(s.show(newPaper(cmd.OutOrStdout(), f), call))
	}
	if d.ID == 0 && d.Letter.Kind != account.Close {
		if s.store == nil {
			return exit{exitFailed, fmt.Errorf("%w, since it could not be kept (--state FOLDER keeps it elsewhere): %w", errNothingSent, s.trouble)}
		}
		switch like, again, err := s.store.Like(cmd.Context(), d.Letter); {
		case err != nil:
			return exit{exitFailed, fmt.Errorf("%w: %w", errNothingSent, err)}
		case again && like.State == desk.Uncertain: // whoever says it again may not know that it was sent
			return s.sendDraft(cmd, f, c, like)
		case again:
			d = like
		default:
			if d, err = s.store.Save(cmd.Context(), d); err != nil {
				return exit{exitFailed, fmt.Errorf("%w: %w", errNothingSent, err)}
			}
		}
	}
	if s.client.ReadOnly() {
		return s.refuse(d, exitFailed, errors.New("the configuration says read_only for this account"))
	}
	shown := cmd.OutOrStdout()
	if f.json {
		shown = cmd.ErrOrStderr() // stdout is for lines of JSON alone
	}
	if err := s.show(newPaper(shown, f), call); err != nil {
		return exit{exitFailed, err}
	}
	if err := s.agree(cmd, c, d); err != nil {
		return err
	}
	return s.carryOut(cmd, f, call, d)
}

// show prints a call as it will be sent.
func (s *support) show(p *paper, call account.Call) error {
	p.line(p.dim("To " + account.ProviderName("ovh") + ", account " + s.client.Name() + ":"))
	p.line("  "+p.bold(call.Method), text.Clean(call.Path))
	p.body(call)
	return p.err
}

// agree waits until somebody has typed the target.
func (s *support) agree(cmd *cobra.Command, c consent, d desk.Draft) error {
	if code, err := c.given(cmd, target(d.Letter)); err != nil {
		return s.refuse(d, code, err)
	}
	return nil
}

// refuse ends a command before anything was sent, and says where the words are.
func (s *support) refuse(d desk.Draft, code int, why error) error {
	err := fmt.Errorf("%w: %w", errNothingSent, why)
	if d.ID != 0 {
		err = fmt.Errorf("%w\nIt is kept as draft %d: `vigie tickets drafts send %d` goes on with it", err, d.ID, d.ID)
	}
	return exit{code, err}
}

// carryOut sends what was agreed to, and writes to the log of actions that it does, and what came of it. What cannot be
// written there is not sent.
func (s *support) carryOut(cmd *cobra.Command, f *flags, call account.Call, d desk.Draft) error {
	entry := s.entry(call, d)
	if err := s.log.Add(entry); err != nil {
		return s.refuse(d, exitFailed, err)
	}
	var err error
	if d.Letter.Kind == account.Close {
		d, err = s.closeTicket(cmd.Context(), d)
	} else {
		d, err = s.store.Send(cmd.Context(), s.client, d)
		if d.State == desk.Uncertain {
			d, err = s.lookUp(cmd.Context(), d, err)
		}
	}
	s.note(cmd, entry, d, err)
	return s.tell(cmd, f, d, err)
}

// entry is the line of the log that says that a letter is about to be sent.
func (s *support) entry(call account.Call, d desk.Draft) actionlog.Entry {
	now := time.Now()
	return actionlog.Entry{
		Time: now, ID: actionID(), Who: whoami(),
		Provider: "ovh", Account: s.client.Name(), Action: "ticket " + string(d.Letter.Kind), Target: target(d.Letter),
		Method: call.Method, Path: call.Path, Body: string(call.Body), State: actionlog.Begun,
	}
}

// note writes what came of an action.
func (s *support) note(cmd *cobra.Command, entry actionlog.Entry, d desk.Draft, err error) {
	entry.Time, entry.QueryID, entry.Answer = time.Now(), d.QueryID, d.Reason
	switch d.State {
	case desk.Sent:
		entry.State = actionlog.Done
	case desk.Uncertain:
		entry.State = actionlog.Uncertain
	default:
		entry.State = actionlog.Failed
	}
	if err != nil {
		entry.Answer = err.Error()
	}
	if lost := s.log.Add(entry); lost != nil {
		complainTo(cmd, "%v", lost)
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

// tell says what came of a letter.
func (s *support) tell(cmd *cobra.Command, f *flags, d desk.Draft, err error) error {
	if err == nil && d.Ticket != "" { // what is kept of it is from before
		if _, stale := s.anew(cmd.Context(), account.Ticket{ID: d.Ticket}); stale != nil {
			complainTo(cmd, "the ticket could not be read again: %v", stale)
		}
	}
	if f.json {
		if werr := jsonl.Write(cmd.OutOrStdout(), jsonl.FromDraft(d, s.client.Name())); werr != nil {
			return exit{exitFailed, werr}
		}
	}
	switch {
	case err != nil && d.State == desk.Uncertain && d.ID != 0:
		return exit{exitFailed, fmt.Errorf("%w\nIt is kept as draft %d: `vigie tickets drafts send %d` looks it up before it sends it again", err, d.ID, d.ID)}
	case err != nil && d.ID != 0:
		return exit{exitFailed, fmt.Errorf("%w\nIt is kept as draft %d: `vigie tickets drafts send %d` sends it again", err, d.ID, d.ID)}
	case err != nil:
		return exit{exitFailed, err}
	case f.json:
		return nil
	}
	done := map[account.LetterKind]string{
		account.NewTicket: "Ticket %s is open", account.Reply: "The answer stands in ticket %s",
		account.Close: "Ticket %s is closed", account.Reopen: "Ticket %s is open again",
	}[d.Letter.Kind]
	p := newPaper(cmd.OutOrStdout(), f)
	words := fmt.Sprintf(done, text.Clean(d.Number))
	if d.QueryID != "" {
		words += " (query " + text.Clean(d.QueryID) + ")"
	}
	p.line(words + ".")
	if d.Reason != "" {
		p.line(text.Clean(d.Reason))
	}
	return failed(p.err)
}

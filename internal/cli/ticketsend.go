package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/desk"
	"vigie/internal/jsonl"
	"vigie/internal/text"
)

// send shows a letter exactly as it goes out, waits for consent, and sends it. It is kept as a draft before that, and
// whatever happens then; a ticket is closed without one, since closing it twice does no harm.
func (s *support) send(cmd *cobra.Command, f *flags, c consent, d desk.Draft) error {
	call, err := s.call(d.Letter)
	if err != nil {
		return exit{exitFailed, err}
	}
	if c.dryRun {
		if f.json {
			return failed(jsonl.Write(cmd.OutOrStdout(), jsonl.FromCall(call)))
		}
		return failed(s.show(newPaper(cmd.OutOrStdout(), f), call))
	}
	if d, err = s.keep(cmd.Context(), d); err != nil {
		return exit{exitFailed, err}
	}
	if d.State == desk.Uncertain { // whoever says it again may not know that it was sent
		return s.sendDraft(cmd, f, c, d)
	}
	if s.client.ReadOnly() {
		return s.refuse(d, exitFailed, errReadOnly)
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
	lost := func(err error) { complainTo(cmd, "%v", err) }
	entry, err := s.begin(call, d, whoami())
	if err != nil {
		return s.refuse(d, exitFailed, err)
	}
	d, err = s.carryOut(cmd.Context(), entry, d, lost)
	return s.tell(cmd, f, d, err)
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
	p := newPaper(cmd.OutOrStdout(), f)
	p.line(text.Clean(arrived(d)))
	if d.Reason != "" {
		p.line(text.Clean(d.Reason))
	}
	return failed(p.err)
}

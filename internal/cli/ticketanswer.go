package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/desk"
	"vigie/internal/text"
)

// newTicketAnswer is one of reply, close and reopen.
func newTicketAnswer(f *flags, kind account.LetterKind) *cobra.Command {
	var message string
	var c consent
	short := map[account.LetterKind]string{
		account.Reply: "Answer in a ticket", account.Close: "Close a ticket", account.Reopen: "Open a closed ticket again, with the reason",
	}[kind]
	cmd := &cobra.Command{
		Use: string(kind) + " ID", Short: short, Args: needs("the number of a ticket, such as CS1000001; `vigie tickets` lists them"),
		Long: short + ". What will be sent is shown first, and waits until the number of the ticket is typed.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return supports(cmd, f, func(_ *config.Config, all []*support) error {
				s, t, stale, err := find(cmd, all, args[0], false)
				if err != nil {
					return err
				}
				if stale == nil {
					err = fits(t, kind)
				}
				if err != nil {
					return exit{exitFailed, err}
				}
				l := account.Letter{Kind: kind, Ticket: t.ID, Number: t.Number, Subject: t.Subject, Service: t.Service}
				if kind != account.Close {
					if l.Body, err = words(cmd, f, message, ""); err != nil {
						return err
					}
				}
				return s.answer(cmd, f, c, l, stale)
			})
		},
	}
	if kind != account.Close {
		cmd.Flags().StringVar(&message, "message", "", "the text; - reads it from stdin; without it $EDITOR is opened")
	}
	c.flags(cmd)
	return jsonFlag(cmd, f)
}

// answer sends a letter into a ticket. Where the ticket could not be read just now, it is only kept.
func (s *support) answer(cmd *cobra.Command, f *flags, c consent, l account.Letter, stale error) error {
	d := desk.Draft{Letter: l}
	if stale == nil || c.dryRun {
		return s.send(cmd, f, c, d)
	}
	if s.store != nil && l.Kind != account.Close {
		if _, err := s.client.TicketCall(l); err != nil {
			return exit{exitFailed, err}
		}
		like, again, err := s.store.Like(cmd.Context(), l)
		if d = like; err == nil && !again {
			d, err = s.store.Save(cmd.Context(), desk.Draft{Letter: l})
		}
		if err != nil {
			return exit{exitFailed, err}
		}
	}
	return s.refuse(d, exitFailed, fmt.Errorf("how the ticket stands cannot be read: %w", stale))
}

// fitsNow asks whether the ticket of a letter is in a state for it.
func (s *support) fitsNow(ctx context.Context, l account.Letter) error {
	t, err := s.anew(ctx, account.Ticket{ID: l.Ticket})
	if err != nil {
		return fmt.Errorf("how the ticket stands cannot be read: %w", err)
	}
	return fits(t, l.Kind)
}

// fits tells whether a ticket is in a state for a letter.
func fits(t account.Ticket, kind account.LetterKind) error {
	number := text.Clean(t.Number)
	switch {
	case kind == account.Reply && t.State == "closed":
		return fmt.Errorf("ticket %s is closed; `vigie tickets reopen %s` opens it again", number, number)
	case kind == account.Close && t.State == "closed":
		return fmt.Errorf("ticket %s is closed already", number)
	case kind == account.Close && !t.CanBeClosed:
		return fmt.Errorf("OVHcloud does not let ticket %s be closed now", number)
	case kind == account.Reopen && t.State != "closed":
		return fmt.Errorf("ticket %s is not closed; `vigie tickets reply %s` answers in it", number, number)
	}
	return nil
}

package cli

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/desk"
	"vigie/internal/jsonl"
	"vigie/internal/text"
)

func newTicketDrafts(f *flags) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use: "drafts", Short: "What was written: not sent, refused, sent, or sent without an answer", Args: noWords,
		Example: "  vigie tickets drafts\n  vigie tickets drafts show 3\n  vigie tickets drafts send 3\n  vigie tickets drafts discard 3",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return supports(cmd, f, func(_ *config.Config, all []*support) error {
				for _, s := range all {
					if name != "" && name != s.client.Name() {
						continue
					}
					if err := s.listDrafts(cmd, f); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	cmd.PersistentFlags().StringVar(&name, "account", "", "which account, where the configuration has several")
	one := func(use, short string, do func(*cobra.Command, *support, desk.Draft) error) *cobra.Command {
		return &cobra.Command{
			Use: use, Short: short, Args: needs("the number of a draft; `vigie tickets drafts` lists them"),
			RunE: func(cmd *cobra.Command, args []string) error {
				id, err := strconv.ParseInt(args[0], 10, 64)
				if err != nil {
					return usage("a draft is named by its number, not %q: `vigie tickets drafts` lists them", args[0])
				}
				return supports(cmd, f, func(_ *config.Config, all []*support) error {
					s, err := pick(all, name)
					switch {
					case err != nil:
						return err
					case s.store == nil:
						return exit{exitFailed, s.trouble}
					}
					d, err := s.store.Draft(cmd.Context(), id)
					if err != nil {
						return exit{exitFailed, fmt.Errorf("draft %d: %w", id, err)}
					}
					return do(cmd, s, d)
				})
			},
		}
	}
	show := one("show ID", "One of them, as it would be sent", func(cmd *cobra.Command, s *support, d desk.Draft) error {
		call, err := s.client.TicketCall(d.Letter)
		if err != nil {
			return exit{exitFailed, err}
		}
		if f.json {
			return failed(jsonl.Write(cmd.OutOrStdout(), jsonl.FromDraft(d, s.client.Name())))
		}
		return failed(s.show(newPaper(cmd.OutOrStdout(), f), call))
	})
	discard := one("discard ID", "Throw one away", func(cmd *cobra.Command, s *support, d desk.Draft) error {
		return failed(s.store.Discard(cmd.Context(), d.ID))
	})
	var c consent
	send := one("send ID", "Send one; what was sent without an answer is looked up first", func(cmd *cobra.Command, s *support, d desk.Draft) error {
		return s.sendDraft(cmd, f, c, d)
	})
	c.flags(send)
	cmd.AddCommand(jsonFlag(show, f), discard, jsonFlag(send, f))
	return jsonFlag(cmd, f)
}

// sendDraft sends what was written before. What may have arrived already is looked up, and sent only when it is not
// there.
func (s *support) sendDraft(cmd *cobra.Command, f *flags, c consent, d desk.Draft) error {
	if d.State == desk.Uncertain && !c.dryRun {
		now, err := s.settle(cmd.Context(), d, whoami(), func(err error) { complainTo(cmd, "%v", err) })
		if err != nil {
			return exit{exitFailed, err}
		}
		if now.State == desk.Sent {
			return s.tell(cmd, f, now, nil)
		}
		d = now
	}
	if !d.May() && !c.dryRun {
		return exit{exitFailed, fmt.Errorf("draft %d is %s: nothing is sent a second time", d.ID, d.State)}
	}
	if d.Letter.Kind != account.NewTicket && !c.dryRun {
		if err := s.fitsNow(cmd.Context(), d.Letter); err != nil {
			return s.refuse(d, exitFailed, err)
		}
	}
	return s.send(cmd, f, c, d)
}

func (s *support) listDrafts(cmd *cobra.Command, f *flags) error {
	if s.store == nil {
		return exit{exitFailed, s.trouble}
	}
	list, err := s.store.Drafts(cmd.Context())
	if err != nil {
		return exit{exitFailed, err}
	}
	p := newPaper(cmd.OutOrStdout(), f)
	for _, d := range list {
		if f.json {
			if err := jsonl.Write(cmd.OutOrStdout(), jsonl.FromDraft(d, s.client.Name())); err != nil {
				return exit{exitFailed, err}
			}
			continue
		}
		about := target(d.Letter)
		if d.State == desk.Sent {
			about = d.Number
		}
		p.line(text.Pad(strconv.FormatInt(d.ID, 10), 4), text.Pad(string(d.State), 10), d.Changed.Local().Format("2006-01-02 15:04"),
			text.Pad(string(d.Letter.Kind), 7), text.Pad(text.Clean(about), 24), text.Clean(d.Letter.Subject), p.dim(text.Clean(d.Reason)))
	}
	return failed(p.err)
}

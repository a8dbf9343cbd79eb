package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/jsonl"
	"vigie/internal/text"
)

func newTickets(f *flags) *cobra.Command {
	var offline bool
	cmd := &cobra.Command{
		Use: "tickets [WORDS]", Short: "Support tickets; WORDS searches subjects, messages, numbers and services",
		Long: "Support tickets; WORDS searches subjects, messages, numbers and services. All of them must be there; the beginning\n" +
			"of a word is enough, accents do not matter. What was read is kept and answers when the API does not, with its age.",
		Example: "  vigie tickets disk rbx8\n  vigie tickets show CS1000001\n  vigie tickets new --site Shop\n  vigie tickets reply CS1000001",
		RunE: func(cmd *cobra.Command, args []string) error {
			return supports(cmd, f, func(_ *config.Config, all []*support) error {
				var found []account.Ticket
				failures := 0
				for _, s := range all {
					if !offline && s.read(cmd) != nil {
						failures++
						continue
					}
					some, err := s.search(cmd.Context(), strings.Join(args, " "))
					if err != nil {
						return exit{exitFailed, err}
					}
					found = append(found, some...)
				}
				if failures == len(all) {
					return exit{code: exitFailed}
				}
				if len(found) == 0 && !f.json {
					complainTo(cmd, "%s", noTicket(args))
				}
				slices.SortStableFunc(found, func(a, b account.Ticket) int { return b.Updated.Compare(a.Updated) })
				return listTickets(cmd, f, found, time.Now())
			})
		},
	}
	cmd.Flags().BoolVar(&offline, "offline", false, "what was read before; nothing is asked")
	show := &cobra.Command{
		Use: "show ID", Short: "One ticket with its messages", Args: needs("the number of a ticket, such as CS1000001; `vigie tickets` lists them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return supports(cmd, f, func(_ *config.Config, all []*support) error {
				s, t, stale, err := find(cmd, all, args[0], offline)
				if err != nil {
					return err
				}
				if stale != nil && !offline {
					complainTo(cmd, "OVHcloud tickets: %v%s", stale, s.age(cmd.Context()))
				}
				return showTicket(cmd, f, t)
			})
		},
	}
	show.Flags().BoolVar(&offline, "offline", false, "as it was read before; nothing is asked")
	cmd.AddCommand(
		jsonFlag(show, f), newTicketNew(f), newTicketAnswer(f, account.Reply), newTicketAnswer(f, account.Close),
		newTicketAnswer(f, account.Reopen), newTicketDrafts(f),
	)
	return jsonFlag(cmd, f)
}

func noTicket(words []string) string {
	if len(words) == 0 {
		return "there is no ticket"
	}
	return fmt.Sprintf("no ticket speaks of %q", strings.Join(words, " "))
}

// matching keeps the tickets in which every word stands somewhere.
func matching(tickets []account.Ticket, words string) []account.Ticket {
	var found []account.Ticket
	for _, t := range tickets {
		var all strings.Builder
		all.WriteString(t.Number + " " + t.Subject + " " + t.Service)
		for _, m := range t.Thread {
			all.WriteString(" " + m.Body)
		}
		hay := strings.ToLower(all.String())
		hit := true
		for _, w := range strings.Fields(words) {
			hit = hit && strings.Contains(hay, strings.ToLower(w))
		}
		if hit {
			found = append(found, t)
		}
	}
	return found
}

func listTickets(cmd *cobra.Command, f *flags, tickets []account.Ticket, now time.Time) error {
	p := newPaper(cmd.OutOrStdout(), f)
	for _, t := range tickets {
		if f.json {
			if err := jsonl.Write(cmd.OutOrStdout(), jsonl.FromTicket(t, false)); err != nil {
				return exit{exitFailed, err}
			}
			continue
		}
		p.line(text.Pad(text.Clean(t.Number), 11), text.Pad(text.Clean(t.State), 7), t.Updated.Local().Format("2006-01-02 15:04"),
			text.Pad(waiting(t), 20), text.Pad(answered(t, now), 19), text.Clean(t.Subject), p.dim(text.Clean(t.Service)))
	}
	return failed(p.err)
}

func waiting(t account.Ticket) string {
	switch {
	case t.State == "closed":
		return ""
	case t.WaitingOn == account.Us:
		return "waits for us"
	default:
		return "waits for " + account.ProviderName(t.Provider)
	}
}

// answered is how long ago the provider last wrote.
func answered(t account.Ticket, now time.Time) string {
	switch at := t.Answered(); {
	case t.ThreadAt.IsZero():
		return "not read yet"
	case at.IsZero():
		return "no answer"
	default:
		return "answer " + briefly(now.Sub(at)) + " ago"
	}
}

func showTicket(cmd *cobra.Command, f *flags, t account.Ticket) error {
	if f.json {
		return failed(jsonl.Write(cmd.OutOrStdout(), jsonl.FromTicket(t, true)))
	}
	p := newPaper(cmd.OutOrStdout(), f)
	p.line(p.bold(text.Clean(t.Subject)))
	p.line(text.Clean(t.Number), text.Clean(t.State), text.Clean(t.Service), waiting(t), answered(t, time.Now()))
	for _, m := range t.Thread {
		who := "us"
		if m.From == account.Provider {
			who = account.ProviderName(t.Provider)
		}
		p.line()
		p.line(p.dim(m.Time.Local().Format("2006-01-02 15:04")), p.bold(who))
		for _, l := range text.CleanLines(m.Body) {
			p.line(" ", l)
		}
	}
	return failed(p.err)
}

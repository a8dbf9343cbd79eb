package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/jsonl"
	"vigie/internal/text"
	"vigie/internal/watch"
)

// facts asks the providers once, and the sites too where the answer joins them; complaints go to stderr.
func facts(cmd *cobra.Command, f *flags, withSites bool) (*estate.Snapshot, error) {
	c, err := load(f)
	if err != nil {
		return nil, err
	}
	o := options(c, f.keeper(false))
	if len(o.Sources) == 0 {
		return nil, exit{exitUsage, errNoProvider}
	}
	if !withSites {
		o.Sites = nil
	}
	s, _ := watch.Once(cmd.Context(), o, false)
	if silent := complaints(cmd.ErrOrStderr(), s.Sources); silent == len(s.Sources) {
		return nil, exit{code: exitFailed}
	}
	return s, nil
}

// complaints says what of the sources a person should know, and how many have nothing to tell: they failed, and nothing
// is known of them from before.
func complaints(w io.Writer, sources []estate.Source) (silent int) {
	say := func(src estate.Source, what string) {
		fmt.Fprintf(w, "vigie: %s: %s\n", text.Clean(src.Name), text.Clean(what)) //nolint:errcheck // stderr is the last resort
	}
	for _, src := range sources {
		switch {
		case src.Error != "" && src.LastOK.IsZero():
			silent++
			say(src, src.Error)
		case src.Error != "":
			say(src, src.Error+"; what it said last is of "+src.LastOK.Local().Format("2 Jan 2006 15:04"))
		}
		if src.Note != "" {
			say(src, src.Note)
		}
	}
	return silent
}

func failed(err error) error {
	if err == nil {
		return nil
	}
	return exit{exitFailed, err}
}

func newTickets(f *flags) *cobra.Command {
	cmd := &cobra.Command{
		Use: "tickets [WORDS]", Short: "Support tickets; WORDS searches titles and messages",
		Example: "  vigie tickets disk\n  vigie tickets show CS1000001",
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := facts(cmd, f, false)
			if err != nil {
				return err
			}
			return listTickets(cmd, f, search(s.Tickets, args))
		},
	}
	show := &cobra.Command{
		Use: "show ID", Short: "One ticket with its messages", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := facts(cmd, f, false)
			if err != nil {
				return err
			}
			for _, t := range s.Tickets {
				if t.ID == args[0] || t.Number == args[0] {
					return showTicket(cmd, f, t)
				}
			}
			return exit{exitFailed, fmt.Errorf("there is no ticket %q; `vigie tickets` lists what there is", args[0])}
		},
	}
	cmd.AddCommand(jsonFlag(show, f))
	return jsonFlag(cmd, f)
}

// search keeps the tickets in which every word stands somewhere.
func search(tickets []account.Ticket, words []string) []account.Ticket {
	var found []account.Ticket
	for _, t := range tickets {
		var all strings.Builder
		all.WriteString(t.Number + " " + t.Subject + " " + t.Service)
		for _, m := range t.Thread {
			all.WriteString(" " + m.Body)
		}
		hay := strings.ToLower(all.String())
		hit := true
		for _, w := range words {
			hit = hit && strings.Contains(hay, strings.ToLower(w))
		}
		if hit {
			found = append(found, t)
		}
	}
	return found
}

func listTickets(cmd *cobra.Command, f *flags, tickets []account.Ticket) error {
	p := newPaper(cmd.OutOrStdout(), f)
	for _, t := range tickets {
		if f.json {
			if err := jsonl.Write(cmd.OutOrStdout(), jsonl.FromTicket(t, false)); err != nil {
				return exit{exitFailed, err}
			}
			continue
		}
		p.line(text.Pad(text.Clean(t.Number), 11), text.Pad(text.Clean(t.State), 7), t.Updated.Format("2006-01-02 15:04"),
			text.Pad(waiting(t), 20), text.Clean(t.Subject), p.dim(text.Clean(t.Service)))
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

func showTicket(cmd *cobra.Command, f *flags, t account.Ticket) error {
	if f.json {
		return failed(jsonl.Write(cmd.OutOrStdout(), jsonl.FromTicket(t, true)))
	}
	p := newPaper(cmd.OutOrStdout(), f)
	p.line(p.bold(text.Clean(t.Subject)))
	p.line(text.Clean(t.Number), text.Clean(t.State), text.Clean(t.Service), waiting(t))
	for _, m := range t.Thread {
		who := "us"
		if m.From == account.Provider {
			who = account.ProviderName(t.Provider)
		}
		p.line()
		p.line(p.dim(m.Time.Format("2006-01-02 15:04")), p.bold(who))
		for _, l := range text.CleanLines(m.Body) {
			p.line(" ", l)
		}
	}
	return failed(p.err)
}

func newNotices(f *flags) *cobra.Command {
	cmd := &cobra.Command{
		Use: "notices", Short: "What the providers' status pages say, and what of yours stands there", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := facts(cmd, f, true)
			if err != nil {
				return err
			}
			p := newPaper(cmd.OutOrStdout(), f)
			for _, n := range s.Notices {
				if f.json {
					if err := jsonl.Write(cmd.OutOrStdout(), jsonl.FromNotice(n, s)); err != nil {
						return exit{exitFailed, err}
					}
					continue
				}
				p.line(n.Posted.Format("2006-01-02 15:04"), text.Pad(text.Clean(n.State), 13), text.Pad(text.Clean(n.Impact), 11), text.Clean(n.Title))
			}
			return failed(p.err)
		},
	}
	return jsonFlag(cmd, f)
}

package cli

import (
	"fmt"
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
	o := options(c)
	if len(o.Sources) == 0 {
		return nil, exit{exitUsage, errNoProvider}
	}
	if !withSites {
		o.Sites = nil
	}
	s, _ := watch.Once(cmd.Context(), o, false)
	failed := 0
	for _, src := range s.Sources {
		if src.Error != "" {
			failed++
			fmt.Fprintf(cmd.ErrOrStderr(), "vigie: %s: %s\n", src.Name, text.Clean(src.Error)) //nolint:errcheck // stderr is the last resort
		}
	}
	if failed == len(s.Sources) {
		return nil, exit{code: exitFailed}
	}
	return s, nil
}

func newServers(f *flags) *cobra.Command {
	cmd := &cobra.Command{
		Use: "servers", Short: "What the provider rents out to you, where it is, and which sites run on it", Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := facts(cmd, f, true)
			if err != nil {
				return err
			}
			if len(s.Resources) == 0 {
				nothing(cmd, "nothing is rented with this account")
			}
			return listServers(cmd, f, s, s.Resources)
		},
	}
	show := &cobra.Command{
		Use: "show NAME", Short: "One server, or whatever else is rented", Args: oneWord("the name of what is rented; `vigie servers` lists them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := facts(cmd, f, true)
			if err != nil {
				return err
			}
			for _, r := range s.Resources {
				if r.ID == args[0] || r.Name == args[0] {
					return listServers(cmd, f, s, []account.Resource{r})
				}
			}
			return exit{exitFailed, fmt.Errorf("there is no %q in the account; `vigie servers` lists what there is", args[0])}
		},
	}
	cmd.AddCommand(jsonFlag(show, f))
	return jsonFlag(cmd, f)
}

// nothing says why a list is empty, beside it: an empty page looks like a program that failed.
func nothing(cmd *cobra.Command, format string, args ...any) {
	fmt.Fprintf(cmd.ErrOrStderr(), "vigie: "+format+"\n", args...) //nolint:errcheck // stderr is the last resort
}

func listServers(cmd *cobra.Command, f *flags, s *estate.Snapshot, rows []account.Resource) error {
	p := newPaper(cmd.OutOrStdout(), f)
	for _, r := range rows {
		line := jsonl.FromResource(r, s.Sites)
		if f.json {
			if err := jsonl.Write(cmd.OutOrStdout(), line); err != nil {
				return exit{exitFailed, err}
			}
			continue
		}
		where := r.Place.String()
		if r.Place.Rack != "" {
			where += " " + r.Place.Rack
		}
		p.line(text.Pad(text.Clean(where), 20), text.Pad(string(r.Kind), 16), text.Pad(text.Clean(r.Name), 32),
			text.Pad(text.Clean(r.State), 8), p.dim(text.Clean(strings.Join(line.Sites, ", "))))
		if r.Problem != "" {
			p.line("  ?", text.Clean(r.Problem))
		}
	}
	return failed(p.err)
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
			found := search(s.Tickets, args)
			if len(found) == 0 {
				nothing(cmd, "%s", noTicket(args))
			}
			return listTickets(cmd, f, found)
		},
	}
	show := &cobra.Command{
		Use: "show ID", Short: "One ticket with its messages", Args: oneWord("the number of a ticket, such as CS1000001; `vigie tickets` lists them"),
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

func noTicket(words []string) string {
	if len(words) == 0 {
		return "there is no ticket"
	}
	return fmt.Sprintf("no ticket speaks of %q", strings.Join(words, " "))
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
		p.line(text.Pad(text.Clean(t.Number), 11), text.Pad(text.Clean(t.State), 7), t.Updated.Local().Format("2006-01-02 15:04"),
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
		p.line(p.dim(m.Time.Local().Format("2006-01-02 15:04")), p.bold(who))
		for _, l := range text.CleanLines(m.Body) {
			p.line(" ", l)
		}
	}
	return failed(p.err)
}

func newNotices(f *flags) *cobra.Command {
	cmd := &cobra.Command{
		Use: "notices", Short: "What the providers' status pages say, and what of yours stands there", Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := facts(cmd, f, true)
			if err != nil {
				return err
			}
			if len(s.Notices) == 0 {
				nothing(cmd, "no notice stands on the status pages that the configuration names")
			}
			p := newPaper(cmd.OutOrStdout(), f)
			for _, n := range s.Notices {
				if f.json {
					if err := jsonl.Write(cmd.OutOrStdout(), jsonl.FromNotice(n, s)); err != nil {
						return exit{exitFailed, err}
					}
					continue
				}
				p.line(n.Posted.Local().Format("2006-01-02 15:04"), text.Pad(text.Clean(n.State), 13), text.Pad(text.Clean(n.Impact), 11), text.Clean(n.Title))
			}
			return failed(p.err)
		},
	}
	return jsonFlag(cmd, f)
}

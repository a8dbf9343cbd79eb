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
	"vigie/providers/ovh"
)

// facts asks the providers once, and the sites too where the answer joins them; complaints go to stderr.
func facts(cmd *cobra.Command, f *flags, withSites bool) (*estate.Snapshot, error) {
	c, err := load(f)
	if err != nil {
		return nil, err
	}
	o := options(c, nil)
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
				complainTo(cmd, "nothing is rented with this account")
			}
			return listServers(cmd, f, s, s.Resources)
		},
	}
	show := &cobra.Command{
		Use: "show NAME", Short: "One server, or whatever else is rented", Args: needs("the name of what is rented; `vigie servers` lists them"),
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
	cmd.AddCommand(jsonFlag(show, f), newBoot(f, ovh.Restart), newBoot(f, ovh.Rescue), newBoot(f, ovh.Disk))
	return jsonFlag(cmd, f)
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

func newNotices(f *flags) *cobra.Command {
	cmd := &cobra.Command{
		Use: "notices", Short: "What the providers' status pages say, and what of yours stands there", Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := facts(cmd, f, true)
			if err != nil {
				return err
			}
			if len(s.Notices) == 0 {
				complainTo(cmd, "no notice stands on the status pages that the configuration names")
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

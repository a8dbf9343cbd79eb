package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

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
	o := options(c, nil, f.keeper(false))
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

func newNotices(f *flags) *cobra.Command {
	var mine bool
	cmd := &cobra.Command{
		Use: "notices", Short: "What the providers' status pages say, and what of yours it concerns", Args: noWords,
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
				if mine && len(n.Touches) == 0 {
					continue
				}
				if f.json {
					if err := jsonl.Write(cmd.OutOrStdout(), jsonl.FromNotice(n, s)); err != nil {
						return exit{exitFailed, err}
					}
					continue
				}
				p.line(n.Posted.Local().Format("2006-01-02 15:04"), text.Pad(text.Clean(n.State), 13), text.Pad(text.Clean(n.Impact), 11), text.Clean(n.Title))
				for _, t := range n.Touches {
					p.line("  ", text.Pad(string(t.How), 9), text.Clean(t.Resource), p.dim(text.Clean(strings.Join(s.SitesOn(t.Resource), ", "))))
				}
			}
			if !f.json {
				lights(p, s)
			}
			return failed(p.err)
		},
	}
	cmd.Flags().BoolVar(&mine, "mine", false, "only what concerns something of the account")
	return jsonFlag(cmd, f)
}

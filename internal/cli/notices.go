package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/jsonl"
	"vigie/internal/text"
)

func newNotices(f *flags) *cobra.Command {
	var mine bool
	cmd := &cobra.Command{
		Use: "notices", Short: "What the providers' status pages say, and what of yours it concerns", Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := facts(cmd, f, true)
			if err != nil {
				return err
			}
			list := s.Notices
			if mine {
				list = slices.DeleteFunc(slices.Clone(list), func(n account.Notice) bool { return len(n.Touches) == 0 })
			}
			switch {
			case len(s.Notices) == 0:
				complainTo(cmd, "no notice stands on the status pages that the configuration names")
			case len(list) == 0:
				complainTo(cmd, "none of the notices concerns anything of the account")
			}
			if f.json {
				for _, n := range list {
					if err := jsonl.Write(cmd.OutOrStdout(), jsonl.FromNotice(n, s)); err != nil {
						return exit{exitFailed, err}
					}
				}
				return nil
			}
			p := newPaper(cmd.OutOrStdout(), f)
			listNotices(p, s, list)
			if !mine {
				lights(p, s)
			}
			return failed(p.err)
		},
	}
	cmd.Flags().BoolVar(&mine, "mine", false, "only what concerns something of the account")
	return jsonFlag(cmd, f)
}

func listNotices(p *paper, s *estate.Snapshot, list []account.Notice) {
	for _, n := range list {
		p.line(text.Pad(posted(n, "2006-01-02 15:04"), 16), text.Pad(text.Clean(n.State), 13), text.Pad(text.Clean(n.Impact), 11), text.Clean(n.Title))
		touches(p, s, n)
	}
}

// posted is when a notice was posted first, in a layout; blank where the page does not tell.
func posted(n account.Notice, layout string) string {
	if n.Posted.IsZero() {
		return ""
	}
	return n.Posted.Local().Format(layout)
}

// touches says below a notice what of the account it concerns, how surely, and the sites that run on that.
func touches(p *paper, s *estate.Snapshot, n account.Notice) {
	for _, t := range n.Touches {
		words := []string{"  ", text.Pad(string(t.How), 9), text.Clean(t.Resource)}
		if sites := s.SitesOn(t.Resource); len(sites) > 0 {
			words = append(words, p.dim(text.Clean(strings.Join(sites, ", "))))
		}
		p.line(words...)
	}
}

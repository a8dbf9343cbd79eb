package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/cost"
	"vigie/internal/estate"
	"vigie/internal/incident"
	"vigie/internal/jsonl"
	"vigie/internal/result"
	"vigie/internal/text"
	"vigie/internal/watch"
)

func newStatus(f *flags) *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "One round of checks and provider look-ups, then the situation",
		Long: "One round of checks and provider look-ups, then the situation: verdict, sites, places, notices.\n\n" +
			"Exit codes: 0 nothing down, 1 something down, 2 usage or configuration error,\n" +
			"3 nothing could be told: mostly this machine itself is offline, or it was broken off.",
		Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := load(f)
			if err != nil {
				return err
			}
			o := options(c, nil, f.keeper(false))
			o.Known, _, _ = incident.Read(f.folder()) // without them the situation is told all the same
			s, _ := watch.Once(cmd.Context(), o, true)
			s.Incidents = failing(s.Incidents)
			if err := printStatus(cmd.OutOrStdout(), f, s); err != nil {
				return exit{exitFailed, err}
			}
			return outcome(cmd.Context(), siteStates(s), strict)
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "exit with 1 for degraded too")
	return jsonFlag(cmd, f)
}

// failing are the incidents in which something is down now. Whether one whose sites answer again is over, one round
// cannot tell: that takes a while, and whoever watches says so.
func failing(list []estate.Incident) []estate.Incident {
	var some []estate.Incident
	for _, i := range list {
		if len(i.Sites) > 0 || len(i.Members) == 0 {
			some = append(some, i)
		}
	}
	return some
}

func siteStates(s *estate.Snapshot) []result.State {
	list := make([]result.State, len(s.Sites))
	for i, x := range s.Sites {
		list[i] = x.State
	}
	return list
}

func printStatus(w io.Writer, f *flags, s *estate.Snapshot) error {
	if f.json {
		return jsonl.Write(w, jsonl.FromSnapshot(s))
	}
	p := newPaper(w, f)
	p.line(p.bold(text.Clean(s.Verdict.Summary)))
	if !s.Verdict.Since.IsZero() {
		p.line(fmt.Sprintf("since %s, %.0f %% sure", s.Verdict.Since.Local().Format("2 Jan 15:04:05"), 100*s.Verdict.Confidence))
	}
	for _, e := range s.Verdict.Evidence {
		mark := "+"
		if !e.For {
			mark = "−"
		}
		p.line(" ", mark, text.Clean(e.Text))
	}
	p.line()
	wide := 0
	for _, x := range s.Sites {
		wide = max(wide, text.Width(text.Clean(x.Name)))
	}
	for _, x := range s.Sites {
		where := ""
		if x.Resource != "" {
			where = x.Place.String()
		}
		p.line(p.state(x.State), text.Pad(text.Clean(x.Name), min(wide, 40)), text.Pad(text.Clean(where), 12), p.dim(text.Clean(x.Reason)))
	}
	printCost(p, s)
	printPlaces(p, s)
	printOpenNotices(p, s)
	printSources(p, s)
	return p.err
}

// printCost says what it has cost so far, and what every hour costs.
func printCost(p *paper, s *estate.Snapshot) {
	if len(s.Cost.Losses) == 0 {
		return
	}
	p.line()
	for _, t := range s.Cost.Totals {
		p.line(fmt.Sprintf("lost so far %s; every hour now %s", cost.Bounds{Range: t.Total, Currency: t.Currency}, t.PerHour.In(t.Currency, "en")))
	}
	for _, l := range s.Cost.Losses {
		for _, x := range l.Lines {
			p.line("  ", p.dim(text.Clean(x.Text())))
		}
	}
}

func printPlaces(p *paper, s *estate.Snapshot) {
	if len(s.Places) == 0 {
		return
	}
	p.line()
	for _, x := range s.Places {
		p.line(text.Pad(text.Clean(x.Place.String()), 14),
			places(x))
	}
}

// places is how it stands in a place.
func places(x estate.Place) string {
	rented := count(len(x.Resources), "resource")
	if len(x.Sites) == 0 {
		return "no site, " + rented
	}
	return fmt.Sprintf("%d of %s down, %s", len(x.Down), count(len(x.Sites), "site"), rented)
}

func printOpenNotices(p *paper, s *estate.Snapshot) {
	first := true
	for _, n := range s.Notices {
		if !n.Open(s.Now) || n.Planned {
			continue
		}
		if first {
			p.line()
			first = false
		}
		p.line(text.Pad(posted(n, "2 Jan 15:04"), 12), text.Pad(text.Clean(n.State), 13), text.Clean(n.Title))
		touches(p, s, n)
	}
}

// printSources names what could not be asked, with the reason and the age of what is shown instead.
func printSources(p *paper, s *estate.Snapshot) {
	first := true
	for _, src := range s.Sources {
		if src.Note != "" {
			p.line()
			p.line("?", text.Clean(src.Name)+":", text.Clean(src.Note))
		}
		if src.Error == "" {
			continue
		}
		if first {
			p.line()
			first = false
		}
		age := "never answered"
		if !src.LastOK.IsZero() {
			age = "last answer " + src.LastOK.Local().Format("2 Jan 15:04:05")
		}
		p.line("?", text.Clean(src.Name)+":", strings.TrimSpace(text.Clean(src.Error)), p.dim("("+age+")"))
	}
}

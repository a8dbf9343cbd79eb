package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/estate"
	"vigie/internal/incident"
	"vigie/internal/jsonl"
	"vigie/internal/text"
)

func newIncidents(f *flags) *cobra.Command {
	var open bool
	cmd := &cobra.Command{
		Use: "incidents", Aliases: []string{"incident"}, Short: "What has happened, and what is going on", Args: noWords,
		Long: "What has happened and what is going on, the newest first: from what the console and serve have kept, also while\n" +
			"they run.\n\n" +
			"An incident is called by its ID, by a beginning of it that no other has, or `latest`; where only one is open, it\n" +
			"needs no name.",
		Example: "  vigie incidents\n  vigie incidents show latest\n  vigie incidents note \"Spoke to the carrier\"\n" +
			"  vigie incidents note latest \"Rented a spare server\" --cost 120,50 --purpose hosting\n  vigie incidents ack",
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := incidents(cmd, f)
			if err != nil {
				return err
			}
			p := newPaper(cmd.OutOrStdout(), f)
			for _, i := range list {
				if open && !i.Closed.IsZero() {
					continue
				}
				if f.json {
					if err := jsonl.Write(cmd.OutOrStdout(), jsonl.FromIncident(i, false)); err != nil {
						return exit{exitFailed, err}
					}
					continue
				}
				printIncident(p, i, time.Now())
			}
			if len(list) == 0 {
				complainTo(cmd, "no incident has been kept in %s: the console and `vigie serve` keep them", f.folder())
			}
			return failed(p.err)
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only those that are open")
	show := &cobra.Command{
		Use: "show [ID]", Short: "One incident with everything that happened in it", Args: atMost(1, "one incident"),
		RunE: func(cmd *cobra.Command, args []string) error {
			i, err := incidentOf(cmd, f, strings.Join(args, ""))
			if err != nil {
				return err
			}
			if f.json {
				return failed(jsonl.Write(cmd.OutOrStdout(), jsonl.FromIncident(i, true)))
			}
			return failed(showIncident(newPaper(cmd.OutOrStdout(), f), i, time.Now()))
		},
	}
	cmd.AddCommand(jsonFlag(show, f), newIncidentNote(f), newIncidentAck(f))
	return jsonFlag(cmd, f)
}

// incidents are all that were kept, the newest first.
func incidents(cmd *cobra.Command, f *flags) ([]estate.Incident, error) {
	records, foreign, err := incident.Read(f.folder())
	if err != nil {
		return nil, exit{exitFailed, err}
	}
	if foreign > 0 {
		complainTo(cmd, "%s in the file of incidents cannot be read, and what they say is missing here", count(foreign, "line"))
	}
	return incident.NewBook(records).All(), nil
}

// incidentOf is the one that a person means, among all.
func incidentOf(cmd *cobra.Command, f *flags, name string) (estate.Incident, error) {
	all, err := incidents(cmd, f)
	if err != nil {
		return estate.Incident{}, err
	}
	i, err := incident.Find(all, name)
	if err != nil {
		return estate.Incident{}, exit{exitFailed, err}
	}
	return i, nil
}

func atMost(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > n {
			return usage("`%s` takes %s", cmd.CommandPath(), what)
		}
		return nil
	}
}

// printIncident prints one in a list: what it is, and below it what a person asks next.
func printIncident(p *paper, i estate.Incident, now time.Time) {
	p.line(text.Pad(standing(i, now), 44), p.bold(text.Clean(i.Verdict.Summary)))
	var more []string
	if n := len(i.Sites); n > 0 {
		more = append(more, count(n, "site"))
	}
	if i.Official.Said {
		more = append(more, firstPost(i))
	}
	if o := i.Outlook(); !o.Current.IsZero() && i.Closed.IsZero() {
		more = append(more, promisedFor(o))
	}
	if i.Acked && i.Closed.IsZero() {
		more = append(more, i.AckedBy+" is on it")
	}
	for _, c := range i.Expenses() {
		more = append(more, incident.Money(c.Amount)+" "+c.Currency+" spent")
	}
	p.line("  "+text.Clean(i.ID), p.dim(text.Clean(strings.Join(more, " · "))))
}

// standing is since when an incident is open, or how long it was.
func standing(i estate.Incident, now time.Time) string {
	began := i.Opened.Local().Format("2 Jan 2006 15:04")
	switch {
	case i.Into != "":
		return began + "  part of another"
	case i.Closed.IsZero():
		return began + "  OPEN for " + length(now.Sub(i.Opened))
	default:
		return began + "  lasted " + length(i.Closed.Sub(i.Opened))
	}
}

func firstPost(i estate.Incident) string {
	if i.Official.Lag < 0 {
		return "the provider had posted " + length(-i.Official.Lag) + " before"
	}
	return "the provider posted after " + length(i.Official.Lag)
}

// promisedFor is when it is promised to be over, and how often that was moved.
func promisedFor(o estate.Outlook) string {
	said := "promised for " + o.Current.Local().Format("Mon 2 Jan 15:04")
	if o.Moved == 0 {
		return said
	}
	return fmt.Sprintf("%s, moved %s: %d later, %d earlier", said, count(o.Moved, "time"), o.Later, o.Earlier)
}

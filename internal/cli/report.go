package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/config"
	"vigie/internal/cost"
	"vigie/internal/estate"
	"vigie/internal/history"
	"vigie/internal/report"
	"vigie/internal/result"
	"vigie/internal/watch"
	"vigie/internal/wholefile"
)

func newReport(f *flags) *cobra.Command {
	var format, file string
	cmd := &cobra.Command{
		Use: "report [INCIDENT]", Short: "The evidence file of an incident: what was seen, said, done and lost, and what is not known",
		Long: "The evidence file of an incident, from what the console and serve have kept: md, html and pdf to read, csv, xlsx and json\n" +
			"with every sample in a chain of hashes. `vigie report verify FILE` finds a row that was changed, dropped or moved.",
		Example: "  vigie report\n  vigie report latest --format html --output fire.html\n  vigie report --format csv --output fire.csv\n  vigie report verify fire.csv",
		Args:    atMost(1, "one incident"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(reportFormats(), format) {
				return usage("--format is one of %s, not %q", strings.Join(reportFormats(), ", "), format)
			}
			i, err := incidentOf(cmd, f, strings.Join(args, ""))
			if err != nil {
				return err
			}
			return withHistory(f, func(h *history.Store) error {
				facts, err := evidenceOf(cmd.Context(), f, h, i)
				if err != nil {
					return exit{exitFailed, err}
				}
				if file == "" {
					return failed(writeReport(cmd.OutOrStdout(), format, facts))
				}
				return failed(saveReport(file, format, facts))
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "md", "md, html, pdf, csv, xlsx or json")
	cmd.Flags().StringVar(&file, "output", "", "the file to write; the terminal when left out")
	cmd.AddCommand(newReportVerify())
	return cmd
}

func reportFormats() []string { return []string{"md", "html", "pdf", "csv", "xlsx", "json"} }

func newReportVerify() *cobra.Command {
	return &cobra.Command{
		Use: "verify FILE", Short: "Check that a report is as it was written", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in, err := os.Open(args[0])
			if err != nil {
				return exit{exitFailed, fmt.Errorf("reading the report: %w", err)}
			}
			defer in.Close() //nolint:errcheck // it was only read
			seal, err := report.Verify(in)
			var broken *report.BrokenError
			switch {
			case errors.As(err, &broken):
				return exit{exitFailed, fmt.Errorf("%s is not as it was written: %w", args[0], broken)}
			case err != nil:
				return exit{exitFailed, fmt.Errorf("reading the report: %w", err)}
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is as it was written.\nIts chain has %s and ends with %s.\n"+
				"That this is the chain of then is shown by whoever was given its end then.\n", args[0], count(seal.Count, "link"), seal.Tail)
			return failed(err)
		},
	}
}

// saveReport writes a report to a file, which is there whole or not at all.
func saveReport(file, format string, facts report.Facts) error {
	err := wholefile.Write(file, func(w io.Writer) error { return writeReport(w, format, facts) })
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

func writeReport(w io.Writer, format string, facts report.Facts) error {
	d := report.Make(facts)
	switch format {
	case "csv":
		_, err := report.WriteCSV(w, d, facts)
		return err
	case "xlsx":
		_, err := report.WriteXLSX(w, d, facts)
		return err
	case "json":
		_, err := report.WriteJSON(w, d, facts)
		return err
	}
	seal, err := report.SealOf(d, facts)
	if err != nil {
		return err
	}
	switch format {
	case "html":
		return report.WriteHTML(w, d, seal)
	case "pdf":
		return report.WritePDF(w, d, seal)
	}
	return report.WriteMarkdown(w, d, seal)
}

// evidenceOf gathers what is known of an incident.
func evidenceOf(ctx context.Context, f *flags, h *history.Store, i estate.Incident) (report.Facts, error) {
	now := time.Now()
	facts := report.Facts{Incident: i, Made: now, Version: version()}
	var names []string
	for _, m := range i.Members {
		if !slices.Contains(names, m.Site) {
			names = append(names, m.Site)
		}
	}
	known, err := h.Known(ctx)
	if err != nil {
		return facts, err
	}
	from, to := report.Period(i, now)
	outages, err := h.Outages(ctx, from, to, names...)
	if err != nil {
		return facts, err
	}
	month, err := h.Uptime(ctx, now.Add(-30*24*time.Hour), now, names...)
	if err != nil {
		return facts, err
	}
	for _, name := range names {
		s := report.Site{Name: name, Outages: slices.Clone(outages[name]), Uptime: -1}
		slices.Reverse(s.Outages) // oldest first
		for _, k := range known {
			if k.Site == name {
				s.Targets = append(s.Targets, string(k.Kind)+" "+k.Target)
			}
		}
		if x, ok := month[name]; ok {
			s.Uptime, s.Seen = x.Of, x.Seen
		}
		facts.Sites = append(facts.Sites, s)
	}
	facts.Samples = func() iter.Seq2[result.Result, error] {
		var all []iter.Seq2[result.Result, error]
		for _, name := range names {
			all = append(all, h.Results(ctx, history.Query{Site: name, From: from, To: to}))
		}
		return report.Merge(all)
	}
	if c, err := quietly(f); err == nil {
		facts.Firm = c.Notice.Company
		facts.Losses = lossesOf(c, facts.Sites, now)
	}
	return facts, nil
}

// lossesOf reckons what the outages of an incident have cost.
func lossesOf(c *config.Config, sites []report.Site, now time.Time) []cost.Loss {
	hit := make(map[string][]cost.Outage)
	for _, s := range sites {
		for _, o := range s.Outages {
			hit[s.Name] = append(hit[s.Name], cost.Outage{From: o.From, To: o.To})
		}
	}
	return watch.Losses(c.Sites, hit, now)
}

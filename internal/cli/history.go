package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/estate"
	"vigie/internal/history"
	"vigie/internal/jsonl"
	"vigie/internal/statedir"
	"vigie/internal/text"
	"vigie/internal/yamlread"
)

func newHistory(f *flags) *cobra.Command {
	var since string
	var results bool
	cmd := &cobra.Command{
		Use:   "history [SITE…]",
		Short: "Uptime, latency percentiles and outages, from what was kept",
		Long: "Uptime, latency percentiles and outages of sites, from what the console and serve have kept; of all sites where\n" +
			"none is named. It may be asked while they run.\n\n" +
			"Uptime is time up or degraded, divided by time up, degraded or down. Time in which a site could not be asked, was\n" +
			"paused for maintenance, or nobody watched counts for nothing; how much was watched stands beside it.",
		Example: "  vigie history Shop\n  vigie history Shop --since 30d\n  vigie history Shop --since 2h --results --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			length, err := yamlread.ParseDuration(since)
			if err != nil || length <= 0 {
				return usage("--since is how far back, such as 24h, 7d or 1y, not %q", since)
			}
			return withHistory(f, func(h *history.Store) error {
				sites, err := chosen(cmd.Context(), h, args)
				if err != nil {
					return err
				}
				now := time.Now()
				span := period{from: now.Add(-length), to: now}
				if results {
					return listResults(cmd, f, h, sites, span)
				}
				return listHistory(cmd, f, h, sites, span, len(args) == 1)
			})
		},
	}
	cmd.Flags().StringVar(&since, "since", "24h", "how far back, such as 24h, 7d or 1y")
	cmd.Flags().BoolVar(&results, "results", false, "every result that is still kept, instead of what they add up to")
	return jsonFlag(cmd, f)
}

// period is a stretch of time.
type period struct{ from, to time.Time }

// withHistory opens what was kept, to be read only.
func withHistory(f *flags, read func(*history.Store) error) error {
	dir := f.state
	if dir == "" {
		dir = statedir.Default()
	}
	h, err := history.Open(dir, history.Options{ReadOnly: true})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return exit{exitFailed, fmt.Errorf("nothing has been kept in %s yet: the console and `vigie serve` keep what they see", dir)}
	case err != nil:
		return exit{exitFailed, err}
	}
	defer h.Close() //nolint:errcheck // it was only read
	return read(h)
}

// chosen are the sites that are named, or all, in the order in which they were first watched.
func chosen(ctx context.Context, h *history.Store, names []string) ([]string, error) {
	known, err := h.Known(ctx)
	if err != nil {
		return nil, exit{exitFailed, err}
	}
	var all []string
	for _, s := range known {
		if !slices.Contains(all, s.Site) {
			all = append(all, s.Site)
		}
	}
	for _, n := range names {
		if !slices.Contains(all, n) {
			return nil, exit{exitFailed, fmt.Errorf("the history knows no site %q%s", n,
				guess(n, slices.Clone(all), "`vigie history` lists those that it knows"))}
		}
	}
	if len(names) > 0 {
		return names, nil
	}
	return all, nil
}

// listResults prints every result of some sites.
func listResults(cmd *cobra.Command, f *flags, h *history.Store, sites []string, span period) error {
	p := newPaper(cmd.OutOrStdout(), f)
	var unread error // the first record that could not be read; the others are told all the same
	for _, site := range sites {
		for r, err := range h.Results(cmd.Context(), history.Query{Site: site, From: span.from, To: span.to}) {
			if err != nil {
				unread = cmp.Or(unread, err)
				continue
			}
			if f.json {
				if err := jsonl.Write(cmd.OutOrStdout(), jsonl.FromResult(r)); err != nil {
					return exit{exitFailed, err}
				}
				continue
			}
			p.line(r.Time.Local().Format("2006-01-02 15:04:05"), p.state(r.State), text.Pad(text.Clean(r.Site), 20), string(r.Check),
				milliseconds(r.Total), p.dim(said(r)))
		}
	}
	return failed(cmp.Or(p.err, unread))
}

// listHistory prints what the past of some sites adds up to; of one alone, with its outages.
func listHistory(cmd *cobra.Command, f *flags, h *history.Store, sites []string, span period, alone bool) error {
	ctx := cmd.Context()
	uptime, err1 := h.Uptime(ctx, span.from, span.to, sites...)
	outages, err2 := h.Outages(ctx, span.from, span.to, sites...)
	latency, unread := h.Percentiles(ctx, span.from, span.to, sites...) // some beside an error: what could be read
	if err := errors.Join(err1, err2); err != nil || latency == nil {
		return exit{exitFailed, cmp.Or(err, unread)}
	}
	p := newPaper(cmd.OutOrStdout(), f)
	for _, site := range sites {
		share, known := uptime[site]
		if !known {
			share.Of = -1
		}
		if f.json {
			line := jsonl.FromHistory(site, span.from, span.to, share, latency[site], outages[site])
			if err := jsonl.Write(cmd.OutOrStdout(), line); err != nil {
				return exit{exitFailed, err}
			}
			continue
		}
		if alone {
			printHistory(p, site, share, latency[site], outages[site])
			continue
		}
		p.line(text.Pad(text.Clean(site), 28), text.Pad(percent(share.Of)+" up", 12), text.Pad("watched "+watched(share), 24),
			text.Pad(took(latency[site]), 52), outagesIn(len(outages[site])))
	}
	return failed(cmp.Or(p.err, unread))
}

func printHistory(p *paper, site string, share estate.Share, latency estate.Percentiles, outages []estate.Outage) {
	p.line(p.bold(text.Clean(site)))
	p.line("  up      ", percent(share.Of), p.dim("of the "+watched(share)+" in which it was watched"))
	if latency.Answers == 0 {
		p.line("  answers ", "none")
	} else {
		p.line("  answers ", took(latency), p.dim(fmt.Sprintf("(%d answers)", latency.Answers)))
	}
	if len(outages) == 0 {
		p.line("  outages ", "none")
	} else {
		p.line("  outages ", fmt.Sprint(len(outages)))
	}
	for _, o := range outages {
		until, lasted := "now", time.Since(o.From)
		if !o.To.IsZero() {
			until, lasted = o.To.Local().Format("2 Jan 15:04:05"), o.To.Sub(o.From)
		}
		words := []string{"   ", o.From.Local().Format("2 Jan 15:04:05"), "–", text.Pad(until, 15), text.Pad(length(lasted), 14), string(o.Failure), text.Clean(o.Reason)}
		if o.Gap > 0 {
			words = append(words, p.dim("nobody watched for "+length(o.Gap)+" of it"))
		}
		p.line(words...)
	}
}

// watched is for how long of a period a site was watched.
func watched(share estate.Share) string {
	return length(time.Duration(share.Seen * float64(share.Period)))
}

// took are percentiles in words.
func took(l estate.Percentiles) string {
	if l.Answers == 0 {
		return "no answers"
	}
	one := func(d time.Duration) string { return strings.TrimSpace(milliseconds(d)) }
	return fmt.Sprintf("half in %s, 95 %% in %s, 99 %% in %s", one(l.P50), one(l.P95), one(l.P99))
}

// percent is a share in words; a negative one is not known. It is never rounded up to all.
func percent(f float64) string {
	switch {
	case f < 0:
		return "–"
	case f >= 1:
		return "100 %"
	}
	const most = 99.999
	return fmt.Sprintf("%.3f %%", min(100*f, most))
}

func outagesIn(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 outage"
	}
	return fmt.Sprintf("%d outages", n)
}

// length is how long something lasted, with the two units that matter.
func length(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	case d < day:
		return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
	case d < 2*day:
		return fmt.Sprintf("1 day %d h", d%day/time.Hour)
	}
	return fmt.Sprintf("%d days %d h", d/day, d%day/time.Hour)
}

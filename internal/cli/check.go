package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/config"
	"vigie/internal/jsonl"
	"vigie/internal/result"
	"vigie/internal/text"
	"vigie/internal/watch"
)

func newCheck(f *flags) *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:   "check [TARGET…]",
		Short: "Probe the targets given, or all that is configured, once",
		Long: "Probe the targets given, or all that is configured, once; one line each.\n\n" +
			"A target is an address or a short form: https://…, example.com (https), tcp://host:port,\n" +
			"tls://host:443, dns://name, ping://host, mail://domain (every MX), smtp://host:25, smtps://host,\n" +
			"imap://host, imaps://host, pop3://host, pop3s://host.\n\n" +
			"Exit codes: 0 nothing down, 1 something down, 2 usage or configuration error,\n" +
			"3 nothing could be told: mostly this machine itself is offline, or it was broken off.",
		Example: "  vigie check https://www.example.com\n  vigie check tcp://db.example.com:5432 dns://www.example.com --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			opts, err := targets(f, args)
			if err != nil {
				return err
			}
			_, results := watch.Once(cmd.Context(), opts, false)
			if err := printResults(cmd.OutOrStdout(), f, results); err != nil {
				return exit{exitFailed, err}
			}
			return outcome(cmd.Context(), states(results), strict)
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "exit with 1 for degraded too")
	return jsonFlag(cmd, f)
}

// targets is a watch of the targets given, or of the whole configuration.
func targets(f *flags, args []string) (watch.Options, error) {
	if len(args) == 0 {
		c, err := load(f)
		if err != nil {
			return watch.Options{}, err
		}
		o := options(c)
		o.Sources = nil
		return o, nil
	}
	c := config.Defaults()
	if f.config != "" {
		loaded, err := load(f)
		if err != nil {
			return watch.Options{}, err
		}
		c = loaded
	}
	c.Sites, c.Providers = nil, nil
	for _, a := range args {
		s, err := config.Target(a)
		if err != nil {
			return watch.Options{}, exit{exitUsage, err}
		}
		c.Sites = append(c.Sites, s)
	}
	return options(c), nil
}

func printResults(w io.Writer, f *flags, results []result.Result) error {
	if f.json {
		for _, r := range results {
			if err := jsonl.Write(w, jsonl.FromResult(r)); err != nil {
				return err
			}
		}
		return nil
	}
	p := newPaper(w, f)
	wide := 0
	for _, r := range results {
		wide = max(wide, text.Width(text.Clean(r.Site)))
	}
	for _, r := range results {
		p.line(p.state(r.State), text.Pad(text.Clean(r.Site), min(wide, 40)), string(r.Check), milliseconds(r.Total), p.dim(said(r)))
	}
	return p.err
}

// said is what a line tells beside the state.
func said(r result.Result) string {
	if r.State != result.Up {
		return text.Clean(r.Reason)
	}
	var parts []string
	if r.HTTP != nil && r.HTTP.Status > 0 {
		parts = append(parts, fmt.Sprintf("status %d", r.HTTP.Status))
	}
	if r.DNS != nil {
		parts = append(parts, strings.Join(r.DNS.Answers, ", "))
	}
	if r.Ping != nil {
		parts = append(parts, fmt.Sprintf("%d of %d came back (%s)", r.Ping.Received, r.Ping.Sent, r.Ping.How))
	}
	if r.Mail != nil && r.Mail.Greeting != "" {
		parts = append(parts, r.Mail.Greeting)
	}
	if n := len(r.Steps); n > 0 {
		parts = append(parts, fmt.Sprintf("%d asked", n))
	}
	if r.TLS != nil && !r.TLS.Expires.IsZero() {
		parts = append(parts, "certificate until "+r.TLS.Expires.Format("2 January 2006"))
	}
	if r.Address != "" {
		parts = append(parts, r.Address)
	}
	if r.Reason != "" {
		parts = append(parts, r.Reason)
	}
	return text.Clean(strings.Join(parts, ", "))
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%6d ms", d.Round(time.Millisecond).Milliseconds())
}

func states(results []result.Result) []result.State {
	list := make([]result.State, len(results))
	for i, r := range results {
		list[i] = r.State
	}
	return list
}

// errBrokenOff says that what was found is not all.
var errBrokenOff = errors.New("broken off before every answer was there")

// outcome is the exit code for what was found. Who breaks it off is not told that nothing is down.
func outcome(ctx context.Context, found []result.State, strict bool) error {
	n := make(map[result.State]int)
	for _, s := range found {
		n[s]++
	}
	switch {
	case n[result.Down] > 0, strict && n[result.Degraded] > 0:
		return exit{code: exitFailed}
	case ctx.Err() != nil:
		return exit{exitOffline, errBrokenOff}
	case len(found) > 0 && n[result.Unknown] == len(found):
		return exit{code: exitOffline}
	default:
		return nil
	}
}

package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os/signal"
	"syscall"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/spf13/cobra"

	"vigie/internal/config"
	"vigie/internal/jsonl"
	"vigie/internal/metrics"
	"vigie/internal/result"
	"vigie/internal/text"
	"vigie/internal/watch"
)

func newServe(f *flags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Watch without a screen: checks, history, metrics",
		Long: "Watches without a screen: asks all that is configured on schedule, keeps the history, and serves /metrics and\n" +
			"/healthz where the configuration says metrics: { listen: … }. What happens is told on stderr. With --json every\n" +
			"result is a line on stdout, and every confirmed change of a site another one, with \"event\":\"change\".\n\n" +
			"The configuration is read again when it changes, or on SIGHUP. SIGINT and SIGTERM end it.",
		Example: "  vigie serve\n  vigie serve --json | jq 'select(.event == \"change\")'",
		Args:    noWords,
		RunE:    func(cmd *cobra.Command, _ []string) error { return serve(cmd, f) },
	}
	return jsonFlag(cmd, f)
}

func serve(cmd *cobra.Command, f *flags) error {
	c, err := load(f)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	o := options(c)
	o.Log = log
	var told *teller
	if f.json {
		// Where nobody reads any longer it ends as it does by a signal, with its history closed, and is not killed.
		signal.Ignore(syscall.SIGPIPE)
		defer signal.Reset(syscall.SIGPIPE)
		told = newTeller(cmd.OutOrStdout(), cancel)
		defer told.end(log)
	}
	return station(ctx, f, c, o, "vigie serve", func(ctx context.Context, p *post) error {
		m := metrics.New(version(), p.watch.Snapshot, p.watch.Pulse)
		p.hear(m.Result, nil)
		p.hear(nil, func(x watch.Change) { logChange(log, x) })
		if told != nil {
			p.hear(told.result, told.change)
		}
		return serveAll(ctx, c, p, m, log)
	})
}

// serveAll runs the watch and what is served beside it until ctx ends.
func serveAll(ctx context.Context, c *config.Config, p *post, m *metrics.Metrics, log *slog.Logger) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var group conc.WaitGroup
	defer group.Wait()
	if c.Metrics != "" {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Metrics)
		if err != nil {
			return exit{exitFailed, fmt.Errorf("listening for metrics on %s: %w", c.Metrics, err)}
		}
		log.Info("serving /metrics and /healthz", "address", l.Addr().String())
		group.Go(func() {
			if err := m.Serve(ctx, l); err != nil {
				log.Error("metrics are no longer served", "error", err)
			}
		})
	}
	checks := 0
	for _, s := range c.Sites {
		checks += len(s.Checks)
	}
	log.Info("watching", "sites", len(c.Sites), "checks", checks, "configuration", c.Path, "state", p.state)
	p.watch.Run(ctx)
	log.Info("ended")
	return nil
}

// logChange writes a confirmed change down.
func logChange(log *slog.Logger, x watch.Change) {
	level := slog.LevelInfo
	if x.To == result.Down {
		level = slog.LevelWarn
	}
	log.Log(context.Background(), level, string(x.To), "site", text.Clean(x.Site), "from", x.From,
		"since", x.Since.Format(time.RFC3339), "failure", x.Failure, "reason", text.Clean(x.Reason))
}

// teller writes results and changes as lines, in its own time: whoever reads them slowly does not hold up the watch.
type teller struct {
	lines chan any
	done  chan struct{}
	lost  int // lines that found no room; of the goroutine that folds
}

// newTeller begins to write. When w takes no more, stop is called: nobody listens any longer.
func newTeller(w io.Writer, stop func()) *teller {
	t := &teller{lines: make(chan any, 1<<16), done: make(chan struct{})}
	go func() {
		defer close(t.done)
		for line := range t.lines {
			if err := jsonl.Write(w, line); err != nil {
				stop()
				for range t.lines { // what is left has no reader
				}
				return
			}
		}
	}()
	return t
}

func (t *teller) result(r result.Result, _ time.Duration) { t.say(jsonl.FromResult(r)) }

func (t *teller) change(x watch.Change) {
	t.say(jsonl.FromChange(x.Site, x.From, x.To, x.Since, x.Time, x.Failure, x.Reason))
}

func (t *teller) say(line any) {
	select {
	case t.lines <- line:
	default:
		t.lost++
	}
}

// end writes what is left, and says what was lost. A reader that takes nothing is not waited for.
func (t *teller) end(log *slog.Logger) {
	close(t.lines)
	select {
	case <-t.done:
	case <-time.After(time.Second):
		log.Warn("stdout takes no more lines")
	}
	if t.lost > 0 {
		log.Warn("lines were lost, since stdout was not read fast enough", "lines", t.lost)
	}
}

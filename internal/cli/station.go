package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/sourcegraph/conc"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/history"
	"vigie/internal/reload"
	"vigie/internal/result"
	"vigie/internal/statedir"
	"vigie/internal/watch"
)

// post is a watch with what it stands on: its state folder, its history, the configuration that it follows.
type post struct {
	watch   *watch.Watch
	state   string // the state folder
	keys    *keyring
	history *history.Store // nil where none is kept
	results []func(result.Result, time.Duration)
	changes []func(watch.Change)
}

// hear lets somebody be told of results and of changes; either may be nil. It must be called before the watch runs.
func (p *post) hear(r func(result.Result, time.Duration), c func(watch.Change)) {
	if r != nil {
		p.results = append(p.results, r)
	}
	if c != nil {
		p.changes = append(p.changes, c)
	}
}

// station takes the state folder for a command, makes a watch of a configuration, follows its file, and hands all of
// it to run until that returns.
func station(ctx context.Context, f *flags, c *config.Config, o watch.Options, command string, d *desks, run func(context.Context, *post) error) error {
	p := &post{state: f.folder(), keys: newKeyring(c)}
	folder, err := statedir.Take(p.state, command, time.Now())
	var taken *statedir.TakenError
	switch {
	case errors.As(err, &taken):
		return exit{exitFailed, errors.New(taken.Error() + ".\nStop that one, or give this one a folder of its own with --state")}
	case err != nil:
		o.Log.Error("the state folder cannot be used", "error", err)
	default:
		defer folder.Close() //nolint:errcheck // the lock ends with the process at the latest
	}
	if !c.History.Off {
		p.history = openHistory(p.state, c.History, o.Log)
		defer closeHistory(p.history, o.Log)
		o.History, o.Past = p.history, remembered(ctx, p.history, o.Log)
	}
	closeIncidents := keepIncidents(p.state, &o)
	defer closeIncidents()
	o.OnResult = func(r result.Result, late time.Duration) {
		for _, f := range p.results {
			f(r, late)
		}
	}
	o.OnChange = func(x watch.Change) {
		for _, f := range p.changes {
			f(x)
		}
	}
	alerts := alertDesk(c, p.state, func() []estate.Incident { return p.watch.Snapshot().Incidents })
	o.Sources = append(o.Sources, alertSources(alerts)...)
	p.watch = watch.New(o)
	p.keys.snap, p.keys.tell = p.watch.Snapshot, p.watch.Mistaken
	var one sync.Mutex // the desks have one configuration at a time
	p.keys.take = func(ctx context.Context, c *config.Config) {
		one.Lock()
		defer one.Unlock()
		o := options(c, d, f.keeper(true))
		o.Sources = append(o.Sources, alertSources(alerts)...)
		p.watch.Reload(ctx, o)
	}
	thrift(c)

	ctx, cancel := context.WithCancel(ctx)
	var background conc.WaitGroup
	defer background.Wait()
	defer cancel()
	background.Go(func() { follow(ctx, c, p, o.Log) })
	if alerts != nil {
		background.Go(func() { alerts.Run(ctx) })
	}
	return run(ctx, p)
}

// thrift has memory given back earlier where there is much of it: beside thousands of sites the processor time that it
// costs is nothing, and their memory is what counts.
func thrift(c *config.Config) {
	const many, percent = 2000, 50
	if len(c.Sites) >= many {
		debug.SetGCPercent(percent)
	}
}

// follow has a configuration that was edited, or is asked for by SIGHUP, taken by the watch. A bad edit leaves the
// running one as it was.
func follow(ctx context.Context, running *config.Config, p *post, log *slog.Logger) {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGHUP)
	defer signal.Stop(asked)
	err := reload.Follow(ctx, running.Path, asked, func(c *config.Config, err error) {
		if err != nil {
			log.Error("the configuration was not taken", "error", err)
			p.watch.Mistaken(ctx, err.Error())
			return
		}
		log.Info("the configuration was read again", "sites", len(c.Sites))
		for _, warning := range c.Warnings {
			log.Warn(warning)
		}
		if c.Metrics != running.Metrics || c.History != running.History || !slices.EqualFunc(c.Alerts, running.Alerts, sameAlert) {
			log.Warn("metrics, history and alerts are as they were: what was changed of them is taken at the next start")
		}
		p.keys.take(ctx, p.keys.read(c))
	})
	if err != nil {
		log.Warn("the configuration is read again on SIGHUP only", "error", err)
	}
}

package cli

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/config"
	"vigie/internal/history"
	"vigie/internal/incident"
	"vigie/internal/jsonl"
	"vigie/internal/sim"
	"vigie/internal/sim/ovhapi"
	"vigie/internal/sim/scenario"
	"vigie/internal/watch"
	"vigie/internal/witness"
	"vigie/probes"
	"vigie/probes/door"
	"vigie/probes/names"
	"vigie/providers/ovh"
)

// The shortest interval at which the simulated account is asked: often enough that the story unfolds on the screen.
const demoEvery = time.Minute

func newDemo(f *flags) *cobra.Command {
	var speed float64
	var at time.Duration
	var file string
	var check bool
	cmd := &cobra.Command{
		Use:   "demo [SCENARIO]",
		Short: "The console on a simulated account, simulated sites and a scripted outage",
		Long: "The console on a simulated account, simulated sites and a scripted outage, through the real probes and\n" +
			"the real OVH client: only the world is simulated. Nothing leaves this machine.",
		Example: "  vigie demo\n  vigie demo strasbourg-2021 --speed 300\n  vigie demo --at 2h15m --json",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("`%s` plays one scenario at a time", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if speed <= 0 || speed > 3600 {
				return usage("--speed is how many seconds pass in one: more than 0, at most 3600")
			}
			if at < 0 {
				return usage("--at is from the beginning of the scenario, such as 2h15m, not %s", at)
			}
			name := "strasbourg-2021"
			if len(args) == 1 {
				name = args[0]
			}
			if file != "" {
				name = file
			}
			dir, err := os.MkdirTemp("", "vigie-demo-")
			if err != nil {
				return exit{exitFailed, fmt.Errorf("making a place for what the demo keeps: %w", err)}
			}
			defer os.RemoveAll(dir) //nolint:errcheck // it is in the system's temporary place
			if check {
				dir = "" // a rehearsal keeps nothing
			}
			d, err := newStage(name, speed, dir)
			if err != nil {
				return exit{exitUsage, err}
			}
			defer d.end()
			if check {
				return d.check(cmd)
			}
			if f.json {
				d.play.To(cmd.Context(), d.start.Add(at))
				if cmd.Context().Err() != nil {
					return exit{exitFailed, fmt.Errorf("it was broken off before %s", at)}
				}
				return failed(jsonl.Write(cmd.OutOrStdout(), jsonl.FromSnapshot(d.play.Snapshot())))
			}
			return show(cmd.Context(), cmd, f, config.Console{Theme: "auto"}, screen{
				publisher: d.play, now: d.play.Now, banner: fmt.Sprintf("simulation · %g×", speed),
				past: past(d.history, d.play.Now), find: d.desks.find, plan: d.planner.plan,
				letters: &letters{desks: d.desks, state: dir, snap: d.play.Snapshot, act: act(d.play), who: whoami()},
				run: func(ctx context.Context) {
					d.play.To(ctx, d.start.Add(at))
					d.play.Run(ctx)
				},
			})
		},
	}
	cmd.Flags().Float64Var(&speed, "speed", 60, "how many seconds pass in one")
	cmd.Flags().DurationVar(&at, "at", 0, "where to start, from the beginning of the scenario, such as 2h15m")
	cmd.Flags().StringVar(&file, "scenario", "", "the file of a scenario of your own")
	cmd.Flags().BoolVar(&check, "check", false, "no console: play the whole scenario and compare what it expects")
	cmd.Flags().BoolVar(&f.plain, "plain", false, "lines instead of a screen")
	return jsonFlag(cmd, f)
}

// stage is a simulated world with a watch in it.
type stage struct {
	start   time.Time
	lasts   time.Duration // until nothing happens any more
	expect  []scenario.Expect
	play    *watch.Play
	history *history.Store // nil where nothing is kept

	incidents *incident.Journal // likewise
	planner   *planner          // likewise
	desks     *desks            // likewise
}

// check plays the whole scenario as fast as it can and compares every verdict with what is expected, a line each.
func (d *stage) check(cmd *cobra.Command) error {
	r, err := d.rehearse(cmd.Context())
	if err != nil {
		return exit{exitFailed, err}
	}
	wrong, err := r.tell(cmd.OutOrStdout())
	switch {
	case err != nil:
		return exit{exitFailed, err}
	case wrong > 0:
		return exit{exitFailed, fmt.Errorf("%d of %d expectations do not hold", wrong, len(d.expect))}
	}
	return nil
}

// end lets go of what the stage has kept.
func (d *stage) end() {
	d.desks.close()
	_ = d.incidents.Close() // it is thrown away, as is the history
	if d.history != nil {
		_ = d.history.Close() // it is thrown away
	}
}

// mostAskings is how often the simulated account is asked at most in a rehearsal, which nobody watches: of a story of weeks
// not every minute matters.
const mostAskings = 2000

// newStage builds the world of a scenario and the watch that looks at it: the real probes at a door to the simulated
// network, the real OVH client and status-page reader at an HTTP client that reaches the simulated API. What is seen is
// kept in a folder; where none is named, it is a rehearsal.
func newStage(name string, speed float64, dir string) (*stage, error) {
	sc, err := scenario.Open(name)
	if err != nil {
		return nil, err
	}
	world, err := sim.New(sc)
	if err != nil {
		return nil, fmt.Errorf("building the world of %s: %w", name, err)
	}
	d := &stage{start: sc.Start, lasts: sc.Lasts(), expect: sc.Expect}
	var play atomic.Pointer[watch.Play] // the history asks for the time before there is one
	now := func() time.Time {
		if p := play.Load(); p != nil {
			return p.Now()
		}
		return sc.Start
	}
	keys := ovhapi.NewKeys()
	keys.Rules = ovhapi.Acting() // what is changed in a simulation harms nobody
	web := ovhapi.Connect(world, keys, now)
	web.Transport = world.OverLine(web.Transport, now)
	client, err := ovh.New(ovh.Options{
		Endpoint: "http://" + ovhapi.Host + "/1.0", ApplicationKey: keys.ApplicationKey,
		ApplicationSecret: keys.ApplicationSecret, ConsumerKey: keys.ConsumerKey, HTTP: web, Now: now, Names: hostNames(sc.Sites),
	})
	if err != nil {
		return nil, fmt.Errorf("connecting to the simulated account: %w", err)
	}
	if dir != "" {
		d.desks = newDesks(dir, now)
	}
	every := demoEvery
	if dir == "" {
		every = max(every, d.lasts/mostAskings)
	}
	sources := sourcesOf(client, every, d.desks, nil)
	for _, page := range ovhapi.Pages(world) {
		sources = append(sources, feedSource("http://"+page, every, nil, web, now))
	}
	if dir != "" {
		if d.history, err = history.Open(dir, history.Options{Now: now}); err != nil {
			return nil, fmt.Errorf("keeping what the demo sees: %w", err)
		}
	}
	if dir != "" {
		if d.incidents, _, _, err = incident.Open(dir); err != nil {
			return nil, err
		}
	}
	d.play = watch.NewPlay(watch.Options{
		History: d.history, Incidents: d.incidents,
		Title: title(sc), Demo: true, Sites: sc.Sites, Sources: sources,
		Limits: config.Limits{Parallel: 256, PerHost: 64},
		Env:    probes.Env{Resolver: &names.Resolver{Servers: []string{world.Resolver()}}, Roots: world.Roots()},
		Line:   &probes.Line{References: world.References()},
		Witnesses: witness.Means{
			Neighbours: neighbours(world), Second: &names.Resolver{Servers: []string{world.SecondResolver()}},
			References: world.References(), Registry: registry(), Calm: true,
		},
	}, sc.Start, speed, func(at time.Time) door.Door { return world.Visit(at) })
	play.Store(d.play)
	if dir != "" {
		d.planner = &planner{
			clients: d.desks.met, state: dir, snap: d.play.Snapshot,
			names: worldNames{
				func() door.Door { return world.Visit(d.play.Now()) }, &names.Resolver{Servers: []string{world.Resolver()}},
			},
		}
	}
	return d, nil
}

// title is what the scenario is called, in English where it has that.
func title(sc *scenario.Scenario) string {
	if t := sc.Title["en"]; t != "" {
		return t
	}
	for _, t := range sc.Title {
		return t
	}
	return sc.Name
}

package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/config"
	"vigie/internal/jsonl"
	"vigie/internal/sim"
	"vigie/internal/sim/ovhapi"
	"vigie/internal/sim/scenario"
	"vigie/internal/watch"
	"vigie/probes"
	"vigie/providers/ovh"
)

// The shortest interval at which the simulated account is asked: often enough that the story unfolds on the screen.
const demoEvery = time.Minute

func newDemo(f *flags) *cobra.Command {
	var speed float64
	var at time.Duration
	var file string
	cmd := &cobra.Command{
		Use:   "demo [SCENARIO]",
		Short: "The console on a simulated account, simulated sites and a scripted outage",
		Long: "The console on a simulated account, simulated sites and a scripted outage, through the real probes and\n" +
			"the real OVH client: only the world is simulated. Nothing leaves this machine.",
		Example: "  vigie demo\n  vigie demo strasbourg-2021 --speed 300\n  vigie demo --at 2h15m --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if speed <= 0 || speed > 3600 {
				return usage("--speed is how many seconds pass in one: more than 0, at most 3600")
			}
			name := "strasbourg-2021"
			if len(args) == 1 {
				name = args[0]
			}
			if file != "" {
				name = file
			}
			d, err := newStage(name, speed)
			if err != nil {
				return exit{exitUsage, err}
			}
			if f.json {
				d.play.To(cmd.Context(), d.start.Add(at))
				return failed(jsonl.Write(cmd.OutOrStdout(), jsonl.FromSnapshot(d.play.Snapshot())))
			}
			return show(cmd.Context(), cmd, f, config.Console{Theme: "auto"}, screen{
				publisher: d.play, now: d.play.Now, banner: fmt.Sprintf("simulation · %g×", speed),
				run: func(ctx context.Context) {
					d.play.To(ctx, d.start.Add(at))
					d.play.Run(ctx)
				},
			})
		},
	}
	cmd.Flags().Float64Var(&speed, "speed", 60, "how many seconds pass in one")
	cmd.Flags().DurationVar(&at, "at", 0, "where to start, from the beginning of the scenario, such as 2h15m")
	cmd.Flags().StringVar(&file, "scenario", "", "a scenario `file` of your own")
	cmd.Flags().BoolVar(&f.plain, "plain", false, "append-only lines instead of a screen")
	return jsonFlag(cmd, f)
}

// stage is a simulated world with a watch in it.
type stage struct {
	start time.Time
	play  *watch.Play
}

// newStage builds the world of a scenario and the watch that looks at it: the real probes at a door to the simulated
// network, the real OVH client and status-page reader at an HTTP client that reaches the simulated API.
func newStage(name string, speed float64) (*stage, error) {
	sc, err := scenario.Open(name)
	if err != nil {
		return nil, err
	}
	world, err := sim.New(sc)
	if err != nil {
		return nil, fmt.Errorf("building the world of %s: %w", name, err)
	}
	d := &stage{start: sc.Start}
	now := func() time.Time { return d.play.Now() }
	keys := ovhapi.NewKeys()
	web := ovhapi.Connect(world, keys, now)
	client, err := ovh.New(ovh.Options{
		Endpoint: "http://" + ovhapi.Host + "/1.0", ApplicationKey: keys.ApplicationKey,
		ApplicationSecret: keys.ApplicationSecret, ConsumerKey: keys.ConsumerKey, HTTP: web, Now: now,
	})
	if err != nil {
		return nil, fmt.Errorf("connecting to the simulated account: %w", err)
	}
	sources := sourcesOf(client, demoEvery)
	for _, page := range ovhapi.Pages(world) {
		sources = append(sources, feedSource("http://"+page, demoEvery, web))
	}
	d.play = watch.NewPlay(watch.Options{
		Title: title(sc), Demo: true, Sites: sc.Sites, Sources: sources,
		Limits: config.Limits{Parallel: 256, PerHost: 64},
		Env:    probes.Env{Resolver: &probes.Resolver{Servers: []string{world.Resolver()}}, Roots: world.Roots()},
		Line:   &probes.Line{References: world.References()},
	}, sc.Start, speed, func(at time.Time) probes.Door { return world.Visit(at) })
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

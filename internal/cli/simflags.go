package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/sim"
	"vigie/internal/sim/ovhapi"
	"vigie/internal/sim/scenario"
)

// simFlags are the flags of vigie sim.
type simFlags struct {
	listen, scenario, rights, nameServer                string
	resources                                           int
	actions, failTasks                                  bool
	faults                                              []string
	latency, keyExpires, clockOff, clockOffAfter, grant time.Duration
}

func (o *simFlags) run(cmd *cobra.Command) error {
	sc, err := o.open(cmd)
	if err != nil {
		return exit{exitUsage, err}
	}
	began := time.Now()
	options, err := o.options(sc.Start)
	if err != nil {
		return exit{exitUsage, err}
	}
	keys := ovhapi.NewKeys()
	switch {
	case o.rights == "actions" || o.actions:
		keys.Rules = ovhapi.Acting()
	case o.rights != "read":
		return exit{exitUsage, fmt.Errorf("--rights is read or actions, not %q", o.rights)}
	}
	if o.keyExpires > 0 {
		keys.Expires = sc.Start.Add(o.keyExpires)
	}
	world, err := sim.New(sc)
	if err != nil {
		return exit{exitFailed, err}
	}
	now := func() time.Time { return sc.Start.Add(time.Since(began)) }
	if o.nameServer != "" {
		stop, err := serveNames(cmd, world, o.nameServer, now)
		if err != nil {
			return exit{exitFailed, err}
		}
		defer stop()
	}
	return serveSim(cmd, keys, ovhapi.Handler(world, keys, now, options...), o.listen)
}

func (o *simFlags) open(cmd *cobra.Command) (*scenario.Scenario, error) {
	if cmd.Flags().Changed("resources") {
		return scenario.Large(o.resources)
	}
	return scenario.Open(o.scenario)
}

// options are how the API is served.
func (o *simFlags) options(start time.Time) ([]ovhapi.Option, error) {
	list := []ovhapi.Option{
		ovhapi.WithLatency(o.latency), ovhapi.WithClockOff(o.clockOff, start.Add(o.clockOffAfter)), ovhapi.WithValidationAfter(o.grant),
	}
	if o.failTasks {
		list = append(list, ovhapi.WithFailingTasks())
	}
	for _, s := range o.faults {
		f, err := ovhapi.ParseFault(s)
		if err != nil {
			return nil, err
		}
		list = append(list, ovhapi.WithFaults(f))
	}
	return list, nil
}

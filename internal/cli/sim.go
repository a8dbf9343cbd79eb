package cli

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/sim"
	"vigie/internal/sim/ovhapi"
	"vigie/internal/sim/scenario"
)

func newSim() *cobra.Command {
	var listen, name, nameServer string
	var actions bool
	cmd := &cobra.Command{
		Use:   "sim",
		Short: "The OVH API simulator alone, on a port, for any OVH client",
		Long: "The OVH API simulator alone, on a port, for any OVH client. It checks signatures like the real one and\n" +
			"serves the account of a scenario. It prints the endpoint and the keys as shell export lines, and serves until it\n" +
			"is ended.",
		Example: "  vigie sim --listen 127.0.0.1:8099 > sim.env &\n  . ./sim.env",
		Args:    noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sc, err := scenario.Open(name)
			if err != nil {
				return exit{exitUsage, err}
			}
			world, err := sim.New(sc)
			if err != nil {
				return exit{exitFailed, err}
			}
			began := time.Now()
			now := func() time.Time { return sc.Start.Add(time.Since(began)) }
			if nameServer != "" {
				stop, err := serveNames(cmd, world, nameServer, now)
				if err != nil {
					return exit{exitFailed, err}
				}
				defer stop()
			}
			keys := ovhapi.NewKeys()
			if actions {
				keys.Rules = ovhapi.Acting()
			}
			return serveSim(cmd, world, keys, listen, now)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "the address to listen on; port 0 takes a free one")
	cmd.Flags().StringVar(&name, "scenario", "strasbourg-2021", "the scenario: a name, or a file")
	cmd.Flags().BoolVar(&actions, "actions", false, "the key may change things too, not only read them")
	cmd.Flags().StringVar(&nameServer, "dns", "", "an address to answer the simulated names at; at 127.0.0.1:53 the servers of the zones are found too")
	return cmd
}

// serveNames answers the names of a world on a port, for as long as it is not stopped.
func serveNames(cmd *cobra.Command, world *sim.World, listen string, now func() time.Time) (stop func(), err error) {
	at, stop, err := world.ServeNames(listen, now)
	if err != nil {
		return nil, fmt.Errorf("answering names on %s: %w", listen, err)
	}
	if _, err := fmt.Fprintf(cmd.OutOrStdout(), "# the simulated names are answered at %s\n", at); err != nil {
		stop()
		return nil, err
	}
	return stop, nil
}

// serveSim serves until the command's context ends. The scenario passes in real time.
func serveSim(cmd *cobra.Command, world *sim.World, keys ovhapi.Keys, listen string, now func() time.Time) error {
	l, err := (&net.ListenConfig{}).Listen(cmd.Context(), "tcp", listen)
	if err != nil {
		return exit{exitFailed, fmt.Errorf("listening on %s: %w", listen, err)}
	}
	out := cmd.OutOrStdout()
	for _, pair := range [][2]string{
		{"OVH_ENDPOINT", "http://" + l.Addr().String() + "/1.0"},
		{"OVH_APPLICATION_KEY", keys.ApplicationKey},
		{"OVH_APPLICATION_SECRET", keys.ApplicationSecret},
		{"OVH_CONSUMER_KEY", keys.ConsumerKey},
	} {
		if _, err := fmt.Fprintf(out, "export %s=%s\n", pair[0], pair[1]); err != nil {
			return exit{exitFailed, err}
		}
	}
	server := &http.Server{Handler: ovhapi.Handler(world, keys, now), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-cmd.Context().Done()
		_ = server.Close() // nothing of worth is under way in a simulator
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return exit{exitFailed, fmt.Errorf("serving the simulated API: %w", err)}
	}
	return nil
}

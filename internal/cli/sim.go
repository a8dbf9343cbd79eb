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
	var listen, name, nameServer, rights string
	var actions bool
	var resources int
	var latency time.Duration
	var faults []string
	cmd := &cobra.Command{
		Use:   "sim",
		Short: "The OVH API simulator alone, on a port, for any OVH client",
		Long: "The OVH API simulator alone, on a port, for any OVH client. It checks signatures like the real one and\n" +
			"serves the account of a scenario. It prints the endpoint and the keys as shell export lines, and serves until it\n" +
			"is ended.\n\n" +
			"A fault is a method, a path as in the rules of a key, and what goes wrong:\n" +
			"  status=500            an error; 460 is a contract that is over, 429 goes well with retry-after=5s\n" +
			"  delay=2s              the answer comes late\n" +
			"  html                  a page instead of JSON\n" +
			"  truncated             the answer ends in its middle\n" +
			"  cut                   the connection ends before the answer\n" +
			"  names                 a list holds bare names, whatever it is asked for\n" +
			"  skew=10m              the API's clock is so far ahead\n" +
			"  expired               the key is no longer valid\n" +
			"  from=5m               it begins so long after the start\n" +
			"Of several faults that fit a call the first one counts.",
		Example: "  vigie sim --listen 127.0.0.1:8099 > sim.env &\n  . ./sim.env\n" +
			"  vigie sim --resources 500 --latency 80ms\n" +
			"  vigie sim --fault 'GET /vps/*: status=500' --fault 'GET /*: expired, from=5m'\n" +
			"  vigie sim --rights 'GET /me, GET /vps*'",
		Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sc, err := scenario.Open(name)
			if err != nil {
				return exit{exitUsage, err}
			}
			scenario.Crowd(&sc.Estate, sc.Start, resources)
			options, err := faultsOf(faults)
			if err != nil {
				return exit{exitUsage, err}
			}
			keys := ovhapi.NewKeys()
			if keys.Rules, err = ovhapi.Rights(rights); err != nil {
				return exit{exitUsage, err}
			}
			if actions {
				keys.Rules = ovhapi.Acting()
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
			return serveSim(cmd, ovhapi.Handler(world, keys, now, append(options, ovhapi.Latency(latency))...), keys, listen)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "the address to listen on; port 0 takes a free one")
	cmd.Flags().StringVar(&name, "scenario", "strasbourg-2021", "the scenario: a name, or a file")
	cmd.Flags().BoolVar(&actions, "actions", false, "the key may change things too, not only read them")
	cmd.Flags().StringVar(&nameServer, "dns", "", "an address to answer the simulated names at, such as 127.0.0.1:5353")
	cmd.Flags().StringVar(&rights, "rights", "read", "what the key may do: read, all, or rules such as 'GET /me, GET /vps*'")
	cmd.Flags().IntVar(&resources, "resources", 0, "add so many generated resources to the account")
	cmd.Flags().DurationVar(&latency, "latency", 0, "how long every call takes, such as 80ms")
	cmd.Flags().StringArrayVar(&faults, "fault", nil, "what goes wrong with some of the calls, such as 'GET /vps/*: status=500'; may be given again")
	return cmd
}

// faultsOf reads the faults that the API is to have.
func faultsOf(list []string) ([]ovhapi.Option, error) {
	var options []ovhapi.Option
	for _, s := range list {
		f, err := ovhapi.ParseFault(s)
		if err != nil {
			return nil, err
		}
		options = append(options, ovhapi.Faults(f))
	}
	return options, nil
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
func serveSim(cmd *cobra.Command, api http.Handler, keys ovhapi.Keys, listen string) error {
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
	server := &http.Server{Handler: api, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-cmd.Context().Done()
		_ = server.Close() // nothing of worth is under way in a simulator
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return exit{exitFailed, fmt.Errorf("serving the simulated API: %w", err)}
	}
	return nil
}

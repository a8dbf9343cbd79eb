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
)

func newSim() *cobra.Command {
	var o simFlags
	cmd := &cobra.Command{
		Use:   "sim",
		Short: "The OVH API simulator alone, on a port, for any OVH client",
		Long: "The OVH API simulator alone, on a port, for any OVH client. It checks signatures like the real one and\n" +
			"serves the account of a scenario. It prints the endpoint and the keys as shell export lines, and serves until it\n" +
			"is ended.\n\n" +
			"A fault is a method or none, a path in which * stands for anything, and what happens to such calls:\n" +
			"  status=CODE        the API answers with this error\n" +
			"  iam                403, as where a policy of the account forbids it\n" +
			"  expired            460, as for a service that is over and still in the list\n" +
			"  delay=2s           the answer comes later\n" +
			"  retry-after=30s    says when to come again; 429 where no status is given\n" +
			"  html               a page where JSON should be\n" +
			"  truncated          JSON that ends in the middle\n" +
			"  cut                the connection ends without an answer\n" +
			"  lost               the call is carried out, and the connection ends without an answer\n" +
			"  times=3            only the first three calls",
		Example: "  vigie sim --listen 127.0.0.1:8099 > sim.env &\n  . ./sim.env\n" +
			"  vigie sim --resources 500 --latency 80ms\n" +
			"  vigie sim --rights actions --fault 'GET /vps/*: status=500' --fault '/me: delay=2s,times=1'",
		Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", "127.0.0.1:0", "the address to listen on; port 0 takes a free one")
	f.StringVar(&o.scenario, "scenario", "strasbourg-2021", "the scenario: a name, or a file")
	f.IntVar(&o.resources, "resources", 0, "in place of a scenario: an account of so many resources")
	f.StringVar(&o.rights, "rights", "read", "what the key may do: read, or actions, which may change things too")
	f.BoolVar(&o.actions, "actions", false, "the same as --rights actions")
	f.StringVar(&o.nameServer, "dns", "", "an address to answer the simulated names at, such as 127.0.0.1:5353")
	f.StringArrayVar(&o.faults, "fault", nil, "what goes wrong, such as 'GET /vps/*: status=500'; may be given again")
	f.DurationVar(&o.latency, "latency", 0, "how long every answer takes")
	f.DurationVar(&o.keyExpires, "key-expires", 0, "after how long the key ends; 0: never")
	f.DurationVar(&o.clockOff, "clock-off", 0, "how wrong the API's clock is; negative: behind")
	f.DurationVar(&o.clockOffAfter, "clock-off-after", 0, "after how long the API's clock goes wrong")
	f.DurationVar(&o.grant, "grant-after", 0, "after how long a key that is asked for is granted by itself; 0: on its page only")
	f.BoolVar(&o.failTasks, "fail-tasks", false, "every task that is ordered ends with an error")
	cmd.MarkFlagsMutuallyExclusive("scenario", "resources")
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
func serveSim(cmd *cobra.Command, keys ovhapi.Keys, handler http.Handler, listen string) error {
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
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-cmd.Context().Done()
		_ = server.Close() // nothing of worth is under way in a simulator
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return exit{exitFailed, fmt.Errorf("serving the simulated API: %w", err)}
	}
	return nil
}

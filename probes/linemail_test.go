package probes

import (
	"context"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"vigie/internal/result"
	"vigie/probes/door"
)

// portDoor is a network that lets connections out to some ports only.
type portDoor struct {
	door.Door
	open []string
}

func (d portDoor) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	_, port, _ := net.SplitHostPort(address)
	if slices.Contains(d.open, port) {
		here, there := net.Pipe()
		return here, there.Close()
	}
	<-ctx.Done()
	return nil, &net.OpError{Op: "dial", Net: network, Err: os.ErrDeadlineExceeded}
}

// Many networks let nothing out to port 25. That is no failure of the mail servers behind it.
func TestWhereMailIsNotLetOutNothingIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		open    []string
		kind    result.Kind
		address string
		mail    []string
		state   result.State
		failure result.Failure
	}{
		"port 25 is closed":       {[]string{"443"}, result.KindSMTP, "192.0.2.25:25", []string{"192.0.2.1:25"}, result.Unknown, ""},
		"port 25 is open":         {[]string{"443", "25"}, result.KindSMTP, "192.0.2.25:25", []string{"192.0.2.1:25"}, result.Down, result.TCPTimeout},
		"everything is closed":    {nil, result.KindSMTP, "192.0.2.25:25", []string{"192.0.2.1:25"}, result.Unknown, result.LocalOffline},
		"it is about submission":  {[]string{"443"}, result.KindSMTP, "192.0.2.25:587", []string{"192.0.2.1:25"}, result.Down, result.TCPTimeout},
		"it is about a bare port": {[]string{"443"}, result.KindTCP, "192.0.2.25:25", []string{"192.0.2.1:25"}, result.Down, result.TCPTimeout},
		"nobody is to be asked":   {[]string{"443"}, result.KindSMTP, "192.0.2.25:25", []string{}, result.Down, result.TCPTimeout},
		"nothing is said of it":   {[]string{"443"}, result.KindSMTP, "192.0.2.25:25", nil, result.Down, result.TCPTimeout},
	} {
		synctest.Test(t, func(t *testing.T) {
			env := through(portDoor{door.System(), c.open})
			line := &Line{References: []string{"192.0.2.1:443"}, Mail: c.mail}
			r := silence()
			r.Check, r.Address = c.kind, c.address
			r = line.Settle(t.Context(), env, r)
			if r.State != c.state || r.Failure != c.failure {
				t.Errorf("%s: %s %q (%s)", name, r.State, r.Failure, r.Reason)
			}
			if c.state == result.Unknown && !strings.Contains(evidenceOf(r, "seen"), "tcp.timeout: no answer") {
				t.Errorf("%s: what was seen is lost: %v", name, r.Evidence)
			}
		})
	}
}

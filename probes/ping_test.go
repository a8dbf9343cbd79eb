package probes

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/echo"
	"vigie/probes/probetest"
)

// scripted is a door through which echoes end as they are told, one after the other, in no time of ours.
type scripted struct {
	door.Door
	ends []error
	took []time.Duration
	sent int
}

func (d *scripted) Echo(_ context.Context, _ netip.Addr) (time.Duration, error) {
	i := d.sent
	d.sent++
	if err := d.ends[i]; err != nil {
		return 0, err
	}
	return d.took[i], nil
}

func TestWhatEchoesMean(t *testing.T) {
	lost := context.DeadlineExceeded
	router := &echo.Unreachable{From: netip.MustParseAddr("192.0.2.254"), Why: "host unreachable"}
	for what, c := range map[string]struct {
		ends    []error
		under   time.Duration
		state   result.State
		failure result.Failure
		reason  string
	}{
		"all come back":     {[]error{nil, nil, nil}, 0, result.Up, "", ""},
		"quickly enough":    {[]error{nil, nil, nil}, 21 * time.Millisecond, result.Up, "", ""},
		"too slowly":        {[]error{nil, nil, nil}, 15 * time.Millisecond, result.Degraded, result.Slow, "echoes to 192.0.2.1 take 20 ms on average, wanted under 15 ms"},
		"one is lost":       {[]error{nil, lost, nil}, 0, result.Degraded, result.PingTimeout, "1 of 3 echoes to 192.0.2.1 did not come back"},
		"two are refused":   {[]error{lost, router, nil}, 0, result.Degraded, result.PingUnreachable, "2 of 3 echoes to 192.0.2.1 did not come back: 192.0.2.254 says host unreachable"},
		"all are lost":      {[]error{lost, lost, lost}, 0, result.Down, result.PingTimeout, "no echo from 192.0.2.1 came back, 3 sent within 0 ms"},
		"all are refused":   {[]error{lost, router, lost}, 0, result.Down, result.PingUnreachable, "no way leads to 192.0.2.1: 192.0.2.254 says host unreachable"},
		"no way":            {[]error{errNoWay, errNoWay, errNoWay}, 0, result.Down, result.PingUnreachable, "no way leads to 192.0.2.1"},
		"our own fire wall": {[]error{errDenied, errDenied, errDenied}, 0, result.Unknown, "", "echoes to 192.0.2.1 could not be sent: operation not permitted"},
	} {
		door := &scripted{Door: door.System(), ends: c.ends, took: []time.Duration{10 * time.Millisecond, 30 * time.Millisecond, 20 * time.Millisecond}}
		r := askOnce(t, through(door), &Ping{Host: "192.0.2.1", Under: c.under})
		if r.State != c.state || r.Failure != c.failure || r.Reason != c.reason {
			t.Errorf("%s: %s %q %q\nwant %s %q %q", what, r.State, r.Failure, r.Reason, c.state, c.failure, c.reason)
		}
		if r.Ping.Received > 0 && (r.Total != r.Phases.DNS+r.Phases.FirstByte || r.Phases.FirstByte != r.Ping.Mean) {
			t.Errorf("%s: %v is not the sum of %+v", what, r.Total, r.Phases)
		}
	}
}

var (
	errNoWay  = &net.OpError{Op: "dial", Net: "ip", Err: syscall.ENETUNREACH}
	errDenied = &net.OpError{Op: "dial", Net: "ip", Err: syscall.EPERM}
)

func TestAPingOverBothFamilies(t *testing.T) {
	server := probetest.NameServer(t, probetest.Zone(t))
	door := &scripted{Door: door.System(), ends: []error{nil, nil, nil, context.DeadlineExceeded, context.DeadlineExceeded, context.DeadlineExceeded}, took: make([]time.Duration, 3)}
	env := through(door, server)
	r := askOnce(t, env, &Ping{Host: "www.example", Family: Both})
	wants(t, r, result.Degraded, result.PingTimeout)
	if !strings.HasPrefix(r.Reason, "over IPv6: no echo from 2001:db8::10 came back") {
		t.Error(r.Reason)
	}
	r = askOnce(t, env, &Ping{Host: "gone.example"})
	wants(t, r, result.Down, result.DNSNXDomain)
}

// A door that sends no echoes, as that of an agent may be.
func TestICMP01_ADoorWithoutEchoesTimesConnections(t *testing.T) {
	env := through(struct{ door.Door }{door.System()})
	r := askOnce(t, env, &Ping{Host: "127.0.0.1"})
	wants(t, r, result.Up, "")
	if r.Ping.How != "tcp" || r.Ping.Received != 3 {
		t.Errorf("%+v", r.Ping)
	}
	silent := struct{ door.Door }{deaf{door.System()}}
	r = askOnce(t, through(silent), &Ping{Host: "192.0.2.1"})
	wants(t, r, result.Down, result.PingTimeout)
	if want := "192.0.2.1 takes no connection at port 443 or 80, 3 tried within 0 ms"; r.Reason != want {
		t.Errorf("%s, want %s", r.Reason, want)
	}
}

// deaf is a door behind which nobody answers.
type deaf struct{ door.Door }

func (deaf) Dial(context.Context, string, string) (net.Conn, error) {
	return nil, context.DeadlineExceeded
}

package probes

import (
	"io"
	"net"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

func TestTCP(t *testing.T) {
	cases := map[string]struct {
		do      func(*net.TCPConn)
		send    string
		want    string
		failure result.Failure
	}{
		"a connection is enough": {probetest.HangUp, "", "", ""},
		"a greeting":             {func(c *net.TCPConn) { _, _ = io.WriteString(c, "220 ready\r\n"); probetest.Stall(c) }, "", "220", ""},
		"a greeting in pieces": {func(c *net.TCPConn) {
			for _, piece := range []string{"22", "0 re", "ady"} {
				_, _ = io.WriteString(c, piece)
				probetest.Pause(c, 20*time.Millisecond) // only to send the next piece apart
			}
		}, "", "220 ready", ""},
		"an answer":         {func(c *net.TCPConn) { _, _ = io.CopyN(c, c, 4); probetest.Stall(c) }, "PING", "PING", ""},
		"another greeting":  {func(c *net.TCPConn) { _, _ = io.WriteString(c, "500 busy\r\n"); probetest.HangUp(c) }, "", "220", result.ContentMissing},
		"no greeting":       {probetest.Stall, "", "220", result.TCPTimeout},
		"goodbye, no words": {probetest.HangUp, "", "220", result.ContentMissing},
		"a reset":           {probetest.CutOff, "", "220", result.TCPReset},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := askWithin(t, here(), &TCP{Address: probetest.Serve(t, c.do), Send: c.send, Contains: []Pattern{{Text: c.want}}}, timeoutFor(c.failure))
			if r.Failure != c.failure {
				t.Errorf("got %s %q: %s", r.State, r.Failure, r.Reason)
			}
		})
	}
}

func TestAPortThatAnswersLateIsDegraded(t *testing.T) {
	late := func(c *net.TCPConn) {
		probetest.Pause(c, 100*time.Millisecond)
		_, _ = io.WriteString(c, "220 ready\r\n")
		probetest.Stall(c)
	}
	ask := &TCP{Address: probetest.Serve(t, late), Contains: []Pattern{{Text: "220"}}, Under: 50 * time.Millisecond}
	r := askOnce(t, here(), ask)
	wants(t, r, result.Degraded, result.Slow)
	if r.Phases.FirstByte < 50*time.Millisecond {
		t.Errorf("the answer took %s", r.Phases.FirstByte)
	}
	ask.Under = patience
	wants(t, askOnce(t, here(), ask), result.Up, "")
}

// Of a host with several addresses all are tried before it is called down, and the last is the one that is named.
func TestEveryAddressOfAHostIsTried(t *testing.T) {
	_, port, _ := net.SplitHostPort(probetest.ClosedPort(t))
	env := here(probetest.NameServer(t, probetest.Answering(t, map[string][]string{
		"two.example. A": {"two.example. 60 IN A 127.0.0.2", "two.example. 60 IN A 127.0.0.3"},
	})))
	r := askOnce(t, env, &TCP{Address: "two.example:" + port})
	wants(t, r, result.Down, result.TCPRefused)
	last := "127.0.0.3:" + port
	if want := "none of 2 addresses takes a connection, the last: " + last + " refuses the connection"; r.Reason != want || r.Address != last {
		t.Errorf("%s: %s, want %s", r.Address, r.Reason, want)
	}
}

// A machine that has IPv4 only, asked over both families, is half broken.
func TestBothFamiliesAskedApart(t *testing.T) {
	_, port, _ := net.SplitHostPort(probetest.Serve(t, probetest.HangUp))
	r := askOnce(t, here(), &TCP{Address: "localhost:" + port, Family: Both})
	wants(t, r, result.Degraded, r.Failure)
	if r.Failure.Family() != "tcp" && r.Failure.Family() != "dns" {
		t.Errorf("the class is %s: %s", r.Failure, r.Reason)
	}
	_, port, _ = net.SplitHostPort(probetest.ClosedPort(t))
	wants(t, askOnce(t, here(), &TCP{Address: "localhost:" + port, Family: Both}), result.Down, result.TCPRefused)
}

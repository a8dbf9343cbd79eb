package probes

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
	"golang.org/x/sys/unix"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/echo"
	"vigie/probes/probetest"
)

// everyWay runs a test in networks of its own, over both kinds of sockets and both families.
func everyWay(t *testing.T, test func(t *testing.T, six bool)) {
	t.Helper()
	for name, groups := range map[string]string{"unprivileged": "0 2147483647", "privileged": "1 0"} {
		for family, six := range map[string]bool{"IPv4": false, "IPv6": true} {
			t.Run(name+" "+family, func(t *testing.T) {
				t.Parallel()
				probetest.OwnNetwork(t)
				probetest.Setting(t, "ipv4/ping_group_range", groups)
				test(t, six)
			})
		}
	}
}

// pinged is what three echoes within a moment give: long enough for a busy machine, since one that is lost costs a
// third of it.
func pinged(t *testing.T, six bool) result.Result {
	t.Helper()
	return askWithin(t, here(), &Ping{Host: homeOf(six)}, 2*brief)
}

func TestICMP01_WithoutPrivilegeWhereTheSystemAllowsThat(t *testing.T) {
	for _, groups := range []string{"0 2147483647", "1 0"} {
		t.Run(groups, func(t *testing.T) {
			probetest.OwnNetwork(t)
			probetest.Setting(t, "ipv4/ping_group_range", groups)
			env := here()
			for _, host := range []string{"127.0.0.1", "::1"} {
				r := askOnce(t, env, &Ping{Host: host})
				wants(t, r, result.Up, "")
				if p := r.Ping; p == nil || p.How != "icmp" || p.Sent != 3 || p.Received != 3 || p.Least > p.Mean || p.Mean > p.Most {
					t.Errorf("%s: %+v", host, p)
				}
				if r.Address != host || r.Total != r.Phases.DNS+r.Phases.FirstByte || r.Phases.FirstByte != r.Ping.Mean {
					t.Errorf("%s: %s, %v of %+v", host, r.Address, r.Total, r.Phases)
				}
			}
		})
	}
}

// unprivilegedThread takes the right to open sockets for all of ICMP from the thread of the test.
func unprivilegedThread(t *testing.T) {
	t.Helper()
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var caps [2]unix.CapUserData
	if err := unix.Capget(&header, &caps[0]); err != nil {
		t.Fatal(err)
	}
	caps[0].Effective &^= 1 << unix.CAP_NET_RAW
	if err := unix.Capset(&header, &caps[0]); err != nil {
		t.Fatal(err)
	}
}

func TestICMP01_WhereNoEchoMayBeSentAConnectionIsTimed(t *testing.T) {
	probetest.OwnNetwork(t)
	probetest.Setting(t, "ipv4/ping_group_range", "1 0")
	unprivilegedThread(t)
	if _, err := door.System().(door.Echoer).Echo(probetest.Context(t), netip.MustParseAddr("127.0.0.1")); !errors.Is(err, echo.ErrForbidden) {
		t.Fatalf("an echo may be sent: %v", err)
	}
	r := askOnce(t, here(), &Ping{Host: "127.0.0.1"}) // refuses, which is an answer
	wants(t, r, result.Up, "")
	if p := r.Ping; p.How != "tcp" || p.Received != 3 || p.Mean <= 0 {
		t.Errorf("%+v", p)
	}
	if len(r.Evidence) != 2 || !strings.Contains(r.Evidence[1].Text, "connections to port 443 were timed instead") {
		t.Errorf("the evidence is %v", r.Evidence)
	}
	probetest.Setting(t, "ipv4/ip_unprivileged_port_start", "0")
	l, err := net.Listen("tcp", "127.0.0.1:443")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	wants(t, askOnce(t, here(), &Ping{Host: "127.0.0.1"}), result.Up, "")
	r = askOnce(t, here(), &Ping{Host: "2001:db8::1"})
	wants(t, r, result.Down, result.PingUnreachable)
}

func TestICMP02_WhatIsNoReplyToTheEchoIsPassedOver(t *testing.T) {
	everyWay(t, func(t *testing.T, six bool) {
		var late *icmp.Echo
		hostWith(t, six, func(h *host, n int, e *icmp.Echo, _ []byte) {
			switch n {
			case 0: // only lies
				late = e
				h.reply(h.home(), e.ID+1, e.Seq, e.Data)
				h.reply(h.home(), e.ID, e.Seq+1, e.Data)
				h.reply(h.home(), e.ID, e.Seq, slices.Concat([]byte("0123456789abcdef"), e.Data[16:]))
				h.reply(h.home(), e.ID, e.Seq, e.Data[:8])
				if !six {
					h.reply("127.0.0.9", e.ID, e.Seq, e.Data)
				}
			case 1: // twice
				h.reply(h.home(), e.ID, e.Seq, e.Data)
				h.reply(h.home(), e.ID, e.Seq, e.Data)
			case 2: // the first, late, with a lie before it
				h.reply(h.home(), late.ID, e.Seq, late.Data)
				h.reply(h.home(), late.ID, late.Seq, late.Data)
				h.reply(h.home(), e.ID, e.Seq, e.Data)
			}
		})
		r := pinged(t, six)
		wants(t, r, result.Degraded, result.PingTimeout)
		if r.Ping.Sent != 3 || r.Ping.Received != 2 {
			t.Errorf("%+v: %s", r.Ping, r.Evidence[0].Text)
		}
	})
}

func TestICMP03_WhoeverRefusesToPassAnEchoOnIsNamed(t *testing.T) {
	everyWay(t, func(t *testing.T, six bool) {
		quoting := func(h *host, n int, to string, raw []byte) icmp.Message {
			quote := h.quote(to, raw)
			kinds := []icmp.Message{
				{Type: ipv4.ICMPTypeTimeExceeded, Body: &icmp.TimeExceeded{Data: quote}},
				{Type: ipv4.ICMPTypeDestinationUnreachable, Code: 13, Body: &icmp.DstUnreach{Data: quote}},
				{Type: ipv4.ICMPTypeDestinationUnreachable, Code: 1, Body: &icmp.DstUnreach{Data: quote[:len(quote)-len(raw)+8]}},
			}
			if six {
				kinds = []icmp.Message{
					{Type: ipv6.ICMPTypeTimeExceeded, Body: &icmp.TimeExceeded{Data: quote}},
					{Type: ipv6.ICMPTypeDestinationUnreachable, Code: 1, Body: &icmp.DstUnreach{Data: quote}},
					{Type: ipv6.ICMPTypeDestinationUnreachable, Code: 3, Body: &icmp.DstUnreach{Data: quote[:len(quote)-len(raw)+8]}},
				}
			}
			return kinds[n]
		}
		router, why := "127.0.0.9", []string{"time to live exceeded on the way", "communication administratively prohibited", "host unreachable"}
		if six {
			router, why[2] = "::1", "address unreachable"
		}
		hostWith(t, six, func(h *host, n int, e *icmp.Echo, raw []byte) {
			other := slices.Clone(raw) // of somebody else's echo
			other[7]++
			h.say(router, quoting(h, n%3, h.home(), other))
			forged := slices.Clone(raw) // whose token was guessed
			forged[8]++
			h.say(router, quoting(h, 0, h.home(), forged))
			h.say(router, quoting(h, n%3, h.home(), raw))
		})
		sender := door.System().(door.Echoer)
		for _, want := range why {
			_, err := sender.Echo(probetest.Context(t), netip.MustParseAddr(homeOf(six)))
			var refused *echo.Unreachable
			if !errors.As(err, &refused) || refused.From.String() != router || refused.Why != want {
				t.Errorf("got %v, want %s from %s", err, want, router)
			}
		}
		r := pinged(t, six)
		wants(t, r, result.Down, result.PingUnreachable)
		if want := "no way leads to " + homeOf(six) + ": " + router + " says " + why[0]; r.Reason != want {
			t.Errorf("%s\nwant %s", r.Reason, want)
		}
	})
}

func TestICMP04_SomeThatAreLostDoNotMakeItDown(t *testing.T) {
	everyWay(t, func(t *testing.T, six bool) {
		hostWith(t, six, func(h *host, n int, e *icmp.Echo, _ []byte) {
			if n != 1 && n < 3 {
				h.reply(h.home(), e.ID, e.Seq, e.Data)
			}
		})
		r := pinged(t, six)
		wants(t, r, result.Degraded, result.PingTimeout)
		if want := "1 of 3 echoes to " + homeOf(six) + " did not come back"; r.Reason != want || r.Ping.Received != 2 {
			t.Errorf("%s, %+v", r.Reason, r.Ping)
		}
		if r.Total > brief/2 {
			t.Errorf("what came back took %s", r.Total)
		}
		r = askWithin(t, here(), &Ping{Host: homeOf(six)}, 200*time.Millisecond)
		wants(t, r, result.Down, result.PingTimeout)
		if want := "no echo from " + homeOf(six) + " came back, 3 sent within "; !strings.HasPrefix(r.Reason, want) || r.Phases.FirstByte >= 0 {
			t.Errorf("%s, %+v", r.Reason, r.Phases)
		}
	})
}

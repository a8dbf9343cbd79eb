package sim_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
)

const pinged = `
name: echoes
start: 2021-03-10T00:30:00+01:00
estate:
  servers: [{ id: ns1, datacenter: sbg2, rack: SBG2A01, ip: 192.0.2.10, ipv6: "2001:db8::10" }]
  zones:   [{ id: shop.example, servers: [dns100.example, ns100.example], place: gra2 }]
sites:
  - { name: Router, ping: 192.0.2.10 }
  - { name: Elsewhere, ping: router.elsewhere.example }
  - { name: Both, ping: ns1, host: ns1, ip: both }
  - { name: Quick, ping: 192.0.2.10, expect: { under: 100ms } }
  - { name: Zone, dns: shop.example, host: ns1, server: authoritative, expect: { answer: [192.0.2.10] } }
`

func TestEchoesMeetWhatTheScenarioSays(t *testing.T) {
	for _, c := range []struct {
		event, site string
		state       result.State
		failure     result.Failure
	}{
		{"servers: { ns1: ok }", "Router", result.Up, ""},
		{"servers: { ns1: ok }", "Elsewhere", result.Up, ""},
		{"servers: { ns1: ok }", "Both", result.Up, ""},
		{"servers: { ns1: refuse }", "Router", result.Up, ""},
		{"servers: { ns1: stall }", "Router", result.Up, ""},
		{"servers: { ns1: { status: 503 } }", "Router", result.Up, ""},
		{"servers: { ns1: blackhole }", "Router", result.Down, result.PingTimeout},
		{"places: { sbg2/SBG2A01: blackhole }", "Router", result.Down, result.PingTimeout},
		{"servers: { ns1: unreachable }", "Router", result.Down, result.PingUnreachable},
		{"servers: { ns1: { slow: 1s } }", "Router", result.Up, ""},
		{"servers: { ns1: { slow: 1s } }", "Quick", result.Degraded, result.Slow},
		{"sites: { Elsewhere: blackhole }", "Elsewhere", result.Down, result.PingTimeout},
		{"servers: { ns1: { condition: blackhole, families: [6] } }", "Both", result.Degraded, result.PingTimeout},
		{"line: down", "Router", result.Down, result.PingUnreachable},
		{"servers: { ns1: ok }", "Zone", result.Up, ""},
		{"zones: { shop.example: nxdomain }", "Zone", result.Down, result.DNSNXDomain},
		{"places: { gra2: blackhole }", "Zone", result.Down, result.DNSServFail},
	} {
		w, sc := parsed(t, pinged+"events: [{ at: 0s, "+c.event+" }]")
		if r := ask(t, w, sc, c.site, 0); r.State != c.state || r.Failure != c.failure {
			t.Errorf("%s, %s: %s %q (%s), want %s %q", c.event, c.site, r.State, r.Failure, r.Reason, c.state, c.failure)
		}
	}
}

func TestLossHitsItsShareOfTheEchoes(t *testing.T) {
	w, sc := parsed(t, pinged+"events: [{ at: 0s, servers: { ns1: { loss: 40% } } }]")
	lost, sent := 0, 0
	for second := range 400 {
		r := ask(t, w, sc, "Router", time.Duration(second)*time.Second)
		again := ask(t, w, sc, "Router", time.Duration(second)*time.Second)
		if *r.Ping != *again.Ping {
			t.Fatalf("the same echoes go two ways: %+v, %+v", r.Ping, again.Ping)
		}
		sent += r.Ping.Sent
		lost += r.Ping.Sent - r.Ping.Received
	}
	if part := 100 * lost / sent; part < 35 || part > 45 {
		t.Errorf("%d of %d are lost, of 40%%", lost, sent)
	}
}

// An echo to nobody, and one that nobody waits for, take no time of ours.
func TestEchoesTakeTheTimeOfTheWorld(t *testing.T) {
	w, sc := parsed(t, pinged)
	v := w.Visit(sc.Start)
	ctx, cancel := v.WithTimeout(t.Context(), 7*time.Second)
	defer cancel()
	if _, err := v.Echo(ctx, netip.MustParseAddr("203.0.113.9")); err == nil || v.Now().Sub(sc.Start) != 7*time.Second {
		t.Errorf("%v after %v", err, v.Now().Sub(sc.Start))
	}
	r := ask(t, w, sc, "Router", 0)
	if r.Ping.How != "icmp" || r.Total != r.Ping.Mean || r.Total < 8*time.Millisecond || !strings.HasPrefix(r.Evidence[0].Text, "1: ") {
		t.Errorf("%v, %+v, %v", r.Total, r.Ping, r.Evidence)
	}
}

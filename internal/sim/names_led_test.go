package sim_test

import (
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
)

const moving = `
start: 2021-03-10T00:30:00+01:00
estate:
  servers:
    - { id: ns1, datacenter: sbg3, rack: A1, ip: 192.0.2.10, names: [www.shop.example, mx1.shop.example] }
    - { id: ns2, datacenter: gra2, rack: B1, ip: 198.51.100.10, ipv6: "2001:db8::10", names: [mx2.shop.example] }
  vps: [{ id: vps1, region: sbg1, ip: 192.0.2.20, names: [blog.example] }]
sites:
  - { name: Shop, url: "https://www.shop.example/" }
  - { name: Mail, mail: shop.example }
  - { name: Blog, url: "https://blog.example/" }
events:
  - { at: 10m, places: { sbg: blackhole } }
  - { at: 1h, names: { www.shop.example: ns2, mx1.shop.example: ns2 } }
  - { at: 2h, servers: { ns1: refuse } }
  - { at: 3h, servers: { ns2: { status: 503 } } }
`

func TestASiteIsMovedByItsName(t *testing.T) {
	w, sc := parsed(t, moving)
	for _, c := range []struct {
		at               time.Duration
		address          string
		shop, mail, blog result.State
	}{
		{0, "192.0.2.10", result.Up, result.Up, result.Up},
		{10 * time.Minute, "192.0.2.10", result.Down, result.Degraded, result.Down}, // the second mail server answers
		{time.Hour, "198.51.100.10", result.Up, result.Up, result.Down},
		{2 * time.Hour, "198.51.100.10", result.Up, result.Up, result.Down}, // what becomes of the old machine is nothing to it
		{3 * time.Hour, "198.51.100.10", result.Down, result.Down, result.Down},
	} {
		if got := answered(t, w, sc.Start.Add(c.at), w.Resolver(), "www.shop.example"); got != "NOERROR "+c.address {
			t.Errorf("at %s the shop is at %s", c.at, got)
		}
		for name, want := range map[string]result.State{"Shop": c.shop, "Mail": c.mail, "Blog": c.blog} {
			if r := ask(t, w, sc, name, c.at); r.State != want {
				t.Errorf("at %s: %s is %s (%s)", c.at, name, r.State, r.Reason)
			}
		}
	}
	m, _, err := query(t, w.Visit(sc.Start), "udp", w.Resolver(), "shop.example", dns.TypeMX)
	if err != nil || said(m) != "NOERROR 10 mx1.shop.example. 20 mx2.shop.example." {
		t.Errorf("%v, %v", m, err)
	}
}

func TestANameLeadsToSomethingWithAnAddress(t *testing.T) {
	const zone = "estate:\n  zones: [{ id: z.example, servers: [dns1.example] }]\n"
	sc, err := scenario.Parse("x.yaml", []byte(strings.Replace(moving, "estate:\n", zone, 1)+"  - { at: 4h, names: { blog.example: z.example } }\n"))
	if err == nil {
		_, err = sim.New(sc)
	}
	if err == nil || !strings.Contains(err.Error(), `blog.example is to lead to "z.example"`) {
		t.Error(err)
	}
	if _, err := scenario.Parse("x.yaml", []byte(moving+"  - { at: 4h, names: { blog.example: ns9 } }\n")); err == nil || !strings.Contains(err.Error(), `"ns9" is not among the resources`) {
		t.Error(err)
	}
}

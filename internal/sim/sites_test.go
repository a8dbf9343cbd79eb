package sim_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
)

const many = `
name: many
start: 2021-03-10T00:30:00+01:00
estate:
  places:   { sbg2: { neighbours: 3 }, gra2: { neighbours: 2 } }
  servers:  [{ id: ns1, datacenter: sbg2, rack: SBG2A01, ip: 192.0.2.10, ipv6: "2001:db8::10" }]
  hostings:
    - { id: shop.example, datacenter: gra2, cluster: 126, ip: 198.51.100.5 }
    - { id: blog.example, datacenter: gra2, cluster: 126, ip: 198.51.100.5 }
  databases: [{ id: db1, datacenter: gra2, ip: 198.51.100.6, port: 35000 }]
  mail:     [{ id: shop.example, platform: mxplan, place: sbg2, ip: 192.0.2.25 }]
  cdns:     [{ id: edge, sites: [Fronted] }]
sites:
  - { name: Shop, url: "https://shop.example/", host: shop.example }
  - { name: Blog, url: "https://blog.example/", host: blog.example }
  - { name: Basket, url: "https://shop.example/basket", host: shop.example, expect: { contains: ["Votre panier", "/total: [0-9]{2} (EUR|€)/"], visible: 2000 } }
  - { name: Health, url: "https://shop.example/health", host: shop.example, expect: { json: { "$.checks[1].state": up, "$['the db']": "3" }, headers: { X-Version: "7" } } }
  - { name: Teapot, url: "https://shop.example/tea", host: shop.example, expect: { status: 418 } }
  - { name: Direct, url: "https://192.0.2.10/", ip: any }
  - { name: Port, url: "http://ns1.example:8080/", host: ns1, ip: both }
  - { name: Post, tcp: "mail.shop.example:25", host: shop.example, expect: { contains: ESMTP } }
  - { name: Drawers, tls: "mail.shop.example:993", host: shop.example }
  - { name: Stock, tcp: "stock.example:35000", host: db1 }
  - { name: Bank, url: "https://bank.example/" }
  - { name: Fronted, url: "https://www.fronted.example/", host: ns1 }
  - { name: Answer, dns: answer.example, expect: { answer: [192.0.2.99] } }
`

func TestEverySiteIsUpWhenNothingHappens(t *testing.T) {
	w, sc := parsed(t, many)
	for _, s := range sc.Sites {
		if r := ask(t, w, sc, s.Name, time.Minute); r.State != result.Up {
			t.Errorf("%s: %s (%s)", s.Name, r.Failure, r.Reason)
		}
	}
}

func TestAConditionHitsWhatItIsSaidOf(t *testing.T) {
	for event, hit := range map[string][]string{
		"hostings: { shop.example: { status: 503 } }":            {"Shop", "Basket", "Health", "Teapot"},
		"hostings: { blog.example: blackhole }":                  {"Blog"}, // at a shared address
		"places: { gra2/cluster126: blackhole }":                 {"Shop", "Blog", "Basket", "Health", "Teapot"},
		"sites: { Basket: blank }":                               {"Basket"},
		"sites: { Port: refuse }":                                {"Port"},
		"sites: { Bank: unreachable }":                           {"Bank"},
		"mail: { shop.example: refuse }":                         {"Post", "Drawers"},
		"mail: { shop.example: expired }":                        {"Drawers"},
		"databases: { db1: stall }":                              {}, // it still takes connections
		"databases: { db1: reset }":                              {},
		"databases: { db1: blackhole }":                          {"Stock"},
		"servers: { ns1: blackhole }":                            {"Direct", "Port", "Fronted"},
		"places: { sbg: blackhole }":                             {"Direct", "Port", "Post", "Drawers", "Fronted"},
		"places: { SBG2/sbg2a01: blackhole }":                    {"Direct", "Port", "Fronted"},
		"cdns: { edge: { status: 503 } }":                        {"Fronted"},
		"sites: { Fronted: blackhole }":                          {"Fronted"},
		"places: { rbx8: blackhole }":                            {},
		"places: { sbg2: { condition: refuse, families: [4] } }": {"Direct", "Port", "Post", "Drawers", "Fronted"},
	} {
		w, sc := parsed(t, many+"events: [{ at: 1m, "+event+" }, { at: 2m, "+undo(event)+" }]")
		var got, after []string
		for _, s := range sc.Sites {
			if r := ask(t, w, sc, s.Name, time.Minute); r.State != result.Up {
				got = append(got, s.Name)
			}
			if r := ask(t, w, sc, s.Name, 2*time.Minute); r.State != result.Up {
				after = append(after, s.Name)
			}
		}
		if !slices.Equal(got, hit) && len(got)+len(hit) > 0 {
			t.Errorf("%s: hit are %q, want %q", event, got, hit)
		}
		if len(after) > 0 {
			t.Errorf("%s: and then ok: still hit are %q", event, after)
		}
	}
}

// undo says ok of what an event is about.
func undo(event string) string {
	kind, rest, _ := strings.Cut(event, ": { ")
	name, _, _ := strings.Cut(rest, ":")
	return kind + ": { " + name + ": ok }"
}

func TestAnEdgeAnswersForWhatStandsBehindIt(t *testing.T) {
	for event, want := range map[string]string{
		"servers: { ns1: ok }":                "200 after 0s",
		"servers: { ns1: blackhole }":         "522 after 3s",
		"servers: { ns1: stall }":             "522 after 3s",
		"servers: { ns1: refuse }":            "502 after 0s",
		"servers: { ns1: reset }":             "502 after 0s",
		"servers: { ns1: { slow: 2s } }":      "200 after 2s",
		"servers: { ns1: { status: 500 } }":   "500 after 0s",
		"cdns: { edge: { status: 503 } }":     "503 after 0s",
		"servers: { ns1: expired }":           "200 after 0s",
		"sites: { Fronted: { status: 404 } }": "404 after 0s",
	} {
		w, sc := parsed(t, many+"events: [{ at: 0s, "+event+" }]")
		address := ask(t, w, sc, "Fronted", 0).Address
		if address == "192.0.2.10:443" || address == "" {
			t.Fatalf("%s: the name leads to %q, past the edge", event, address)
		}
		v := w.Visit(sc.Start)
		resp, _, err := fetch(t, v, w, address, "https://www.fronted.example/")
		if err != nil {
			t.Errorf("%s: %v", event, err)
			continue
		}
		if got := fmt.Sprintf("%d after %v", resp.StatusCode, v.Now().Sub(sc.Start).Truncate(time.Second)); got != want {
			t.Errorf("%s: %s, want %s", event, got, want)
		}
		if server := resp.Header.Get("Server"); server != "edge" {
			t.Errorf("%s: it is said by %q", event, server)
		}
	}
}

func TestNeighboursStandInTheirPlace(t *testing.T) {
	w, sc := parsed(t, many+"events: [{ at: 1m, places: { sbg2: blackhole } }]")
	all := w.Neighbours()
	if len(all["sbg2"]) != 6 || len(all["gra2"]) != 4 || !strings.HasPrefix(all["gra2"][1], "[2001:db8:") {
		t.Fatalf("neighbours, each with both families: %v", all)
	}
	for place, addresses := range all {
		for _, address := range addresses {
			conn, err := w.Visit(sc.Start.Add(time.Minute)).Dial(t.Context(), "tcp", address)
			if (err == nil) != (place == "gra2") {
				t.Errorf("%s in %s: %v", address, place, err)
			}
			if err == nil {
				conn.Close()
			}
		}
	}
}

func TestNeighboursStandInRacksToo(t *testing.T) {
	const racks = "places: { gra2: { neighbours: 1 }, gra2/G202A09: { neighbours: 2 }, gra2/cluster126: { neighbours: 1 }"
	w, sc := parsed(t, strings.Replace(many, "places:   { sbg2: { neighbours: 3 }, gra2: { neighbours: 2 }", racks, 1)+
		"events: [{ at: 1m, places: { gra2/G202A09: blackhole } }, { at: 2m, places: { gra2: blackhole } }]")
	for at, want := range map[time.Duration]map[string]bool{
		0:               {"gra2": true, "gra2/G202A09": true, "gra2/cluster126": true},
		time.Minute:     {"gra2": true, "gra2/G202A09": false, "gra2/cluster126": true},
		2 * time.Minute: {"gra2": false, "gra2/G202A09": false, "gra2/cluster126": false},
	} {
		for place, answers := range want {
			addresses := w.Neighbours()[place]
			if len(addresses) == 0 {
				t.Fatalf("no neighbours in %s", place)
			}
			for _, address := range addresses {
				v := w.Visit(sc.Start.Add(at))
				conn, err := v.Dial(t.Context(), "tcp", address)
				if (err == nil) != answers {
					t.Errorf("at %s, %s in %s: %v", at, address, place, err)
				}
				if err == nil {
					conn.Close()
				}
				if _, err := v.Echo(t.Context(), netip.MustParseAddrPort(address).Addr()); (err == nil) != answers {
					t.Errorf("at %s, the echo of %s in %s: %v", at, address, place, err)
				}
			}
		}
	}
}

func TestAnUnknownNameGetsTheDefaultPage(t *testing.T) {
	w, sc := parsed(t, many)
	_, body, err := fetch(t, w.Visit(sc.Start), w, "198.51.100.5:443", "https://nobody.example/")
	if err != nil || !strings.Contains(body, "Welcome to nginx!") {
		t.Errorf("%q, %v", body, err)
	}
}

func TestAWorldThatCannotBeIsRefusedByName(t *testing.T) {
	for change, want := range map[[2]string]string{ // what is replaced in the scenario, and with what
		{"192.0.2.10,", "192.0.2.300,"}:          "192.0.2.300",
		{"198.51.100.6", "203.0.113.53"}:         "which the simulated world itself needs",
		{"host: db1", "host: db2"}:               `"db2"`,
		{"sites: [Fronted]", "sites: [Front]"}:   `"Front"`,
		{"stock.example:35", "stock.example:99"}: "stock.example:99000",
	} {
		sc, err := scenario.Parse("test.yaml", []byte(strings.Replace(many, change[0], change[1], 1)))
		if err == nil {
			_, err = sim.New(sc)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", change[1], err)
		}
	}
}

func TestAConditionWhoseValueCannotBeReadIsAMistake(t *testing.T) {
	_, sc := parsed(t, many)
	for _, c := range []scenario.Condition{
		{Kind: "servers", Name: "ns1", What: "slow", Value: "soon"},
		{Kind: "servers", Name: "ns1", What: "status", Value: "many"},
		{Kind: "servers", Name: "ns1", What: "loss", Value: "some"},
	} {
		broken := *sc
		broken.Events = []scenario.Event{{At: 90 * time.Second, Conditions: []scenario.Condition{c}}}
		if _, err := sim.New(&broken); err == nil || !strings.Contains(err.Error(), c.Value) || !strings.Contains(err.Error(), "1m30s") {
			t.Errorf("%s %s: %v", c.What, c.Value, err)
		}
	}
}

package sim_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
)

const twoHalls = `
name: halls
start: 2021-03-10T00:30:00+01:00
estate:
  servers:
    - { id: ns1, datacenter: sbg2, rack: SBG2A01, ip: 192.0.2.10 }
    - { id: ns2, datacenter: gra2, rack: G202A09, ip: 192.0.2.11 }
  ips: [{ id: 192.0.2.40/32, to: ns1, sites: [Shop, Edged] }, { id: 192.0.2.48/29 }]
  cdns: [{ id: edge, sites: [Edged] }]
sites:
  - { name: Shop, url: "https://shop.example/", expect: { contains: panier } }
  - { name: Edged, url: "https://edged.example/" }
  - { name: Own, url: "https://own.example/", host: ns1 }
  - { name: Echo, ping: 192.0.2.40 }
events:
  - { at: 10m, places: { sbg2: blackhole } }
  - { at: 60m, places: { gra2: blackhole } }
`

// What is asked for at an address goes with it to the machine that it leads to: into another building, and out of reach
// of what becomes of the one that it left.
func TestAnAddressLeadsToAnotherMachine(t *testing.T) {
	w, sc := parsed(t, twoHalls)
	block := netip.MustParsePrefix("192.0.2.40/32")
	for at, want := range map[time.Duration]string{5 * time.Minute: "ns1", 40 * time.Minute: "ns1"} {
		if got := w.RoutedTo(block, sc.Start.Add(at)); got != want {
			t.Errorf("at %s it leads to %q", at, got)
		}
	}
	if w.Route(block, "nowhere", sc.Start) {
		t.Error("it was led to a machine that there is not")
	}
	for _, b := range []netip.Prefix{block, netip.MustParsePrefix("192.0.2.48/29")} {
		if !w.Route(b, "ns2", sc.Start.Add(30*time.Minute)) {
			t.Fatalf("%s was not led to ns2", b)
		}
	}
	if got := w.RoutedTo(block, sc.Start.Add(30*time.Minute)); got != "ns2" {
		t.Errorf("it leads to %q after it was led to ns2", got)
	}
	for at, states := range map[time.Duration]map[string]result.State{
		5 * time.Minute:  {"Shop": result.Up, "Edged": result.Up, "Own": result.Up, "Echo": result.Up},
		20 * time.Minute: {"Shop": result.Down, "Edged": result.Down, "Own": result.Down, "Echo": result.Down},
		40 * time.Minute: {"Shop": result.Up, "Edged": result.Up, "Own": result.Down, "Echo": result.Up},
		70 * time.Minute: {"Shop": result.Down, "Edged": result.Down, "Own": result.Down, "Echo": result.Down},
	} {
		for name, want := range states {
			if r := ask(t, w, sc, name, at); r.State != want {
				t.Errorf("at %s %s is %s: %s", at, name, r.State, r.Reason)
			}
		}
		conn, err := w.Visit(sc.Start.Add(at)).Dial(t.Context(), "tcp", "192.0.2.50:443")
		if led := at == 40*time.Minute; (err == nil) != led {
			t.Errorf("at %s a block that led nowhere answers: %v", at, err)
		}
		if err == nil {
			_ = conn.Close() // it was only to be reached
		}
	}
}

func TestSitesAreAskedForAtTheSingleAddressOfAMachine(t *testing.T) {
	for _, block := range []string{"{ id: 192.0.2.40/29, to: ns1, sites: [Shop] }", "{ id: 192.0.2.40/32, sites: [Shop] }"} {
		text := strings.Replace(twoHalls, "{ id: 192.0.2.40/32, to: ns1, sites: [Shop, Edged] }", block, 1)
		sc, err := scenario.Parse("halls.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err = sim.New(sc); err == nil || !strings.Contains(err.Error(), "192.0.2.40") {
			t.Errorf("%s: %v", block, err)
		}
	}
}

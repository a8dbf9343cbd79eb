package sim_test

import (
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vigie/internal/result"
	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
	"vigie/probes"
	"vigie/probes/names"
)

const head = `
name: test
start: 2021-03-10T00:30:00+01:00
estate:
  servers:
    - { id: ns1, datacenter: sbg2, rack: SBG2A01, ip: 192.0.2.10, ipv6: "2001:db8::10" }
    - { id: ns2, datacenter: sbg2, rack: SBG2A02, ip: 192.0.2.11 }
  hostings: [{ id: blog.example, datacenter: gra2, cluster: 126, ip: 198.51.100.5 }]
sites:
  - { name: Shop, url: "https://shop.example/", host: ns1, expect: { contains: panier } }
  - { name: Health, url: "https://health.example/", host: ns2, expect: { json: { $.state.db: ok } } }
  - { name: Blog, url: "https://blog.example/", host: blog.example }
  - { name: Port, tcp: "shop.example:22", host: ns1 }
  - { name: Name, dns: shop.example, host: ns1 }
`

func world(t *testing.T, events string) (*sim.World, *scenario.Scenario) {
	t.Helper()
	return parsed(t, head+events)
}

func parsed(t *testing.T, text string) (*sim.World, *scenario.Scenario) {
	t.Helper()
	sc, err := scenario.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	w, err := sim.New(sc)
	if err != nil {
		t.Fatal(err)
	}
	return w, sc
}

// ask asks a site of the world, at an offset from the start, with the real prober.
func ask(t *testing.T, w *sim.World, sc *scenario.Scenario, name string, at time.Duration) result.Result {
	t.Helper()
	for _, s := range sc.Sites {
		if s.Name == name {
			return s.Checks[0].Ask(t.Context(), probes.Env{
				Door: w.Visit(sc.Start.Add(at)), Resolver: &names.Resolver{Servers: []string{w.Resolver()}}, Roots: w.Roots(),
			})
		}
	}
	t.Fatalf("no site %q", name)
	return result.Result{}
}

func TestEveryConditionIsMetAsItIsCalled(t *testing.T) {
	defer goleak.VerifyNone(t)
	for event, want := range map[string]result.Failure{
		`servers: { ns1: ok }`:                                      "",
		`servers: { ns1: blackhole }`:                               result.TCPTimeout,
		`servers: { ns1: refuse }`:                                  result.TCPRefused,
		`servers: { ns1: unreachable }`:                             result.TCPUnreachable,
		`servers: { ns1: stall }`:                                   result.TLSTimeout,
		`servers: { ns1: { status: 503 } }`:                         result.HTTPStatus,
		`servers: { ns1: blank }`:                                   result.ContentBlank,
		`servers: { ns1: default_page }`:                            result.ContentDefaultPage,
		`servers: { ns1: wrong_page }`:                              result.ContentMissing,
		`servers: { ns1: truncate }`:                                result.HTTPTruncated,
		`servers: { ns1: expired }`:                                 result.TLSExpired,
		`servers: { ns1: wrong_name }`:                              result.TLSName,
		`servers: { ns1: untrusted }`:                               result.TLSUntrusted,
		`servers: { ns1: { slow: 12s } }`:                           result.HTTPTimeout,
		`servers: { ns1: { loss: 100% } }`:                          result.TCPTimeout,
		`places: { sbg2: blackhole }`:                               result.TCPTimeout,
		`places: { sbg2/SBG2A01: refuse }`:                          result.TCPRefused,
		`places: { sbg2/SBG2A02: refuse }`:                          "",
		`places: { "*": blackhole }`:                                result.TCPTimeout,
		`places: { gra2: blackhole }`:                               "",
		`places: { sbg2: { condition: blackhole, families: [6] } }`: "",
		`sites: { Shop: { status: 500 } }`:                          result.HTTPStatus,
		`sites: { Blog: blank }`:                                    "",
		`zones: { shop.example: nxdomain }`:                         result.DNSNXDomain,
		`zones: { shop.example: servfail }`:                         result.DNSServFail,
		`resolver: down`:                                            result.DNSTimeout,
		`line: down`:                                                result.DNSTimeout,
	} {
		t.Run(event, func(t *testing.T) {
			w, sc := world(t, "events: [{ at: 1m, "+event+" }]")
			if r := ask(t, w, sc, "Shop", 30*time.Second); r.State != result.Up {
				t.Fatalf("before the event: %s %s", r.Failure, r.Reason)
			}
			if r := ask(t, w, sc, "Shop", 2*time.Minute); r.Failure != want {
				t.Errorf("%q (%s), want %q", r.Failure, r.Reason, want)
			}
		})
	}
}

func TestWaitingTakesTheWorldsTimeAndNotOurs(t *testing.T) {
	w, sc := world(t, "events: [{ at: 1m, servers: { ns1: blackhole } }]")
	began := time.Now()
	r := ask(t, w, sc, "Shop", 2*time.Minute)
	if r.Total != 10*time.Second || !strings.Contains(r.Reason, "within 10 s") {
		t.Errorf("a swallowed probe of 10 s took %v: %s", r.Total, r.Reason)
	}
	if real := time.Since(began); real > 5*time.Second {
		t.Errorf("and %v of our time", real)
	}
}

func TestTheSameVisitGoesTheSameWay(t *testing.T) {
	w, sc := world(t, "")
	first, second := ask(t, w, sc, "Shop", time.Minute), ask(t, w, sc, "Shop", time.Minute)
	if first.Phases != second.Phases || first.Total != second.Total {
		t.Errorf("%+v and %+v", first.Phases, second.Phases)
	}
	if later := ask(t, w, sc, "Shop", 3*time.Minute); later.Total == first.Total {
		t.Error("a minute later everything takes exactly as long: the sparklines would be flat")
	}
}

func TestABuildingComesBackRackByRack(t *testing.T) {
	w, sc := world(t, `
events:
  - { at: 1m, servers: { ns2: refuse } }
  - { at: 2m, places: { sbg2: blackhole } }
  - { at: 3m, places: { sbg2/SBG2A01: ok } }
  - { at: 4m, places: { sbg2: ok } }
`)
	for at, want := range map[time.Duration][2]result.Failure{
		90 * time.Second:  {"", result.TCPRefused},
		150 * time.Second: {result.TCPTimeout, result.TCPTimeout},
		210 * time.Second: {"", result.TCPTimeout},
		270 * time.Second: {"", result.TCPRefused}, // its own fault is not over
	} {
		if got := [2]result.Failure{ask(t, w, sc, "Shop", at).Failure, ask(t, w, sc, "Health", at).Failure}; got != want {
			t.Errorf("after %v: %q, want %q", at, got, want)
		}
	}
}

func TestOtherKindsAnswerToo(t *testing.T) {
	w, sc := world(t, "")
	for _, name := range []string{"Health", "Blog", "Port", "Name"} {
		if r := ask(t, w, sc, name, time.Minute); r.State != result.Up {
			t.Errorf("%s: %s (%s)", name, r.Failure, r.Reason)
		}
	}
}

package scenario_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/config"
	"vigie/internal/sim/scenario"
)

func TestEveryEmbeddedScenarioReads(t *testing.T) {
	names := scenario.Embedded()
	if len(names) == 0 {
		t.Fatal("no scenario is embedded")
	}
	for _, n := range names {
		sc, err := scenario.Open(n)
		if err != nil {
			t.Fatalf("%s: %v", n, err)
		}
		if sc.Name != n || len(sc.Sites) == 0 || len(sc.Events) == 0 || len(sc.Expect) == 0 {
			t.Errorf("%s: name %q, %d sites, %d events, %d expectations", n, sc.Name, len(sc.Sites), len(sc.Events), len(sc.Expect))
		}
	}
}

// The first night holds to what is published: when the buildings went dark and when the provider spoke.
func TestStrasbourgHoldsToWhatIsKnown(t *testing.T) {
	sc, err := scenario.Open("strasbourg-2021")
	if err != nil {
		t.Fatal(err)
	}
	clock := func(e scenario.Event) string { return sc.Start.Add(e.At).Format("15:04") }
	dark, posted := map[string]string{}, []string{}
	for _, e := range sc.Events {
		if e.At > 24*time.Hour {
			break // the days after are another test's
		}
		for _, c := range e.Conditions {
			if c.Kind == "places" {
				dark[c.Name] = clock(e)
			}
		}
		if e.Notice != nil {
			posted = append(posted, clock(e))
		}
	}
	for building, at := range map[string]string{"sbg1": "02:54", "sbg3": "02:54", "sbg4": "02:54"} {
		if dark[building] != at {
			t.Errorf("%s goes dark at %q, want %s", building, dark[building], at)
		}
	}
	if dark["sbg2"] < "02:15" || dark["sbg2"] > "02:30" {
		t.Errorf("SBG2 goes dark at %s, customers saw it about 02:20", dark["sbg2"])
	}
	if len(posted) < 2 || posted[0] != "03:42" || posted[1] != "04:53" {
		t.Errorf("notices at %v", posted)
	}
	buildings := map[string]string{}
	for _, s := range sc.Estate.Servers {
		buildings[s.ID] = s.Datacenter
	}
	for _, v := range sc.Estate.VPS {
		buildings[v.ID] = v.Region
	}
	on := map[string]string{} // of sites with an address of their own
	for _, b := range sc.Estate.IPs {
		for _, name := range b.Sites {
			on[name] = b.To
		}
	}
	burnt := 0
	for _, s := range sc.Sites {
		if buildings[s.Host+on[s.Name]] == "sbg2" {
			burnt++
		}
	}
	if burnt != 9 || len(sc.Sites) != 19 {
		t.Errorf("%d of %d sites are in SBG2, want 9 of 19", burnt, len(sc.Sites))
	}
}

// The days after hold to what is published too: how the promises moved, and when the buildings came back and went again.
func TestTheDaysAfterTheFireHoldToWhatIsKnown(t *testing.T) {
	sc, err := scenario.Open("strasbourg-2021")
	if err != nil {
		t.Fatal(err)
	}
	promised, states := map[string][]string{}, map[string][]string{}
	for _, e := range sc.Events {
		at := sc.Start.Add(e.At)
		if n := e.Notice; n != nil && !n.ETA.IsZero() {
			promised[n.ID] = append(promised[n.ID], at.Format("2 15:04")+" for "+n.ETA.In(at.Location()).Format("2"))
		}
		for _, c := range e.Conditions {
			if c.Kind == "places" {
				states[c.Name] = append(states[c.Name], at.Format("2 15:04")+" "+c.What)
			}
		}
		if n := e.Notice; n != nil && e.At > 3*time.Hour && !strings.Contains(n.Body, "(Known") && !strings.Contains(n.Body, "(Reported") && !strings.Contains(n.Body, "(Announced") {
			t.Errorf("the notice of %s does not say how certain it is: %q", at, n.Body)
		}
		if x := e.Ticket; x != nil && !strings.Contains(x.Reply, "(Reconstruction") {
			t.Errorf("the answer of %s does not say that it is invented: %q", at, x.Reply)
		}
	}
	for id, want := range map[string][]string{
		"sbg1": {"10 17:20 for 15", "11 18:00 for 15", "13 15:00 for 22", "18 16:30 for 18", "20 15:00 for 28"},
		"sbg3": {"10 12:30 for 11", "10 17:20 for 19", "11 18:00 for 28", "13 15:00 for 22", "18 16:30 for 19"},
		"sbg4": {"10 12:30 for 11", "10 17:20 for 15", "11 18:00 for 28", "13 15:00 for 22", "18 16:30 for 19", "20 15:00 for 24"},
	} {
		if diff := cmp.Diff(want, promised[id]); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
	for place, want := range map[string][]string{
		"sbg1": {"10 02:54 blackhole", "19 18:50 blackhole"},
		"sbg2": {"10 02:19 blackhole"}, // it never came back
		"sbg3": {"10 02:54 blackhole", "22 12:00 ok"},
		"sbg4": {"10 02:54 blackhole", "19 15:00 ok", "19 18:50 blackhole", "24 12:00 ok"},
	} {
		if diff := cmp.Diff(want, states[place]); diff != "" {
			t.Errorf("%s: %s", place, diff)
		}
	}
}

const head = `name: x
start: 2021-03-10T00:30:00+01:00
estate:
  servers: [{ id: ns1, datacenter: sbg2, ip: 192.0.2.1 }]
  tickets: [{ id: 7, number: CS7, subject: Disk, state: closed, thread: [{ at: -2d, from: us, body: hello }, { at: -47h, from: provider, body: done }] }]
sites: [{ name: Shop, url: "https://shop.example", host: ns1 }]
`

func TestEveryFormOfAnEvent(t *testing.T) {
	sc, err := scenario.Parse("x.yaml", []byte(head+`events:
  - { at: 60h, sites: { Shop: { status: 503 } } }
  - { at: 18m, places: { sbg3: { condition: blackhole, families: [4] }, "*": { loss: 40% } } }
  - { at: 1m, servers: { ns1: { slow: 4s } }, zones: { a.example: nxdomain }, line: down, resolver: up }
  - { at: 2m, provider_api: slow }
  - at: 3h
    notice: { id: n1, page: bare-metal-servers, title: "[SBG2]", impact: critical, state: identified, body: b, eta: 2021-03-15T12:00:00+01:00 }
  - { at: 6h, task: { service: ns1, function: hardReboot, status: doing } }
  - { at: 1d, ticket: { id: 7, reply: sorry, state: open } }
`))
	if err != nil {
		t.Fatal(err)
	}
	eta := time.Date(2021, 3, 15, 11, 0, 0, 0, time.UTC)
	want := []scenario.Event{
		{At: time.Minute, Line: "down", Resolver: "up", Conditions: []scenario.Condition{
			{Kind: "servers", Name: "ns1", What: "slow", Value: "4s"}, {Kind: "zones", Name: "a.example", What: "nxdomain"},
		}},
		{At: 2 * time.Minute, ProviderAPI: "slow"},
		{At: 18 * time.Minute, Conditions: []scenario.Condition{
			{Kind: "places", Name: "sbg3", What: "blackhole", Families: []int{4}}, {Kind: "places", Name: "*", What: "loss", Value: "40%"},
		}},
		{At: 3 * time.Hour, Notice: &scenario.Notice{
			ID: "n1", Page: "bare-metal-servers", Title: "[SBG2]", Impact: "critical", State: "identified", Body: "b", ETA: eta,
		}},
		{At: 6 * time.Hour, Task: &scenario.Task{Service: "ns1", Function: "hardReboot", Status: "doing"}},
		{At: 24 * time.Hour, Ticket: &scenario.TicketEvent{ID: 7, Reply: "sorry", State: "open"}},
		{At: 60 * time.Hour, Conditions: []scenario.Condition{{Kind: "sites", Name: "Shop", What: "status", Value: "503"}}},
	}
	if diff := cmp.Diff(want, sc.Events); diff != "" {
		t.Error(diff)
	}
	if first := sc.Estate.Tickets[0].Thread[0]; first.At != -48*time.Hour || first.From != "us" {
		t.Errorf("the ticket's first message: %+v", first)
	}
}

func TestTitles(t *testing.T) {
	for in, want := range map[string]map[string]string{
		"title: The fire\n": {"en": "The fire"},
		"title: { en: The fire, fr: L'incendie, nl: x }\n": {"en": "The fire", "fr": "L'incendie", "nl": "x"},
	} {
		sc, err := scenario.Parse("x.yaml", []byte(in+head))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, sc.Title); diff != "" {
			t.Error(diff)
		}
	}
}

func TestOpeningFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drill.yaml")
	if err := os.WriteFile(path, []byte(strings.TrimPrefix(head, "name: x\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	if sc, err := scenario.Open(path); err != nil || sc.Name != "drill" {
		t.Errorf("%+v, %v", sc, err)
	}
	if _, err := scenario.Open("strasburg-2021"); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), `did you mean "strasbourg-2021"?`) {
		t.Errorf("a name with a slip: %v", err)
	}
}

func TestMistakes(t *testing.T) {
	const conditions = "ok, blackhole, refuse, reset, unreachable, stall, blank, default_page, wrong_page, truncate, expired, wrong_name, untrusted"
	for name, c := range map[string]struct{ in, want string }{
		"an unknown condition":    {head + "events: [{ at: 1m, places: { sbg2: blackhol } }]", `7:36: a condition must be one of ` + conditions + `, not "blackhol": did you mean "blackhole"?`},
		"an unknown key":          {head + "events: [{ att: 1m }]", `7:12: unknown key "att" in an event: did you mean "at"?`},
		"a valued word alone":     {head + "events: [{ at: 1m, places: { sbg2: slow } }]", `7:36: slow needs its value: { slow: 4s }`},
		"an unknown valued word":  {head + "events: [{ at: 1m, places: { sbg2: { slwo: 4s } } }]", `7:38: unknown key "slwo" in a condition: did you mean "slow"?`},
		"a word of zones":         {head + "events: [{ at: 1m, places: { sbg2: nxdomain } }]", `7:36: only zones can be nxdomain, not places`},
		"two conditions":          {head + "events: [{ at: 1m, places: { sbg2: { slow: 4s, status: 503 } } }]", `7:36: one condition is needed here, not 2`},
		"a share that is none":    {head + "events: [{ at: 1m, places: { sbg2: { loss: 140% } } }]", `7:44: loss must be a share from 0% to 100%, such as 40%, not "140%"`},
		"a family that is none":   {head + "events: [{ at: 1m, places: { sbg2: { condition: ok, families: [5] } } }]", `7:64: a family is 4 or 6, not "5"`},
		"a server that is none":   {head + "events: [{ at: 1m, servers: { ns2: refuse } }]", `7:31: "ns2" is not among the servers of this scenario: did you mean "ns1"?`},
		"a site that is none":     {head + "events: [{ at: 1m, sites: { Shpo: blank } }]", `7:29: "Shpo" is not among the sites of this scenario: did you mean "Shop"?`},
		"a ticket that is none":   {head + "events: [{ at: 1m, ticket: { id: 70, reply: x } }]", `7:34: "70" is not among the tickets of this scenario: did you mean "7"?`},
		"a task on nothing":       {head + "events: [{ at: 1m, task: { service: ns9, function: f, status: doing } }]", `7:37: "ns9" is not among the resources of this scenario: did you mean "ns1"?`},
		"a time without its unit": {head + "events: [{ at: 10 }]", `7:16: at must be a time such as 30s, 5m, 2h or 14d, not "10": write its unit, such as 10s`},
		"an event without a time": {head + "events: [{ line: down }]", `7:10: an event needs its time, such as at: 17m`},
		"an event without event":  {head + "events: [{ at: 1m }]", `7:10: nothing happens in this event`},
		"a notice without an id":  {head + "events: [{ at: 1m, notice: { title: x } }]", `7:28: a notice needs an id, by which later postings continue it`},
		"a cause that is none":    {head + "expect: [{ at: 1m, cause: datacentre }]", `7:27: cause must be one of none, local, network, dns, domain, certificate, cdn, site, server, datacenter, provider, product, control_plane, third_party, unknown, not "datacentre": did you mean "datacenter"?`},
		"no start":                {"name: x\nsites: [https://a.example]", `1:1: a scenario needs a start, such as 2021-03-10T00:30:00+01:00`},
		"no sites":                {"start: 2021-03-10T00:30:00+01:00\n", `1:1: a scenario needs sites`},
		"nothing":                 {"", `1:1: the scenario is empty`},
		"a site's own mistake":    {"start: 2021-03-10T00:30:00+01:00\nsites: [{ urll: https://a.example }]", `2:11: unknown key "urll" in a site: did you mean "url"?`},
		"an address that is none": {"start: 2021-03-10T00:30:00+01:00\nestate: { servers: [{ id: a, ip: 192.0.2 }] }\nsites: [https://a.example]", `2:34: ip must be an IPv4 address, not "192.0.2"`},
		"two of one name":         {"start: 2021-03-10T00:30:00+01:00\nestate: { vps: [{ id: a }, { id: a }] }\nsites: [https://a.example]", `2:34: two of the vps are called "a"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := scenario.Parse("x.yaml", []byte(c.in))
			var m *config.Mistake
			if !errors.As(err, &m) {
				t.Fatalf("no mistake, but %v", err)
			}
			if got := fmt.Sprintf("%d:%d: %s", m.Line, m.Column, m.Message); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(head))
	f.Add([]byte(head + "events: [{ at: 1m, places: { sbg2: { condition: { loss: 4% }, families: [6] } } }]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		sc, err := scenario.Parse("fuzz.yaml", data)
		if err != nil {
			return
		}
		if sc.Start.IsZero() || len(sc.Sites) == 0 {
			t.Error("a scenario that cannot be played was taken")
		}
		for i, e := range sc.Events {
			if i > 0 && e.At < sc.Events[i-1].At {
				t.Error("the events are not in order of time")
			}
		}
	})
}

func TestWhatCannotBeDerivedHasKeysOfItsOwn(t *testing.T) {
	sc, err := scenario.Parse("own.yaml", []byte(`
start: 2021-03-10T00:30:00+01:00
estate:
  servers: [{ id: ns1.example, datacenter: sbg2, ip: 192.0.2.10 }]
  projects:
    - id: 8a1b2c
      name: Shop
      instances: [{ id: web1, region: gra11, ip: 192.0.2.30 }]
      volumes:   [{ id: data1, region: gra11, on: web1, snapshot: 2021-03-08T02:00:00Z }]
      databases: [{ id: orders, region: gra }]
      snapshots: [{ id: monday, region: gra11, snapshot: 2021-03-08T02:00:00Z }]
  ips: [{ id: 192.0.2.40/32, to: ns1.example, campus: sbg, sites: [Shop] }]
  load_balancers: [{ id: lb1, place: gra, ip: 192.0.2.41 }]
  nas: [{ id: zpool1, datacenter: rbx4, ip: 192.0.2.42 }]
  interventions: [{ id: 7, server: ns1.example, planned: true, from: 2021-03-12T08:00:00Z, to: 2021-03-12T09:00:00Z }]
sites: [{ name: Shop, url: https://shop.example/, host: web1 }]
`))
	if err != nil {
		t.Fatal(err)
	}
	e := sc.Estate
	if p := e.Projects[0]; p.Instances[0].IP != "192.0.2.30" || p.Volumes[0].On != "web1" || len(p.Databases) != 1 || p.Snapshots[0].Snapshot.IsZero() {
		t.Errorf("project = %+v", p)
	}
	if e.IPs[0].To != "ns1.example" || e.IPs[0].Sites[0] != "Shop" || e.LoadBalancers[0].Place != "gra" || e.NAS[0].Datacenter != "rbx4" || !e.Interventions[0].Planned {
		t.Errorf("estate = %+v", e)
	}
}

func TestMistakesInKeysOfTheirOwn(t *testing.T) {
	const head = "start: 2021-03-10T00:30:00+01:00\nsites: [https://shop.example]\nestate:\n  "
	for text, want := range map[string]string{
		"ips: [{ id: 192.0.2.40 }]":                                    "must be a block such as",
		"ips: [{ id: 192.0.2.40/32, sites: [Shop] }]":                  `"Shop" is not among the sites`,
		"interventions: [{ id: 7, server: ns9 }]":                      `"ns9" is not among the servers`,
		"projects: [{ id: p, volumes: [{ id: v, on: w }] }]":           `"w" is not among the instances`,
		"projects: [{ id: p, volumes: [{ id: v, datacenter: gra }] }]": "datacenter",
	} {
		if _, err := scenario.Parse("wrong.yaml", []byte(head+text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

package cli

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/sim/ovhapi"
)

const (
	pickup  = "Retrait en magasin"
	burning = "ns3100002.ip-192-0-2.example"
	away    = "ns3300001.ip-198-51-100.example"
	escape  = "192.0.2.100/32"
)

// From the console of the demo: into the same fire it is refused, beside it it is warned of, and away from it the site is
// back once the address leads there.
func TestInTheDemoAnAddressIsLedOutOfTheFire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, err := newStage("strasbourg-2021", 60, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer d.end()
		ctx, stop := context.WithCancel(t.Context())
		d.play.To(ctx, d.start.Add(2*time.Hour))
		deed := func(to string) estate.Deed {
			return estate.Deed{Kind: estate.Move, Resource: escape, To: to, By: "test"}
		}
		for to, want := range map[string]string{
			"ns3100001.ip-192-0-2.example": "a building that gives no sign of life",
			"ns3100007.ip-192-0-2.example": "stand on the same campus",
			burning:                        "It leads there already",
		} {
			planned, err := d.planner.plan(ctx, deed(to))
			if err != nil {
				t.Fatal(err)
			}
			if got := planned.Refused + strings.Join(planned.Warnings, " "); !strings.Contains(got, want) {
				t.Errorf("to %s it is said: %q, want %q", to, got, want)
			}
		}
		planned, err := d.planner.plan(ctx, deed(away))
		if err != nil || planned.Refused != "" || planned.Confirm != escape {
			t.Fatalf("%+v, %v", planned, err)
		}
		ended := make(chan struct{})
		go func() {
			d.play.Run(ctx)
			close(ended)
		}()
		if err := planned.Carry(ctx, func(string) {}); err != nil {
			t.Error(err)
		}
		time.Sleep(10 * time.Second) // ten minutes of the scenario
		stop()
		<-ended
		for name, want := range map[string]result.State{pickup: result.Up, "Courriel (web)": result.Down} {
			site, _ := d.play.Snapshot().Site(name)
			if site == nil || site.State != want || name == pickup && (site.Resource != away || site.Place.Datacenter != "gra2") {
				t.Errorf("%s: %+v", name, site)
			}
		}
	})
}

const twoServers = `
start: 2021-03-10T00:30:00+01:00
estate:
  servers:
    - { id: ns1.example, datacenter: sbg2, rack: A1, ip: 192.0.2.10 }
    - { id: ns2.example, datacenter: gra2, rack: A2, ip: 192.0.2.11 }
    - { id: ns3.example, datacenter: bhs2, rack: A3, ip: 192.0.2.12 }
  ips: [{ id: 192.0.2.40/32, to: ns1.example }, { id: 192.0.2.44/32, to: ns1.example, campus: bhs }]
sites: [{ name: Shop, url: "https://shop.example/", host: ns1.example }]
`

// From the command line, against the simulated API on a port. The task takes its time in a scenario that is in a hurry.
func TestAnAddressIsMovedFromTheCommandLine(t *testing.T) {
	at := simAccount(t, twoServers, ovhapi.Acting())
	at.hurry()
	at.want(0, says("leads to ns1.example", "→  ns2.example", "ovh/gra2\n"), "", "ip", "192.0.2.40")
	at.want(1, says("this is not done", "OVHcloud does not offer ns2.example", "It offers: ns3.example."), "", "ip", "move", "192.0.2.44", "ns2.example")
	at.want(0, says("POST  /ip/192.0.2.40%2F32/move", `"to": "ns2.example"`, "Nothing was sent."), "", "ip", "move", "192.0.2.40", "ns2.example", "--dry-run")
	at.want(2, says("nothing was sent", "--confirm 192.0.2.40/32"), "", "ip", "move", "192.0.2.40", "ns2.example")
	at.want(0, says("✓ POST", "Done: 192.0.2.40/32 leads to ns2.example.", "To take it back: vigie ip move 192.0.2.40/32 ns1.example"), "",
		"ip", "move", "192.0.2.40", "ns2.example", "--confirm", "192.0.2.40/32")
	at.want(0, says("leads to ns2.example"), "", "ip", "192.0.2.40")
}

func TestAKeyThatMayOnlyReadMovesNothing(t *testing.T) {
	at := simAccount(t, twoServers, nil)
	at.want(1, says("the key may not change this: it was made for reading"), "", "ip", "move", "192.0.2.40", "ns2.example", "--confirm", "192.0.2.40/32")
}

// A building among several that are dark is no place to move to either, unless something in it answers.
func TestDarkBuildings(t *testing.T) {
	in := func(datacenter string) account.Place { return account.Place{Provider: "ovh", Datacenter: datacenter} }
	places := []estate.Place{
		{Place: in("sbg1"), Sites: []string{"a", "b"}, Down: []string{"a", "b"}},
		{Place: in("sbg2"), Sites: []string{"c", "d"}, Down: []string{"c"}},
		{Place: in("sbg3")},
	}
	for _, c := range []struct {
		cause estate.Cause
		where string
		dark  string
	}{
		{estate.CauseNone, "", ""}, {estate.CauseDatacenter, "ovh/sbg3", "sbg3"}, {estate.CauseProvider, "ovh", "sbg1"}, {estate.CauseServer, "ns1", ""},
	} {
		is := darkBuildings(&estate.Snapshot{Places: places, Verdict: estate.Verdict{Cause: c.cause, Where: c.where}})
		for _, name := range []string{"sbg1", "sbg2", "sbg3", "gra2"} {
			p := in(name)
			p.Rack = "A1"
			if why := is(p); (why != "") != (name == c.dark) {
				t.Errorf("%s %s: of %s it says %q", c.cause, c.where, name, why)
			}
		}
	}
}

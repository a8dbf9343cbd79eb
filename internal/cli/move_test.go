package cli

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
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

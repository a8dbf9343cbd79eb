package pane

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// campus is a large account: twelve buildings with ten machines and five sites each. In those that are named, the first
// site is down.
func campus(dark ...string) *estate.Snapshot {
	s := &estate.Snapshot{}
	for b := range 12 {
		name := fmt.Sprintf("gra%d", b+1)
		place := estate.Place{Place: account.Place{Provider: "ovh", Datacenter: name}}
		for m := range 10 {
			id := fmt.Sprintf("%s-ns%d", name, m)
			place.Resources = append(place.Resources, id)
			s.Resources = append(s.Resources, account.Resource{Kind: account.DedicatedServer, ID: id, Name: id})
			if m >= 5 {
				continue
			}
			x := &estate.Site{Name: "site " + id, Resource: id, State: result.Up}
			if m == 0 && slices.Contains(dark, name) {
				x.State = result.Down
				place.Down = append(place.Down, x.Name)
			}
			s.Sites, place.Sites = append(s.Sites, x), append(place.Sites, x.Name)
		}
		s.Places = append(s.Places, place)
	}
	slices.SortStableFunc(s.Places, func(a, b estate.Place) int { return len(b.Down) - len(a.Down) })
	return s
}

func labels(p *Places) (all []string) {
	for _, n := range tree(p.scene.Snap, p.folded, "") {
		all = append(all, strings.Repeat(" ", n.depth)+n.label)
	}
	return all
}

func TestABuildingThatIsWellIsOneLine(t *testing.T) {
	p := NewPlaces()
	p.Show(Scene{Snap: campus()})
	if got := labels(p); len(got) != 1+12 {
		t.Errorf("%d lines: %q", len(got), got)
	}
	p.Show(Scene{Snap: campus("gra7")})
	want := []string{
		"OVHcloud", " GRA7", "  gra7-ns0 · server", "   site gra7-ns0", "  gra7-ns1 · server", "  gra7-ns2 · server", "  gra7-ns3 · server", "  gra7-ns4 · server",
		"  5 more, without a site", " GRA1",
	}
	if got := labels(p); len(got) != len(want)+10 || !slices.Equal(got[:len(want)], want) {
		t.Errorf("%d lines: %q", len(got), got)
	}
}

// What a person opened stays open, and what he closed stays closed, whatever becomes of it.
func TestAPersonOpensAndClosesAgainstTheOrderOfThings(t *testing.T) {
	p := NewPlaces()
	p.Show(Scene{Snap: campus("gra7")})
	p.Do(Down)
	p.Do(Left)
	if got := labels(p); len(got) != 1+12 {
		t.Errorf("the dark building was not closed: %q", got)
	}
	p.Do(Down)
	if !p.Toggle() {
		t.Fatal("a building cannot be opened")
	}
	p.Show(Scene{Snap: campus("gra7", "gra9")})
	if got := labels(p); !slices.Contains(got, "  gra1-ns1 · server") || slices.Contains(got, "  gra7-ns0 · server") || !slices.Contains(got, "   site gra9-ns0") {
		t.Errorf("%q", got)
	}
}

// Whoever reads in a building that recovers goes on reading.
func TestWhatIsSelectedDoesNotFoldAway(t *testing.T) {
	p := NewPlaces()
	p.Show(Scene{Snap: campus("gra7")})
	for range 3 {
		p.Do(Down)
	}
	if got := p.Selection(); got.Site != "site gra7-ns0" {
		t.Fatalf("selected is %+v", got)
	}
	p.Show(Scene{Snap: campus()})
	if got := p.Selection(); got.Site != "site gra7-ns0" {
		t.Errorf("then selected is %+v", got)
	}
}

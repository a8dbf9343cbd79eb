package pane

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/theme"
)

func TestAnEmptyListSaysWhyItIsEmpty(t *testing.T) {
	account := func(read time.Time) []estate.Source {
		return []estate.Source{{Name: "OVHcloud inventory", LastOK: read}, {Name: "OVHcloud tickets", LastOK: read}}
	}
	now := time.Date(2021, time.March, 10, 1, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		sources []estate.Source
		filter  string
		want    [3]string // of sites, places and tickets
	}{
		"no account": {nil, "", [3]string{"No site is watched", "No provider is connected", "No provider is connected"}},
		"not yet":    {account(time.Time{}), "", [3]string{"No site is watched", "not been read yet", "not been read yet"}},
		"read":       {account(now), "", [3]string{"No site is watched", "Nothing is rented", "There is no ticket"}},
		"filtered":   {account(now), "nonsense", [3]string{"Nothing passes the filter", "Nothing is rented", "Nothing passes the filter"}},
	} {
		scene := Scene{Theme: theme.New("none", true), Now: now, Snap: &estate.Snapshot{Sources: c.sources}}
		sites, places, tickets := NewSites(), NewPlaces(), NewTickets()
		sites.Filter(c.filter)
		tickets.Filter(c.filter)
		for i, p := range []interface {
			Show(scene Scene)
			Render(w, h int, focused bool) []string
		}{sites, places, tickets} {
			p.Show(scene)
			for _, size := range [][2]int{{60, 10}, {24, 10}, {10, 1}} {
				lines := p.Render(size[0], size[1], true)
				if len(lines) != size[1] {
					t.Errorf("%s: %d lines, want %d", name, len(lines), size[1])
				}
				said := strings.Join(strings.Fields(ansi.Strip(strings.Join(lines, " "))), " ")
				if size[1] > 1 && !strings.Contains(said, c.want[i]) {
					t.Errorf("%s: list %d says %q, want %q", name, i+1, said, c.want[i])
				}
			}
		}
	}
}

// Where no source is asked, nobody can have kept silent; where a site is not known, what is seen there is not either.
func TestNothingIsClaimedThatWasNotAsked(t *testing.T) {
	down := &estate.Snapshot{Verdict: estate.Verdict{Cause: estate.CauseSite}}
	if got := official(Scene{Snap: down}); got != "" {
		t.Errorf("without a provider the console says %q", got)
	}
	down.Sources = []estate.Source{{Name: "OVHcloud inventory"}}
	if got := official(Scene{Snap: down}); got != "The provider has not said so yet" {
		t.Errorf("with one it says %q", got)
	}
	robots := &estate.Site{State: result.Unknown, Failure: result.HTTPStatus, Reason: "the server answered 429", Checks: []estate.Check{{Kind: result.KindHTTP}}}
	if got := meets(robots, 14); got != "not known" {
		t.Errorf("customers of a site that is unknown see %q", got)
	}
	for kind, want := range map[result.Kind]string{result.KindSMTP: "a greeting", result.KindTLS: "no warning", result.KindHTTP: "your page"} {
		if got := well(kind); got != want {
			t.Errorf("where %s is well a customer sees %q, want %q", kind, got, want)
		}
	}
}

func TestAChartWithoutAnswersHasNoScale(t *testing.T) {
	now := time.Date(2021, time.March, 10, 1, 0, 0, 0, time.UTC)
	past := &estate.Past{Step: time.Minute, Made: now, Points: []estate.Point{{Time: now, Failures: 3}}}
	p := &page{w: 60, th: theme.New("none", true)}
	d := &Detail{scene: Scene{Theme: p.th, Now: now}}
	d.lastDay(p, past, &estate.Site{}, 40)
	if all := ansi.Strip(strings.Join(p.lines, "\n")); strings.Contains(all, "ms") || len(p.lines) != 4 {
		t.Errorf("%d lines:\n%s", len(p.lines), all)
	}
}

func TestTheLatestEventsStandInTheOrderOfTheirTimes(t *testing.T) {
	at := func(s int) time.Time { return time.Date(2021, time.March, 10, 1, 0, s, 0, time.UTC) }
	s := NewSituation()
	s.Show(Scene{Theme: theme.New("none", true), Now: at(30), Snap: &estate.Snapshot{Events: []estate.Event{
		{Time: at(10), Text: "first"}, {Time: at(20), Text: "third"}, {Time: at(15), Text: "second, dated back"},
	}}})
	all := ansi.Strip(strings.Join(s.Render(60, 40, false), "\n"))
	if i, j, k := strings.Index(all, "third"), strings.Index(all, "second"), strings.Index(all, "first"); i < 0 || i > j || j > k {
		t.Errorf("the order is wrong:\n%s", all)
	}
}

func TestHowManyAreDownIsReadWhereverThereIsRoomForIt(t *testing.T) {
	snap := &estate.Snapshot{}
	for range 12 {
		snap.Sites = append(snap.Sites, &estate.Site{State: result.Down})
	}
	s := NewSituation()
	s.Show(Scene{Theme: theme.New("none", true), Snap: snap, Count: map[result.State]int{result.Down: 12}})
	for _, w := range []int{28, 38, 80} {
		if all := ansi.Strip(strings.Join(s.Render(w, 40, false), "\n")); !strings.Contains(all, "■  12 of 12 down") {
			t.Errorf("in %d cells:\n%s", w, all)
		}
	}
}

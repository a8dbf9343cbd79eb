package ui_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"vigie/internal/estate"
	"vigie/internal/uitest"
	"vigie/ui"
)

// walk presses keys in a console of 120×40 and gives the screen to see.
func walk(t *testing.T, snap *estate.Snapshot, see func(scr *uitest.Terminal, acts *[]estate.Intent)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var acts []estate.Intent
		see(uitest.Screen(t, console(snap, &acts), 120, 40), &acts)
	})
}

func shows(t *testing.T, scr *uitest.Terminal, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(scr.Text(), w) {
			t.Errorf("the screen does not show %q:\n%s", w, scr.Text())
		}
	}
}

func TestFilterWorksWhileTyped(t *testing.T) {
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, _ *[]estate.Intent) {
		scr.Press("2", "/")
		scr.Type("place:gra2")
		shows(t, scr, "1/3")
		scr.Press("space")
		scr.Type("!press")
		shows(t, scr, "1/2", "/place:gra2 !press")
		scr.Press("enter")
		shows(t, scr, "2 Sites · by trouble /place:gra2 !press")
		scr.Press("esc")
		shows(t, scr, "1/14")
	})
}

func TestSitesThatComeAndGoOrRestAreFoundByTheirWord(t *testing.T) {
	walk(t, uitest.Kinds(), func(scr *uitest.Terminal, _ *[]estate.Intent) {
		scr.Press("2", "/")
		scr.Type("state:flapping")
		shows(t, scr, "● flapping", "Stock", "1/1")
		scr.Press("esc", "/")
		scr.Type("state:paused")
		shows(t, scr, "‖ paused", "Catalogue", "1/1")
	})
}

func TestSitesAreSortedByWhatWasUpTheLeast(t *testing.T) {
	snap := uitest.Calm()
	snap.Sites[5].Uptime24h, snap.Sites[0].Uptime24h = 0.5, -1
	walk(t, snap, func(scr *uitest.Terminal, _ *[]estate.Intent) {
		scr.Press("2", "s", "s", "s", "s", "s")
		shows(t, scr, "2 Sites · least up in 24 h first", "› ● up         Course pages")
		scr.Press("G")
		shows(t, scr, "› ● up         Shop") // of which nothing is known
	})
}

func TestActionsSendIntents(t *testing.T) {
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, acts *[]estate.Intent) {
		scr.Press("2", "down", "a", "r")
		want := []estate.Intent{
			{Kind: estate.Acknowledge, Site: "Checkout", By: "gil"},
			{Kind: estate.AskAgain, Site: "Checkout", By: "gil"},
		}
		if diff := cmp.Diff(want, *acts); diff != "" {
			t.Errorf("intents (-want +got):\n%s", diff)
		}
		shows(t, scr, "asking again: Checkout")
	})
}

func TestAcknowledgeAllLeavesTheAcknowledgedAlone(t *testing.T) {
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, acts *[]estate.Intent) {
		scr.Press("a")
		if len(*acts) != 9 { // nine down and one degraded, of which Shop is acknowledged
			t.Errorf("%d intents, want 9: %v", len(*acts), *acts)
		}
		for _, a := range *acts {
			if a.Site == "Shop" || a.Site == "" {
				t.Errorf("sent %+v", a)
			}
		}
	})
}

func TestTicketsOfWhatIsSelected(t *testing.T) {
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, _ *[]estate.Intent) {
		scr.Press("2", "t")
		shows(t, scr, "/service:ns3100001.ip", "Server does not answer", "1/1")
		scr.Press("enter")
		shows(t, scr, "Our shop has not answered since 00:47.")
	})
}

func TestDetailFollowsTheSelection(t *testing.T) {
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, _ *[]estate.Intent) {
		scr.Press("2", "enter")
		shows(t, scr, "https://shop.example/")
		scr.Press("tab", "down")
		shows(t, scr, "https://checkout.example/")
		scr.Press("esc")
		shows(t, scr, "1 Situation")
	})
}

func TestDisabledKeysSayWhy(t *testing.T) {
	walk(t, uitest.Calm(), func(scr *uitest.Terminal, acts *[]estate.Intent) {
		scr.Press("a")
		shows(t, scr, "nothing is waiting for it")
		scr.Press("s")
		shows(t, scr, "only in lists")
		scr.Press("o")
		shows(t, scr, "no browser can be opened from here")
		if len(*acts) != 0 {
			t.Errorf("sent %v", *acts)
		}
	})
}

func TestPaletteRunsWhatItNames(t *testing.T) {
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, _ *[]estate.Intent) {
		scr.Press(":")
		scr.Type("gotick")
		scr.Press("enter")
		shows(t, scr, "4 Tickets · newest first")
	})
}

func TestFoldingPlaces(t *testing.T) {
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, _ *[]estate.Intent) {
		scr.Press("3", "down", "left")
		shows(t, scr, "▸ SBG2", "▾ GRA2")
		scr.Press("enter")
		shows(t, scr, "▾ SBG2")
	})
}

func TestClickSelectsAndOpens(t *testing.T) {
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, _ *[]estate.Intent) {
		click := tea.MouseClickMsg{X: 80, Y: 5, Button: tea.MouseLeft}
		scr.Send(click)
		shows(t, scr, "3/14")
		scr.Send(click)
		shows(t, scr, "https://stock.example/")
	})
}

func TestPastedTextIsNoKeys(t *testing.T) {
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, acts *[]estate.Intent) {
		scr.Press("2")
		scr.Send(tea.PasteMsg{Content: "aaarrr"})
		if len(*acts) != 0 {
			t.Errorf("pasted text did %v", *acts)
		}
		scr.Press("/")
		scr.Send(tea.PasteMsg{Content: "cata\x1b[2J"})
		shows(t, scr, "/cata␛[2J")
	})
}

func TestANewerSnapshotShowsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := make(chan *estate.Snapshot, 1)
		now <- uitest.Calm()
		app := ui.New(ui.Options{
			Snapshot: func() *estate.Snapshot { s := <-now; now <- s; return s },
			Now:      uitest.Moment, Theme: "dark",
		})
		scr := uitest.Screen(t, app, 100, 30)
		shows(t, scr, "All is well")
		<-now
		now <- uitest.Outage()
		scr.Wait()
		shows(t, scr, "DATACENTER SBG2 IS DOWN")
	})
}

func TestASCIIDrawsOnlyASCII(t *testing.T) {
	for _, snap := range []*estate.Snapshot{uitest.Answered(), uitest.Kinds()} {
		app := ui.New(ui.Options{
			Snapshot: func() *estate.Snapshot { return snap }, Now: uitest.Moment, ASCII: true, Act: func(estate.Intent) {},
			Past: func(_ context.Context, site string) (*estate.Past, error) { return uitest.Past(snap, site), nil },
		})
		for _, size := range [][2]int{{200, 50}, {120, 40}, {80, 24}, {50, 12}} {
			app.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			for _, k := range []string{"1", "2", "enter", "pgdown", "pgdown", "G", "esc", "3", "4", "enter", "?", "esc", ":", "esc"} {
				settle(app, uitest.Key(k))
				screen := ansi.Strip(app.View().Content)
				if at := strings.IndexFunc(screen, func(r rune) bool { return r > unicode.MaxASCII }); at >= 0 {
					t.Fatalf("%v after %s: draws %q", size, k, []rune(screen[at:])[0])
				}
			}
		}
	}
}

func TestThemeNoneHasNoColour(t *testing.T) {
	app := ui.New(ui.Options{Snapshot: uitest.Outage, Now: uitest.Moment, Theme: "none"})
	app.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	for _, colour := range []string{"[3", "[38", "[48", ";38", ";48"} {
		if strings.Contains(app.View().Content, "\x1b"+colour) {
			t.Errorf("the screen without colour holds ESC %s", colour)
		}
	}
}

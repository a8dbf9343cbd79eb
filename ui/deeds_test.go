package ui_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/uitest"
	"vigie/ui"
)

// office is a provider at which everything can be changed.
type office struct {
	wanted  []estate.Deed
	refused string
	fails   error
	slow    time.Duration // of finding out
	sent    int
	end     error
}

func (o *office) plan(ctx context.Context, d estate.Deed) (*estate.Planned, error) {
	o.wanted = append(o.wanted, d)
	if o.slow > 0 {
		select {
		case <-time.After(o.slow):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if o.fails != nil {
		return nil, o.fails
	}
	return &estate.Planned{
		Account: "xy1-ovh",
		Plan: account.Plan{
			Title: "Reboot ns1\x1b[31m", Confirm: "ns1", Refused: o.refused, End: "the server has started", Undo: "vigie servers disk ns1",
			Calls:    []account.Call{{Method: "POST", Path: "/dedicated/server/ns1/reboot", Body: []byte(`{"bootId":22}`)}},
			Warnings: []string{"Whatever runs on it is stopped."},
		},
		Carry: func(ctx context.Context, tell func(string)) error {
			o.sent++
			for _, said := range []string{"sent, query EU.ext-9", `OVHcloud's task is "doing"`} {
				tell(said)
				select {
				case <-time.After(20 * time.Second):
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return o.end
		},
	}, nil
}

// changing runs a console in which the first server is selected.
func changing(t *testing.T, o *office, see func(scr *uitest.Terminal)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		snap := uitest.Outage()
		app := ui.New(ui.Options{Snapshot: func() *estate.Snapshot { return snap }, Plan: o.plan, Theme: "dark", Now: uitest.Moment, Who: "gil"})
		see(uitest.Screen(t, app, 120, 40))
	})
}

// pass lets some time pass on the screen.
func pass(scr *uitest.Terminal, d time.Duration) {
	time.Sleep(d)
	scr.Wait()
}

func TestAChangeIsShownConfirmedSentAndFollowed(t *testing.T) {
	o := &office{}
	changing(t, o, func(scr *uitest.Terminal) {
		scr.Press("2", "x")
		shows(t, scr, "reboot the server")
		scr.Type("reboot")
		scr.Press("enter")
		pass(scr, time.Second)
		shows(t, scr, "Reboot ns1", "! Whatever runs on it is stopped.", "→ POST /dedicated/server/ns1/reboot", `{"bootId":22}`, "in the account xy1-ovh", "Type ns1 to send it", "vigie servers disk ns1")
		scr.Type("ns2")
		scr.Press("enter")
		shows(t, scr, `"ns2" is not ns1`)
		if o.sent != 0 {
			t.Fatal("it was sent without its word")
		}
		scr.Press("backspace")
		scr.Type("1")
		scr.Press("enter")
		pass(scr, 25*time.Second)
		shows(t, scr, "sent, query EU.ext-9", `OVHcloud's task is "doing"`, "waiting until the server has started", "it goes on")
		pass(scr, 20*time.Second)
		shows(t, scr, "✓ Done: the server has started.")
		scr.Press("enter")
		hides(t, scr, "Done: the server")
	})
	if o.sent != 1 || len(o.wanted) != 1 || o.wanted[0].Kind != estate.Reboot || o.wanted[0].By != "gil" || o.wanted[0].Resource == "" {
		t.Errorf("sent %d times, wanted %+v", o.sent, o.wanted)
	}
}

func TestASheetThatComesUpByItselfTakesNoKeyForHalfASecond(t *testing.T) {
	o := &office{slow: 2 * time.Second}
	changing(t, o, func(scr *uitest.Terminal) {
		scr.Press("2", "x")
		scr.Type("reboot")
		scr.Press("enter")
		shows(t, scr, "asking OVHcloud what this would take")
		for !strings.Contains(scr.Text(), "Type ns1 to send it") {
			pass(scr, 10*time.Millisecond)
		}
		scr.Press("n", "enter")
		hides(t, scr, "Type ns1 to send it: n", "is not ns1")
		pass(scr, time.Second)
		scr.Type("ns1")
		shows(t, scr, "Type ns1 to send it: ns1")
		scr.Press("esc")
		hides(t, scr, "Type ns1")
	})
	if o.sent != 0 {
		t.Error("it was sent")
	}
}

func TestWhatIsRefusedOrCannotBeToldIsNotSent(t *testing.T) {
	for _, o := range []*office{
		{refused: "Nothing in SBG2 answers."}, {fails: errors.New("Nothing in SBG2 answers.")},
	} {
		changing(t, o, func(scr *uitest.Terminal) {
			scr.Press("2", "x")
			scr.Type("reboot")
			scr.Press("enter")
			pass(scr, time.Second)
			shows(t, scr, "Nothing in SBG2 answers.")
			hides(t, scr, "Type ns1")
			scr.Type("ns1")
			scr.Press("enter")
			hides(t, scr, "Nothing in SBG2 answers.")
		})
		if o.sent != 0 {
			t.Error("it was sent")
		}
	}
}

func TestAChangeGoesOnWhenItsSheetIsClosed(t *testing.T) {
	o := &office{end: errors.New("OVHcloud has given it up")}
	changing(t, o, func(scr *uitest.Terminal) {
		scr.Press("2", "x")
		scr.Type("reboot")
		scr.Press("enter")
		pass(scr, time.Second)
		scr.Type("ns1")
		scr.Press("enter", "esc", "q")
		shows(t, scr, "once more to leave")
		scr.Press("x")
		shows(t, scr, "another change is being sent")
		scr.Press("esc")
		pass(scr, 40*time.Second)
		shows(t, scr, "failed: Reboot ns1")
	})
}

func TestANameIsLedElsewhereByAQuestion(t *testing.T) {
	o := &office{}
	changing(t, o, func(scr *uitest.Terminal) {
		scr.Press("2", "x")
		scr.Type("elsewhere")
		scr.Press("enter")
		shows(t, scr, "Lead a name elsewhere", "an address (198.51.100.9)")
		scr.Press("enter") // nothing was typed
		scr.Type("198.51.100.9")
		scr.Press("enter")
		pass(scr, time.Second)
		shows(t, scr, "Type ns1 to send it")
	})
	if len(o.wanted) != 1 || o.wanted[0].Kind != estate.Fallback || o.wanted[0].To != "198.51.100.9" || o.wanted[0].Site == "" {
		t.Errorf("wanted %+v", o.wanted)
	}
}

func TestWhyNothingCanBeChangedIsSaid(t *testing.T) {
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, _ *[]estate.Intent) {
		scr.Press("x")
		shows(t, scr, "reboot the server · this console only looks")
	})
}

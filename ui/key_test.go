package ui_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/uitest"
	"vigie/ui"
)

// keyless is the outage while OVHcloud refuses the key.
func keyless() *estate.Snapshot {
	s := uitest.Outage()
	s.Sources[0].Error, s.Sources[0].NoKey = `OVHcloud refuses the key: "This credential is not valid" (403 INVALID_CREDENTIAL)`, true
	return s
}

// asking runs a console that can ask for keys.
func asking(t *testing.T, k *keyDesk, w, h int, see func(scr *uitest.Terminal)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		snap := keyless()
		app := ui.New(ui.Options{Snapshot: func() *estate.Snapshot { return snap }, Keys: k, Theme: "dark", Now: uitest.Moment, Who: "gil"})
		see(uitest.Screen(t, app, w, h))
	})
}

// What would be asked is shown first; then where it is granted; then where the key is.
func TestAKeyIsOfferedAskedForWaitedForAndUsed(t *testing.T) {
	for _, size := range []struct{ w, h int }{{80, 24}, {200, 50}} {
		k := &keyDesk{grants: time.Minute}
		name := func(part string) string { return fmt.Sprintf("key-%s-%dx%d", part, size.w, size.h) }
		asking(t, k, size.w, size.h, func(scr *uitest.Terminal) {
			shows(t, scr, "OVHcloud refuses the key", "K asks for a key")
			golden(t, name("refused"), scr)
			scr.Press("K")
			pass(scr, time.Second)
			golden(t, name("choice"), scr)
			hides(t, scr, "POST /vps/*/reboot")
			scr.Press("tab")
			shows(t, scr, "→ POST /vps/*/reboot")
			if len(k.wished) != 0 {
				t.Error("it was asked before anybody said so")
			}
			scr.Press("1", "enter")
			pass(scr, 12*time.Second)
			shows(t, scr, "waiting until somebody has", "12 s")
			golden(t, name("waiting"), scr)
			scr.Send(tea.MouseClickMsg{X: 1, Y: 1, Button: tea.MouseLeft}) // as one who selects the address
			scr.Press("y")
			shows(t, scr, "copied: the address")
			pass(scr, time.Minute)
			shows(t, scr, "✓ Granted. The key stands in /home/gil/.ovh.conf", "The watch goes on with it.")
			golden(t, name("granted"), scr)
			scr.Press("enter")
			hides(t, scr, "Granted")
		})
		if len(k.wished) != 1 || k.wished[0] != (estate.KeyWish{}) || k.left != 0 {
			t.Errorf("wished %+v, given up %d", k.wished, k.left)
		}
	}
}

func TestAKeyThatNobodyWaitsForIsGivenUp(t *testing.T) {
	k := &keyDesk{grants: time.Hour}
	asking(t, k, 120, 40, func(scr *uitest.Terminal) {
		scr.Press("K")
		pass(scr, time.Second)
		scr.Press("2", "enter")
		pass(scr, time.Second)
		scr.Press("esc")
		shows(t, scr, "the key is not waited for any more")
		hides(t, scr, "credentialToken")
		scr.Press("K")
		pass(scr, time.Second)
		scr.Press("enter")
		pass(scr, 31*time.Minute)
		shows(t, scr, "✕ nobody has granted the key within half an hour")
	})
	if k.left != 2 || len(k.wished) != 2 || !k.wished[0].Change || k.wished[1].Change {
		t.Errorf("wished %+v, given up %d", k.wished, k.left)
	}
}

// Where no application is known a person names one. Its secret is never drawn.
func TestAnApplicationIsNamedAndItsSecretIsNotDrawn(t *testing.T) {
	k := &keyDesk{nameless: true, grants: time.Second}
	asking(t, k, 80, 24, func(scr *uitest.Terminal) {
		scr.Press("K")
		pass(scr, time.Second)
		scr.Press("enter")
		shows(t, scr, "The application key is missing.", "https://eu.api.ovh.com/createApp/")
		scr.Type("myapp")
		scr.Press("enter")
		scr.Send(tea.PasteMsg{Content: "h0nter2 \n"})
		shows(t, scr, "Application key:    myapp", "Application secret: *******")
		hides(t, scr, "h0nter2")
		golden(t, "key-naming-80x24", scr)
		scr.Press("enter", "enter")
		hides(t, scr, "h0nter2")
		pass(scr, 3*time.Second)
		shows(t, scr, "Granted")
	})
	if len(k.wished) != 1 || k.wished[0].Application != "myapp" || k.wished[0].Secret != "h0nter2" {
		t.Errorf("wished %+v", k.wished)
	}
}

func TestWhyThereIsNoKeyIsSaid(t *testing.T) {
	for _, k := range []*keyDesk{
		{fails: errors.New("it was turned down")},
		{end: errors.New("it was turned down"), grants: time.Second},
		{end: fmt.Errorf("it was turned down: %w", context.DeadlineExceeded), grants: time.Second}, // by a call, not by the half hour
	} {
		asking(t, k, 120, 40, func(scr *uitest.Terminal) {
			scr.Press("K")
			pass(scr, time.Second)
			if k.fails == nil {
				scr.Press("enter")
			}
			pass(scr, 3*time.Second)
			shows(t, scr, "✕ it was turned down")
			scr.Press("q")
			hides(t, scr, "turned down")
		})
	}
}

// A key that lacks rights, or that ends soon, is spoken of where the sources are.
func TestAKeyThatMayTooLittleOrEndsSoonIsToldOf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		snap := uitest.Calm()
		snap.Accounts = []account.Identity{{
			Provider: "ovh", Missing: []string{"GET /vps", "GET /vps/*"}, Expires: uitest.Moment().Add(50 * time.Hour),
		}}
		app := ui.New(ui.Options{Snapshot: func() *estate.Snapshot { return snap }, Keys: &keyDesk{}, Theme: "dark", Now: uitest.Moment})
		scr := uitest.Screen(t, app, 200, 50)
		scr.Press("z", "G")
		text := strings.Join(strings.Fields(scr.Text()), " ")
		for _, want := range []string{"the key of OVHcloud may not GET /vps and 1 more: K asks for another one", "the key of OVHcloud ends"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not on\n%s", want, scr.Text())
			}
		}
	})
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, _ *[]estate.Intent) {
		scr.Press("K")
		shows(t, scr, "none can be asked for here")
	})
}

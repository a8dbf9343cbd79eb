package ui_test

import (
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/uitest"
)

func TestWhoHasSeveralAccountsIsAskedWhichOneATicketIsFor(t *testing.T) {
	p := &postbox{accounts: []account.Identity{{Label: "ovh-eu-1", Name: "Shops\x1b[2J", Account: "ab1-ovh"}, {Label: "ovh-ca-2"}}}
	writing(t, p, 80, 24, func(scr *uitest.Terminal) {
		scr.Press("1", "N")
		pass(scr, time.Second)
		shows(t, scr, "For which account", "Shops", "ab1-ovh · ovh-eu-1", "ovh-ca-2")
		scr.Press("esc")
		hides(t, scr, "For which account", "A new ticket")
		scr.Press("N")
		pass(scr, time.Second)
		scr.Press("down", "enter")
		pass(scr, time.Second)
		shows(t, scr, "A new ticket · ovh-ca-2", "nothing is changed yet")
	})
	if n := len(p.begun); n != 3 || p.begun[1].Account != "" || p.begun[2].Account != "ovh-ca-2" {
		t.Errorf("begun %+v", p.begun)
	}
}

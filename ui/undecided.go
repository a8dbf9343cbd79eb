package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/ui/overlay"
)

// undecided is a new ticket of which it is not known yet to which account it goes.
type undecided struct {
	title    string
	errand   estate.Errand
	accounts []account.Identity
}

// inAccount begins the action that writes in an account; its place in the list follows.
const inAccount = "account "

// decide asks to which account the ticket goes that was about to be written.
func (a *App) decide(l *letter, accounts []account.Identity) {
	entries := make([]overlay.Entry, len(accounts))
	for i, x := range accounts {
		known := slices.DeleteFunc([]string{x.Name, x.Account, x.Label}, func(s string) bool { return s == "" })
		entries[i] = overlay.Entry{ID: fmt.Sprint(inAccount, i), Help: strings.Join(known, " · "), Group: "accounts"}
	}
	a.letter, a.undecided = nil, undecided{l.title, l.errand, accounts}
	a.overlay = overlay.NewPalette("For which account", entries)
}

// writeIn writes the ticket in an account, if that is what an action is.
func (a *App) writeIn(action string) (cmd tea.Cmd, chosen bool) {
	at, is := strings.CutPrefix(action, inAccount)
	var i int
	if _, err := fmt.Sscan(at, &i); !is || err != nil || i >= len(a.undecided.accounts) {
		return nil, false
	}
	x, e := a.undecided.accounts[i], a.undecided.errand
	e.Account = x.Label
	return a.write(a.undecided.title+" · "+cmp.Or(x.Account, x.Label), e), true
}

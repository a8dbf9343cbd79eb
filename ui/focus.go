package ui

import (
	tea "charm.land/bubbletea/v2"

	"vigie/ui/pane"
)

// pane is what stands at a spot.
func (a *App) pane(s Spot) pane.Pane {
	switch s {
	case Sites:
		return a.sites
	case Places:
		return a.places
	case Tickets:
		if a.mailbox {
			return a.mails
		}
		return a.tickets
	case Detail:
		switch {
		case a.base != Tickets:
			return a.detail
		case a.mailbox:
			return a.mail
		}
		return a.thread
	default:
		return a.situation
	}
}

// goTo moves the focus. A detail stays open beside another list, and is about what is selected there.
func (a *App) goTo(s Spot) {
	a.focus = s
	if s != Detail {
		a.base = s
		if s == Situation {
			a.open = false
		}
	}
	a.arrange()
	a.follow()
}

func goTo(s Spot) func(*App) tea.Cmd {
	return func(a *App) tea.Cmd {
		a.goTo(s)
		return nil
	}
}

// post goes to the tickets, or to the mails in their place.
func post(mailbox bool) func(*App) tea.Cmd {
	return func(a *App) tea.Cmd {
		if a.mailbox != mailbox {
			a.open, a.mailbox = false, mailbox
		}
		a.goTo(Tickets)
		return nil
	}
}

// cycle moves the focus to the next pane; the detail is one of them while it is open.
func (a *App) cycle(by int) tea.Cmd {
	ring := []Spot{Situation, Sites, Places, Tickets}
	at := int(a.base)
	if a.open {
		ring, at = []Spot{a.base, Detail}, 0
		if a.focus == Detail {
			at = 1
		}
	}
	a.goTo(ring[(at+by+len(ring))%len(ring)])
	return nil
}

// follow keeps the open detail about what is selected in its list.
func (a *App) follow() {
	a.stale = true
	if !a.open || a.focus == Detail {
		return
	}
	switch sel := a.pane(a.base).Selection(); {
	case a.base == Tickets && sel.Mail != "":
		a.mail.Open(sel.Mail)
	case a.base == Tickets && sel.Ticket != "":
		a.thread.Open(sel.Ticket)
	case a.base != Tickets && sel.Site != "":
		a.detail.Open(sel.Site)
	}
}

// enter opens what is selected: a site, a ticket, a branch of the tree; from the situation, the list of sites.
func (a *App) enter() tea.Cmd {
	switch {
	case a.focus == Situation:
		a.goTo(Sites)
		return nil
	case a.focus == Places && a.places.Toggle():
		a.stale = true
		return nil
	}
	a.open = true
	a.follow()
	a.goTo(Detail)
	return nil
}

// back leaves one level: the zoom, the detail, the filter, the pane.
func (a *App) back() tea.Cmd {
	f, filters := a.pane(a.focus).(pane.Filterer)
	switch {
	case a.zoom:
		a.zoom = false
	case a.focus == Detail || a.open:
		a.open = false
		a.goTo(a.base)
	case filters && f.Filtered() != "":
		f.Filter("")
	case a.focus != Situation:
		a.goTo(Situation)
	}
	a.arrange()
	return nil
}

func (a *App) toggleZoom() tea.Cmd {
	a.zoom = !a.zoom
	a.arrange()
	return nil
}

func (a *App) whyNotOpen() string {
	sel := a.pane(a.focus).Selection()
	switch {
	case a.focus == Detail:
		return "it is open"
	case (a.focus == Sites && sel.Site == "") || (a.focus == Tickets && sel.Ticket == "" && sel.Mail == ""):
		return "nothing is selected"
	}
	return ""
}

func (a *App) whyNotFilter() string {
	if _, ok := a.pane(a.focus).(pane.Filterer); !ok {
		return "only in lists: sites, tickets, mails"
	}
	return ""
}

func (a *App) whyNotFold() string {
	if a.focus != Places {
		return "only in the tree of places"
	}
	return ""
}

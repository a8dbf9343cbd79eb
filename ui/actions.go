package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/overlay"
	"vigie/ui/theme"
)

// acknowledge tells that somebody is on it, or takes that back; from the situation, it is said of all that is not up.
func (a *App) acknowledge() tea.Cmd {
	if a.focus == Situation {
		a.acknowledgeAll()
		return nil
	}
	site := a.pane(a.focus).Selection().Site
	a.opt.Act(estate.Intent{Kind: estate.Acknowledge, Site: site, By: a.opt.Who})
	if s, known := a.scene.Snap.Site(site); known && s.Acked {
		a.toast("acknowledgement taken back: " + site)
		return nil
	}
	a.toast("acknowledged: " + site)
	return nil
}

func (a *App) acknowledgeAll() {
	open := a.unacknowledged()
	for _, site := range open {
		a.opt.Act(estate.Intent{Kind: estate.Acknowledge, Site: site, By: a.opt.Who})
	}
	a.toast(fmt.Sprintf("acknowledged: all %d that are not up", len(open)))
}

// unacknowledged are the sites that are not up and that nobody has said to be on.
func (a *App) unacknowledged() []string {
	var names []string
	for _, s := range a.scene.Snap.Sites {
		if !s.Acked && (s.State == result.Down || s.State == result.Degraded) {
			names = append(names, s.Name)
		}
	}
	return names
}

func (a *App) whyNotAcknowledge() string {
	if why := a.whyNotAsk(); why != "" {
		return why
	}
	if a.focus == Situation && len(a.unacknowledged()) == 0 {
		return "nothing is waiting for it"
	}
	if s, known := a.scene.Snap.Site(a.pane(a.focus).Selection().Site); known && !s.Acked && s.State == result.Up {
		return "it is up"
	}
	return ""
}

// askAgain has the selected site asked at once; from the situation, all sites.
func (a *App) askAgain() tea.Cmd {
	site := a.pane(a.focus).Selection().Site
	a.opt.Act(estate.Intent{Kind: estate.AskAgain, Site: site, By: a.opt.Who})
	if site == "" {
		site = "all sites"
	}
	a.toast("asking again: " + site)
	return nil
}

func (a *App) whyNotAsk() string {
	sel := a.pane(a.focus).Selection()
	switch {
	case a.opt.Act == nil:
		return "this console only looks"
	case len(a.scene.Snap.Sites) == 0:
		return "no site is watched"
	case a.focus != Situation && sel.Site == "":
		return "no site is selected"
	}
	return ""
}

// ticketsOf shows the tickets about what is selected.
func (a *App) ticketsOf() tea.Cmd {
	service := a.pane(a.focus).Selection().Service
	a.tickets.Filter("service:" + service)
	a.open, a.zoom, a.mailbox = false, false, false
	a.goTo(Tickets)
	return nil
}

func (a *App) whyNoTickets() string {
	switch {
	case a.focus == Situation:
		return "nothing is selected; 4 shows all tickets"
	case a.base == Tickets && !a.mailbox:
		return "they are here"
	case a.pane(a.focus).Selection().Service == "":
		return "what is selected runs on nothing that is rented"
	}
	return ""
}

// copy puts what is selected on the clipboard of the terminal, in words.
func (a *App) copy() tea.Cmd {
	words := a.pane(a.focus).Selection().Copy
	a.toast("copied: " + words)
	return tea.SetClipboard(words)
}

func (a *App) whyNotCopy() string {
	if a.pane(a.focus).Selection().Copy == "" {
		return "nothing is selected"
	}
	return ""
}

// browse opens the address of what is selected. It may take its time: it does so beside the console.
func (a *App) browse() tea.Cmd {
	url, open := a.pane(a.focus).Selection().URL, a.opt.Open
	a.toast("opening " + url)
	return func() tea.Msg { return browsedMsg{err: open(url)} }
}

func (a *App) whyNotBrowse() string {
	switch {
	case a.opt.Open == nil:
		return "no browser can be opened from here"
	case a.pane(a.focus).Selection().URL == "":
		return "what is selected has no address"
	}
	return ""
}

func (a *App) toggleMouse() tea.Cmd {
	a.mouse = !a.mouse
	if a.mouse {
		a.toast("the mouse works in vigie; hold Shift to select text")
	} else {
		a.toast("the mouse is the terminal's: select text with it")
	}
	return nil
}

func (a *App) nextTheme() tea.Cmd {
	next := map[string]string{"dark": "light", "light": "contrast", "contrast": "none", "none": "dark"}
	now := a.themeName
	if _, known := next[now]; !known {
		now = "light"
		if a.dark {
			now = "dark"
		}
	}
	a.themeName = next[now]
	a.recolour()
	a.toast("colours: " + a.themeName)
	return nil
}

// quit ends the console; what is being read for it need not be read any more. While a change is being sent it has to be
// said twice.
func (a *App) quit() tea.Cmd {
	if a.deed.busy() && !a.deed.left {
		a.deed.left = true
		a.toast("a change is being sent; once more to leave without seeing its end")
		return nil
	}
	a.recall.stop()
	a.seek.stop()
	a.deed.stop()
	a.key.stop()
	return tea.Quit
}

func (a *App) palette() tea.Cmd {
	a.overlay, a.stale = overlay.NewPalette("What to do", a.entries(false)), true
	return nil
}

func (a *App) help() tea.Cmd {
	a.overlay, a.stale = overlay.NewHelp(a.pane(a.focus).Heading().Title, a.entries(true)), true
	return nil
}

// windowTitle is made of constants: a terminal obeys what stands in its title.
func (a *App) windowTitle() string {
	if a.scene.Count[result.Down] > 0 {
		return "vigie " + theme.Symbol(result.Down) + " down"
	}
	return "vigie"
}

package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/estate"
	"vigie/ui/overlay"
	"vigie/ui/pane"
)

// binding is one thing that a person can do. Dispatch, help, palette and the line of keys all come from this table.
type binding struct {
	id    string
	keys  []string
	help  string
	group string
	short string             // in the line of keys; empty leaves it out
	stays bool               // in the line of keys, however narrow
	move  pane.Move          // inside the pane with the focus
	run   func(*App) tea.Cmd // anything else
	why   func(*App) string  // why it cannot be done now; nil: it always can
}

func keymap() []binding {
	return []binding{
		{id: "open", keys: []string{"enter"}, help: "open what is selected", group: "here", short: "open", run: (*App).enter, why: (*App).whyNotOpen},
		{id: "back", keys: []string{"esc"}, help: "go back one level", group: "here", run: (*App).back},
		{id: "filter", keys: []string{"/"}, help: "filter: words state:down !not /regular/", group: "here", short: "filter", run: (*App).startFilter, why: (*App).whyNotFilter},
		{id: "sort", keys: []string{"s"}, help: "sort in another way", group: "here", short: "sort", move: pane.Sort, why: (*App).whyNotFilter},
		{id: "ack", keys: []string{"a"}, help: "acknowledge: somebody is on it", group: "act", short: "acknowledge", run: (*App).acknowledge, why: (*App).whyNotAcknowledge},
		{id: "ask", keys: []string{"r"}, help: "ask again now", group: "act", short: "ask again", run: (*App).askAgain, why: (*App).whyNotAsk},
		{id: "tickets", keys: []string{"t"}, help: "tickets of what is selected", group: "act", short: "tickets", run: (*App).ticketsOf, why: (*App).whyNoTickets},
		{id: "copy", keys: []string{"y"}, help: "copy what is selected, in words", group: "act", run: (*App).copy, why: (*App).whyNotCopy},
		{id: "browse", keys: []string{"o"}, help: "open in the browser", group: "act", run: (*App).browse, why: (*App).whyNotBrowse},
		{id: "change", keys: []string{"x"}, help: "change something at the provider", group: "act", run: (*App).change},
		{id: "write", keys: []string{"n"}, help: "answer the ticket, or reopen a closed one", group: "change", short: "answer", run: (*App).answer, why: (*App).whyNotAnswer},
		{id: "new ticket", keys: []string{"N"}, help: "open a ticket about what is selected", group: "change", run: (*App).newTicket, why: (*App).whyNotWrite},
		{id: "close ticket", help: "close the ticket", group: "change", run: (*App).closeTicket, why: (*App).whyNotCloseTicket},
		{id: "drafts", help: "go on with a draft that is not sent", group: "change", run: (*App).drafts, why: (*App).whyNoDrafts},
		{id: "reboot", help: "reboot the server", group: "change", run: begin(estate.Reboot), why: whyNotDeed(estate.Reboot)},
		{id: "rescue", help: "start the server from the rescue system", group: "change", run: begin(estate.Rescue), why: whyNotDeed(estate.Rescue)},
		{id: "disk", help: "start the server from its disk again", group: "change", run: begin(estate.Disk), why: whyNotDeed(estate.Disk)},
		{id: "fallback", help: "lead the name of the site elsewhere", group: "change", run: begin(estate.Fallback), why: whyNotDeed(estate.Fallback)},
		{id: "move", help: "move the address to another machine", group: "change", run: begin(estate.Move), why: whyNotDeed(estate.Move)},
		{id: "key", keys: []string{"K"}, help: "ask OVHcloud for a key, or for one that may more", group: "change", run: (*App).askKey, why: (*App).whyNotAskKey},
		{id: "up", keys: []string{"up", "k"}, help: "up", group: "move", move: pane.Up},
		{id: "down", keys: []string{"down", "j"}, help: "down", group: "move", move: pane.Down},
		{id: "left", keys: []string{"left", "h"}, help: "fold", group: "move", move: pane.Left, why: (*App).whyNotFold},
		{id: "right", keys: []string{"right", "l"}, help: "unfold", group: "move", move: pane.Right, why: (*App).whyNotFold},
		{id: "half up", keys: []string{"pgup", "ctrl+u"}, help: "half a page up", group: "move", move: pane.HalfUp},
		{id: "half down", keys: []string{"pgdown", "ctrl+d"}, help: "half a page down", group: "move", move: pane.HalfDown},
		{id: "first", keys: []string{"home", "g"}, help: "to the beginning", group: "move", move: pane.First},
		{id: "last", keys: []string{"end", "G"}, help: "to the end", group: "move", move: pane.Last},
		{id: "situation", keys: []string{"1"}, help: "go to the situation", group: "go", run: goTo(Situation)},
		{id: "sites", keys: []string{"2"}, help: "go to the sites", group: "go", run: goTo(Sites)},
		{id: "places", keys: []string{"3"}, help: "go to the places", group: "go", run: goTo(Places)},
		{id: "tickets pane", keys: []string{"4"}, help: "go to the tickets", group: "go", run: post(false)},
		{id: "mails", keys: []string{"M"}, help: "read the mails that the provider wrote", group: "go", run: post(true)},
		{id: "next", keys: []string{"tab"}, help: "next pane", group: "go", run: func(a *App) tea.Cmd { return a.cycle(1) }},
		{id: "previous", keys: []string{"shift+tab"}, help: "previous pane", group: "go", run: func(a *App) tea.Cmd { return a.cycle(-1) }},
		{id: "zoom", keys: []string{"z"}, help: "fill the screen, or back", group: "screen", run: (*App).toggleZoom},
		{id: "mouse", keys: []string{"m"}, help: "give the mouse to the terminal, or back", group: "screen", run: (*App).toggleMouse},
		{id: "theme", keys: []string{"T"}, help: "other colours", group: "screen", run: (*App).nextTheme},
		{id: "palette", keys: []string{":", "ctrl+k"}, help: "find something to do by its name", group: "screen", short: "commands", stays: true, run: (*App).palette},
		{id: "help", keys: []string{"?"}, help: "help for where you are", group: "screen", short: "help", stays: true, run: (*App).help},
		{id: "quit", keys: []string{"q", "ctrl+c"}, help: "quit", group: "screen", short: "quit", stays: true, run: (*App).quit},
	}
}

// index finds a binding by its key.
func index(bindings []binding) map[string]*binding {
	byKey := make(map[string]*binding)
	for i := range bindings {
		for _, k := range bindings[i].keys {
			byKey[k] = &bindings[i]
		}
	}
	return byKey
}

// entries is the table as help and palette show it. The palette has no use for moves, and the help none for what has no
// key.
func (a *App) entries(moves bool) []overlay.Entry {
	var out []overlay.Entry
	for i := range a.keys {
		b := &a.keys[i]
		if b.group == "move" && !moves || len(b.keys) == 0 && moves {
			continue
		}
		out = append(out, overlay.Entry{ID: b.id, Keys: strings.Join(b.keys, "  "), Help: b.help, Group: b.group, Why: a.reason(b)})
	}
	return out
}

// reason is why a binding can do nothing now; empty when it can.
func (a *App) reason(b *binding) string {
	if b.why == nil {
		return ""
	}
	return b.why(a)
}

// dispatch does what a key stands for, and says why when it cannot be done.
func (a *App) dispatch(b *binding) tea.Cmd {
	if why := a.reason(b); why != "" {
		if b.move == "" || b.move == pane.Sort {
			a.toast(b.help + ": " + why)
		}
		return nil
	}
	if b.move != "" {
		a.pane(a.focus).Do(b.move)
		a.follow()
		return nil
	}
	return b.run(a)
}

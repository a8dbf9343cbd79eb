package ui

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/ui/overlay"
)

// waitingBeats is how often the drafts are counted, in beats: other programs write some, too.
const waitingBeats = 50

// waiting are the letters that are not sent.
type waiting struct {
	drafts  []estate.Draft
	offered []estate.Draft // of those, when they were last offered
	beats   int            // until they are counted again
	asking  bool
}

// waitingMsg is what the desks hold.
type waitingMsg struct {
	drafts []estate.Draft
	err    error
}

func (w *waiting) soon() { w.beats = 0 }

// waitingBeat has them counted.
func (a *App) waitingBeat() tea.Cmd {
	w := &a.waiting
	if a.opt.Letters == nil || w.asking {
		return nil
	}
	if w.beats--; w.beats > 0 {
		return nil
	}
	w.beats, w.asking = waitingBeats, true
	letters := a.opt.Letters
	return aside(keepPatience, func(ctx context.Context) tea.Msg {
		drafts, err := letters.Waiting(ctx)
		return waitingMsg{drafts, err}
	}, func(err error) tea.Msg { return waitingMsg{err: err} })
}

// waits takes the count. Where they cannot be counted, those that were known stay.
func (a *App) waits(msg waitingMsg) {
	w := &a.waiting
	w.asking = false
	if msg.err != nil {
		return
	}
	w.drafts = msg.drafts
	in := make(map[string]bool)
	for _, d := range w.drafts {
		in[d.Letter.Ticket] = true
	}
	a.tickets.Waiting(len(w.drafts))
	a.thread.Waiting(in)
	a.stale = true
}

// answer writes in the ticket that is selected.
func (a *App) answer() tea.Cmd {
	t, _ := a.ticket()
	title := "Answer in ticket " + t.Number
	if t.State == "closed" {
		title = "Open ticket " + t.Number + " again"
	}
	return a.write(title, estate.Errand{Ticket: t.ID})
}

// newTicket writes a ticket about what is selected, or about nothing in particular.
func (a *App) newTicket() tea.Cmd {
	sel := a.pane(a.focus).Selection()
	title := "A new ticket"
	if about := cmp.Or(sel.Site, sel.Service); about != "" {
		title += " about " + about
	}
	return a.write(title, estate.Errand{Site: sel.Site, Resource: sel.Service})
}

// closeTicket shows what would be sent to close the ticket that is selected.
func (a *App) closeTicket() tea.Cmd {
	t, _ := a.ticket()
	letters, by := a.opt.Letters, a.opt.Who
	d := estate.Draft{Letter: account.Letter{Kind: account.Close, Ticket: t.ID, Number: t.Number, Subject: t.Subject, Service: t.Service}}
	a.deed.letter = nil
	return a.think("Close ticket "+t.Number, func(ctx context.Context) (*estate.Planned, error) { return letters.Plan(ctx, d, by) })
}

// ticket is the one that is selected.
func (a *App) ticket() (account.Ticket, bool) {
	id := a.pane(a.focus).Selection().Ticket
	for _, t := range a.scene.Snap.Tickets {
		if t.ID == id && id != "" {
			return t, true
		}
	}
	return account.Ticket{}, false
}

func (a *App) whyNotWrite() string {
	switch {
	case a.opt.Letters == nil:
		return "this console only looks"
	case a.deed.busy():
		return "another change is being sent"
	}
	return ""
}

func (a *App) whyNotAnswer() string {
	if why := a.whyNotWrite(); why != "" {
		return why
	}
	if _, selected := a.ticket(); !selected {
		return "no ticket is selected"
	}
	return ""
}

func (a *App) whyNotCloseTicket() string {
	if why := a.whyNotAnswer(); why != "" {
		return why
	}
	switch t, _ := a.ticket(); {
	case t.State == "closed":
		return "it is closed already"
	case !t.CanBeClosed:
		return account.ProviderName(t.Provider) + " does not let it be closed now"
	}
	return ""
}

// takeUpDraft begins the action that goes on with a draft; its place in the list follows.
const takeUpDraft = "draft "

// drafts offers the letters that are not sent.
func (a *App) drafts() tea.Cmd {
	entries := make([]overlay.Entry, len(a.waiting.drafts))
	for i, d := range a.waiting.drafts {
		what := "new ticket"
		if d.Letter.Kind != account.NewTicket {
			what = string(d.Letter.Kind) + " " + d.Letter.Number
		}
		how := ""
		if d.Lost {
			how = " (sent without an answer: it is looked up first)"
		}
		entries[i] = overlay.Entry{
			ID: fmt.Sprint(takeUpDraft, i), Keys: d.Changed.In(a.scene.Now.Location()).Format("2 Jan 15:04"),
			Help: what + " · " + d.Letter.Subject + how, Group: "drafts",
		}
	}
	a.waiting.offered = a.waiting.drafts
	a.overlay, a.stale = overlay.NewPalette("Which draft", entries), true
	return nil
}

// takeUp goes on with a draft, if that is what an action is.
func (a *App) takeUp(action string) (cmd tea.Cmd, taken bool) {
	at, is := strings.CutPrefix(action, takeUpDraft)
	var i int
	if _, err := fmt.Sscan(at, &i); !is || err != nil || i >= len(a.waiting.offered) {
		return nil, false
	}
	d := a.waiting.offered[i]
	return a.write(fmt.Sprintf("Draft %d", d.ID), estate.Errand{Draft: d}), true
}

func (a *App) whyNoDrafts() string {
	if why := a.whyNotWrite(); why != "" {
		return why
	}
	if len(a.waiting.drafts) == 0 {
		return "every letter is sent"
	}
	return ""
}

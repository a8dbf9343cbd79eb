package pane

import (
	"fmt"
	"strings"

	"vigie/internal/account"
	"vigie/internal/result"
	"vigie/ui/paint"
	"vigie/ui/table"
)

// Tickets is the list of support tickets.
type Tickets struct {
	scene Scene
	table *table.Table[account.Ticket]
	query table.Query
}

// NewTickets makes the pane.
func NewTickets() *Tickets {
	t := &Tickets{}
	t.table = table.New(func(x *account.Ticket) string { return x.ID }, t.columns(),
		table.Order[account.Ticket]{Name: "newest first"},
		table.Order[account.Ticket]{Name: "waiting on us first", Compare: byWaiting},
		table.Order[account.Ticket]{Name: "oldest first", Compare: func(a, b *account.Ticket) int { return a.Created.Compare(b.Created) }},
	)
	return t
}

func byWaiting(a, b *account.Ticket) int { return rank(a) - rank(b) }

func rank(x *account.Ticket) int {
	switch {
	case x.State == "closed":
		return 2
	case x.WaitingOn == account.Us:
		return 0
	default:
		return 1
	}
}

// Heading names the pane.
func (t *Tickets) Heading() Heading {
	h := tableHeading("Tickets", t.table, t.query)
	h.Badge = badge(t.scene, "tickets")
	return h
}

// Show takes a newer scene.
func (t *Tickets) Show(scene Scene) {
	same := t.scene.Snap == scene.Snap
	t.scene = scene
	if !same {
		t.set()
	}
}

func (t *Tickets) set() {
	if t.scene.Snap == nil {
		return
	}
	pass := func(*account.Ticket) bool { return true }
	if !t.query.Empty() {
		pass = func(x *account.Ticket) bool { return t.query.Match(ticketField(x)) }
	}
	t.table.Set(table.Rows(t.scene.Snap.Tickets), pass)
}

func ticketField(x *account.Ticket) func(string) string {
	return func(name string) string {
		switch name {
		case "state":
			return x.State
		case "service":
			return x.Service
		case "waiting":
			return string(x.WaitingOn)
		}
		var b strings.Builder
		for _, s := range []string{x.Number, x.Subject, x.Service, x.State} {
			b.WriteString(s + " ")
		}
		for _, m := range x.Thread {
			b.WriteString(m.Body + " ")
		}
		return b.String()
	}
}

// Filter shows only the tickets that pass.
func (t *Tickets) Filter(query string) {
	t.query = table.Parse(query, "state", "service", "waiting")
	t.set()
}

// Filtered is the filter.
func (t *Tickets) Filtered() string { return t.query.String() }

// Do moves in the list.
func (t *Tickets) Do(m Move) bool {
	if m == Sort {
		t.table.NextOrder()
		t.set()
		return true
	}
	return moveTable(t.table, m)
}

// Click selects a ticket.
func (t *Tickets) Click(_, y int) bool { return t.table.Click(y) }

// Selection is the selected ticket.
func (t *Tickets) Selection() Selection {
	x, ok := t.table.Selected()
	if !ok {
		return Selection{}
	}
	return ticketSelection(x)
}

func ticketSelection(x *account.Ticket) Selection {
	return Selection{Ticket: x.ID, Service: x.Service, Copy: fmt.Sprintf("%s %s (%s)", x.Number, x.Subject, x.State)}
}

// Render draws the pane.
func (t *Tickets) Render(w, h int, focused bool) []string {
	lines := t.table.Render(t.scene.Theme, w, h, focused)
	switch _, rows := t.table.At(); {
	case rows > 0:
		return lines
	case !t.query.Empty():
		return empty(lines, t.scene, w, filtered)
	}
	return empty(lines, t.scene, w, unread(t.scene, "tickets", "There is no ticket."))
}

func (t *Tickets) columns() []table.Column[account.Ticket] {
	return []table.Column[account.Ticket]{
		{Title: "waiting on", Width: 10, Draw: func(l *paint.Line, x *account.Ticket, w int) {
			words, st := waiting(x, t.scene)
			l.Fit(st, words, w)
		}},
		{Title: "subject", Width: 14, Grow: 4, Draw: func(l *paint.Line, x *account.Ticket, w int) {
			l.Fit(t.scene.Theme.Strong, x.Subject, w)
		}},
		{Title: "number", Width: 10, Drop: 3, Draw: func(l *paint.Line, x *account.Ticket, w int) {
			l.Fit(t.scene.Theme.Dim, x.Number, w)
		}},
		{Title: "service", Width: 16, Grow: 2, Most: 34, Drop: 4, Draw: func(l *paint.Line, x *account.Ticket, w int) {
			l.Fit(t.scene.Theme.Dim, x.Service, w)
		}},
		{Title: "last word", Width: 11, Drop: 1, Right: true, Draw: func(l *paint.Line, x *account.Ticket, w int) {
			l.FitRight(t.scene.Theme.Text, since(x.Updated, t.scene.Now), w)
		}},
	}
}

// waiting is who has to write next.
func waiting(x *account.Ticket, s Scene) (string, paint.Style) {
	switch {
	case x.State == "closed":
		return "‖ closed", s.Theme.Dim
	case x.WaitingOn == account.Us:
		return "▲ you", s.Theme.Loud(result.Degraded)
	case x.WaitingOn == account.Provider:
		return "◌ " + account.ProviderName(x.Provider), s.Theme.Text
	default:
		return "◌ " + x.State, s.Theme.Text
	}
}

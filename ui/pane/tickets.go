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
	scene   Scene
	table   *table.Table[account.Ticket]
	query   table.Query
	indexed bool // there is an index over the messages, which need not be read through here
	found   found
	waiting int // letters that are not sent
}

// found is what the index answered.
type found struct {
	words string
	ids   map[string]bool
	fault string // why it could not; empty when it could
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
	if h.Badge == "" && t.found.fault != "" && t.Wanted() != "" {
		h.Badge = "only subjects are searched: " + t.found.fault
	}
	if h.Badge == "" {
		h.Badge = notSent(t.waiting)
	}
	return h
}

// Show takes a newer scene. Snapshots share the list of tickets as long as none has changed.
func (t *Tickets) Show(scene Scene) {
	same := t.scene.Snap != nil && scene.Snap != nil && sameList(t.scene.Snap.Tickets, scene.Snap.Tickets)
	t.scene = scene
	if !same {
		t.set()
	}
}

func sameList(a, b []account.Ticket) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// Index tells that there is an index over the messages: what it finds comes by Found.
func (t *Tickets) Index() { t.indexed = true }

// Waiting tells how many letters are not sent.
func (t *Tickets) Waiting(letters int) { t.waiting = letters }

func notSent(letters int) string {
	switch letters {
	case 0:
		return ""
	case 1:
		return "1 draft is not sent"
	}
	return fmt.Sprintf("%d drafts are not sent", letters)
}

// Wanted are the words that the index should be asked for; empty when there are none, or it cannot help.
func (t *Tickets) Wanted() string {
	words, plain := t.query.Words()
	if !t.indexed || !plain {
		return ""
	}
	return words
}

// Found takes what the index found for some words; fault is why it could not look.
func (t *Tickets) Found(words string, ids []string, fault string) {
	t.found = found{words: words, ids: make(map[string]bool, len(ids)), fault: fault}
	for _, id := range ids {
		t.found.ids[id] = true
	}
	t.set()
}

func (t *Tickets) set() {
	if t.scene.Snap == nil {
		return
	}
	t.table.Set(table.Rows(t.scene.Snap.Tickets), t.pass())
}

// pass tells whether a ticket passes the filter. With an index, the words are looked for here in what the list shows,
// and messages are the index's: while it looks, what it found for fewer letters stays.
func (t *Tickets) pass() func(*account.Ticket) bool {
	words := t.Wanted()
	switch {
	case t.query.Empty():
		return nil
	case words == "":
		return func(x *account.Ticket) bool { return t.query.Match(ticketField(x, true)) }
	}
	var ids map[string]bool
	if t.found.words != "" && strings.HasPrefix(words, t.found.words) {
		ids = t.found.ids
	}
	fields := t.query.Fields()
	return func(x *account.Ticket) bool {
		return ids[x.ID] && fields.Match(ticketField(x, false)) || t.query.Match(ticketField(x, false))
	}
}

// ticketField is a ticket as a filter asks for it. Its whole text may leave the messages out.
func ticketField(x *account.Ticket, messages bool) func(string) string {
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
		for i := 0; messages && i < len(x.Thread); i++ {
			b.WriteString(x.Thread[i].Body + " ")
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
		{Title: "answered", Width: 11, Drop: 2, Right: true, Draw: func(l *paint.Line, x *account.Ticket, w int) {
			l.FitRight(t.scene.Theme.Text, since(x.Answered(), t.scene.Now), w)
		}},
		{Title: "last word", Width: 11, Drop: 5, Right: true, Draw: func(l *paint.Line, x *account.Ticket, w int) {
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

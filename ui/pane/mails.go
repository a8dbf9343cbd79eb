package pane

import (
	"strings"

	"vigie/internal/account"
	"vigie/internal/result"
	"vigie/ui/paint"
	"vigie/ui/table"
)

// Mails is the list of mails that the provider wrote to the owner of the account. It can be read while the mailbox that
// they went to is down.
type Mails struct {
	scene Scene
	table *table.Table[account.Mail]
	query table.Query
}

// NewMails makes the pane.
func NewMails() *Mails {
	m := &Mails{}
	m.table = table.New(func(x *account.Mail) string { return x.ID }, m.columns(), table.Order[account.Mail]{Name: "newest first"})
	return m
}

// Heading names the pane, and says how old the list is where the provider does not answer.
func (m *Mails) Heading() Heading {
	h := tableHeading("Mails", m.table, m.query)
	h.Badge = badge(m.scene, "mails")
	return h
}

// Show takes a newer scene.
func (m *Mails) Show(scene Scene) {
	same := m.scene.Snap == scene.Snap
	m.scene = scene
	if !same {
		m.set()
	}
}

func (m *Mails) set() {
	if m.scene.Snap == nil {
		return
	}
	var pass func(*account.Mail) bool
	if !m.query.Empty() {
		pass = func(x *account.Mail) bool { return m.query.Match(mailField(x)) }
	}
	m.table.Set(table.Rows(m.scene.Snap.Mails), pass)
}

// mailField is a mail as a filter asks for it.
func mailField(x *account.Mail) func(string) string {
	return func(name string) string {
		if name == "priority" {
			return x.Priority
		}
		return strings.Join(append([]string{x.Title, x.Body, x.Priority}, x.Topics...), " ")
	}
}

// Filter shows only the mails that pass.
func (m *Mails) Filter(query string) {
	m.query = table.Parse(query, "priority")
	m.set()
}

// Filtered is the filter.
func (m *Mails) Filtered() string { return m.query.String() }

// Do moves in the list, of which there is one order.
func (m *Mails) Do(move Move) bool { return move != Sort && moveTable(m.table, move) }

// Click selects a mail.
func (m *Mails) Click(_, y int) bool { return m.table.Click(y) }

// Selection is the selected mail.
func (m *Mails) Selection() Selection {
	x, ok := m.table.Selected()
	if !ok {
		return Selection{}
	}
	return mailSelection(x)
}

func mailSelection(x *account.Mail) Selection { return Selection{Mail: x.ID, Copy: x.Title} }

// Render draws the pane.
func (m *Mails) Render(w, h int, focused bool) []string {
	lines := m.table.Render(m.scene.Theme, w, h, focused)
	switch _, rows := m.table.At(); {
	case rows > 0:
		return lines
	case !m.query.Empty():
		return empty(lines, m.scene, w, filtered)
	}
	return empty(lines, m.scene, w, unread(m.scene, "mails", "The provider has written no mail, or the key may not read them."))
}

func (m *Mails) columns() []table.Column[account.Mail] {
	return []table.Column[account.Mail]{
		{Title: "written", Width: 12, Draw: func(l *paint.Line, x *account.Mail, w int) {
			l.Fit(m.scene.Theme.Text, clock(x.Time, m.scene.Now), w)
		}},
		{Title: "subject", Width: 20, Grow: 8, Draw: func(l *paint.Line, x *account.Mail, w int) {
			l.Fit(m.scene.Theme.Strong, x.Title, w)
		}},
		{Title: "arrived", Width: 13, Drop: 1, Draw: func(l *paint.Line, x *account.Mail, w int) {
			words, st := arrival(x, m.scene)
			l.Fit(st, words, w)
		}},
		{Title: "ago", Width: 11, Drop: 2, Right: true, Draw: func(l *paint.Line, x *account.Mail, w int) {
			l.FitRight(m.scene.Theme.Text, since(x.Time, m.scene.Now), w)
		}},
	}
}

// arrival is whether a mail came to all of its addresses.
func arrival(x *account.Mail, s Scene) (string, paint.Style) {
	there := 0
	for _, d := range x.Sent {
		switch d.State {
		case "bounced", "dropped":
			return "▲ " + d.State, s.Theme.Loud(result.Degraded)
		case "delivered":
			there++
		}
	}
	if there == len(x.Sent) && there > 0 {
		return "● delivered", s.Theme.State(result.Up)
	}
	return "◌ not known", s.Theme.Dim
}

package pane

import (
	"strings"

	"vigie/internal/account"
	"vigie/internal/result"
	"vigie/ui/paint"
)

// Mail is one mail that the provider wrote.
type Mail struct {
	scene Scene
	id    string
	read  reader
}

// NewMail makes the pane.
func NewMail() *Mail { return &Mail{} }

// Open shows another mail.
func (m *Mail) Open(id string) {
	if m.id != id {
		m.id, m.read = id, reader{}
	}
}

func (m *Mail) find() (*account.Mail, bool) {
	for i := range m.scene.Snap.Mails {
		if m.scene.Snap.Mails[i].ID == m.id {
			return &m.scene.Snap.Mails[i], true
		}
	}
	return nil, false
}

// Heading names the pane.
func (m *Mail) Heading() Heading {
	return Heading{Title: "Mail", Info: m.read.info(), Badge: badge(m.scene, "mails")}
}

// Show takes a newer scene.
func (m *Mail) Show(scene Scene) { m.scene = scene }

// Do scrolls.
func (m *Mail) Do(move Move) bool { return m.read.do(move) }

// Click selects nothing.
func (m *Mail) Click(int, int) bool { return false }

// Selection is the mail.
func (m *Mail) Selection() Selection {
	if x, ok := m.find(); ok {
		return mailSelection(x)
	}
	return Selection{}
}

// Render draws the pane.
func (m *Mail) Render(w, h int, _ bool) []string {
	p := &page{w: w, th: m.scene.Theme}
	x, ok := m.find()
	if !ok {
		p.text(p.th.Dim, 0, "This mail is gone.")
		return m.read.window(p, h)
	}
	p.text(p.th.Strong, 0, x.Title)
	p.fact("from", p.th.Text, account.ProviderName(x.Provider))
	p.fact("written", p.th.Text, clock(x.Time, m.scene.Now)+", "+since(x.Time, m.scene.Now)+" ago")
	for i, d := range x.Sent {
		label, st := "", p.th.Text
		if i == 0 {
			label = "sent to"
		}
		if d.State == "bounced" || d.State == "dropped" {
			st = p.th.Loud(result.Degraded)
		}
		p.fact(label, st, d.To+", "+d.State)
	}
	if x.Priority != "" {
		p.fact("priority", p.th.Text, x.Priority)
	}
	if len(x.Topics) > 0 {
		p.fact("about", p.th.Text, strings.ToLower(strings.Join(x.Topics, ", ")))
	}
	p.blank()
	m.words(p, x)
	return m.read.window(p, h)
}

// words are what the mail says, as it is known: on the disk there are no words of mails.
func (m *Mail) words(p *page, x *account.Mail) {
	if strings.TrimSpace(x.Body) == "" {
		p.text(p.th.Dim, 0, "Its words are not known here. They are never kept on the disk, since passwords come in mails; they are read when "+
			account.ProviderName(x.Provider)+" answers.")
		return
	}
	for _, l := range paint.Wrap(strings.TrimSpace(x.Body), max(p.w, 1)) {
		p.line(0, paint.Span{Text: l})
	}
}

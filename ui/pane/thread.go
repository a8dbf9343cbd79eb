package pane

import (
	"strings"

	"vigie/internal/account"
	"vigie/internal/result"
	"vigie/ui/paint"
)

// Thread is one ticket with its messages.
type Thread struct {
	scene  Scene
	ticket string
	read   reader
}

// NewThread makes the pane.
func NewThread() *Thread { return &Thread{} }

// Open shows another ticket.
func (t *Thread) Open(ticket string) {
	if t.ticket != ticket {
		t.ticket, t.read = ticket, reader{}
	}
}

func (t *Thread) find() (*account.Ticket, bool) {
	for i := range t.scene.Snap.Tickets {
		if t.scene.Snap.Tickets[i].ID == t.ticket {
			return &t.scene.Snap.Tickets[i], true
		}
	}
	return nil, false
}

// Heading names the ticket.
func (t *Thread) Heading() Heading {
	h := Heading{Title: "Ticket", Info: t.read.info()}
	if x, ok := t.find(); ok {
		h.Title += " " + x.Number
	}
	return h
}

// Show takes a newer scene.
func (t *Thread) Show(scene Scene) { t.scene = scene }

// Do scrolls.
func (t *Thread) Do(m Move) bool { return t.read.do(m) }

// Click selects nothing.
func (t *Thread) Click(int, int) bool { return false }

// Selection is the ticket.
func (t *Thread) Selection() Selection {
	if x, ok := t.find(); ok {
		return ticketSelection(x)
	}
	return Selection{}
}

// Render draws the pane.
func (t *Thread) Render(w, h int, _ bool) []string {
	p := &page{w: w, th: t.scene.Theme}
	x, ok := t.find()
	if !ok {
		p.text(p.th.Dim, 0, "This ticket is gone.")
		return t.read.window(p, h)
	}
	p.text(p.th.Strong, 0, x.Subject)
	words, st := waiting(x, t.scene)
	p.fact("waiting on", st, words)
	if x.Service != "" {
		p.fact("about", p.th.Text, x.Service)
	}
	p.fact("opened", p.th.Text, clock(x.Created, t.scene.Now)+", "+since(x.Created, t.scene.Now)+" ago")
	if at := x.Answered(); !at.IsZero() {
		p.fact("answered", p.th.Text, clock(at, t.scene.Now)+", "+since(at, t.scene.Now)+" ago")
	}
	for _, m := range x.Thread {
		t.message(p, x, m)
	}
	if len(x.Thread) == 0 {
		p.blank()
		p.text(p.th.Dim, 0, "No message has been read yet.")
	}
	if !t.scene.Snap.Demo {
		how := "reply"
		if x.State == "closed" {
			how = "reopen"
		}
		p.blank()
		p.text(p.th.Dim, 0, "To write in it: vigie tickets "+how+" "+x.Number)
	}
	return t.read.window(p, h)
}

// message draws one message; the two parties are told apart by name, mark and colour.
func (t *Thread) message(p *page, x *account.Ticket, m account.Message) {
	who, st := "you", p.th.Loud(result.Up)
	if m.From == account.Provider {
		who, st = account.ProviderName(x.Provider), p.th.Loud(result.Degraded)
	}
	p.blank()
	p.line(0, paint.Span{Style: st, Text: "▌ " + who}, paint.Span{Style: p.th.Dim, Text: "  " + clock(m.Time, t.scene.Now)})
	for _, l := range paint.Wrap(strings.TrimSpace(m.Body), max(p.w-2, 1)) {
		p.line(0, paint.Span{Style: st, Text: "▌ "}, paint.Span{Text: l})
	}
}

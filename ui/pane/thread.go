package pane

import (
	"strings"

	"vigie/internal/account"
	"vigie/internal/result"
	"vigie/ui/paint"
)

// Thread is one ticket with its messages.
type Thread struct {
	scene    Scene
	ticket   string
	read     reader
	writable bool
	waiting  map[string]bool // tickets with a letter that is not sent, by ID
}

// NewThread makes the pane.
func NewThread() *Thread { return &Thread{} }

// Open shows another ticket.
func (t *Thread) Open(ticket string) {
	if t.ticket != ticket {
		t.ticket, t.read = ticket, reader{}
	}
}

// Writable tells whether a letter can be written from here.
func (t *Thread) Writable(can bool) { t.writable = can }

// Waiting tells in which tickets a letter is not sent.
func (t *Thread) Waiting(tickets map[string]bool) { t.waiting = tickets }

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
	t.howToWrite(p, x)
	return t.read.window(p, h)
}

func (t *Thread) howToWrite(p *page, x *account.Ticket) {
	closed := x.State == "closed"
	var words string
	switch {
	case t.writable && t.waiting[x.ID]:
		words = "A draft for it is not sent: n goes on with it."
	case t.writable && closed:
		words = "n opens it again, with the reason."
	case t.writable:
		words = "n answers."
	case t.scene.Snap.Demo:
		return
	case closed:
		words = "To write in it: vigie tickets reopen " + x.Number
	default:
		words = "To write in it: vigie tickets reply " + x.Number
	}
	p.blank()
	p.text(p.th.Dim, 0, words)
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

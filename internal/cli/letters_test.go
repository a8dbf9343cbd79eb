package cli

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/desk"
	"vigie/internal/estate"
	"vigie/internal/watch"
)

// writer is a console's letters over a helpdesk, with the source that shows its tickets.
type writer struct {
	*letters
	t      *testing.T
	source watch.Source
	asked  []estate.Intent
}

func newWriter(t *testing.T, h *helpdesk) *writer {
	t.Helper()
	c, err := config.Load(filepath.Join(h.dir, "vigie.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	d := newDesks(filepath.Join(h.dir, "state"), nil)
	t.Cleanup(d.close)
	client, err := ovhClient(*c.Providers[0].OVH, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &writer{t: t, source: ticketSource(client, time.Minute, d)}
	snap := &estate.Snapshot{Now: at0}
	w.letters = &letters{
		desks: d, state: filepath.Join(h.dir, "state"), who: "gil", snap: func() *estate.Snapshot { return snap },
		act: func(i estate.Intent) { w.asked = append(w.asked, i) },
	}
	snap.Tickets = w.tickets()
	return w
}

// tickets are those that the screen would show after the next look.
func (w *writer) tickets() []account.Ticket {
	w.t.Helper()
	f, err := w.source.Fetch(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return f.Tickets
}

// written is a letter for an errand with some words, kept.
func (w *writer) written(e estate.Errand, words string) estate.Draft {
	w.t.Helper()
	d, err := w.Begin(w.t.Context(), e)
	if err == nil && words != "" {
		d.Letter.Body = words
		d, err = w.Keep(w.t.Context(), d)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// send plans and carries out, and gives what was told.
func (w *writer) send(d estate.Draft, confirm string) (string, error) {
	w.t.Helper()
	p, err := w.Plan(w.t.Context(), d, "gil")
	if err != nil {
		return "", err
	}
	if p.Confirm != confirm || len(p.Calls) != 1 || p.Account == "" {
		w.t.Errorf("the plan is %+v", p)
	}
	var told []string
	err = p.Carry(w.t.Context(), func(s string) { told = append(told, s) })
	return strings.Join(told, "\n"), err
}

func TestAnAnswerFromTheConsoleIsOnTheScreenAtOnce(t *testing.T) {
	h := newHelpdesk(t, "")
	w := newWriter(t, h)
	d := w.written(estate.Errand{Ticket: "2"}, "Any news?")
	if list, err := w.Waiting(t.Context()); err != nil || len(list) != 1 || list[0].ID != d.ID {
		t.Errorf("waiting: %+v, %v", list, err)
	}
	told, err := w.send(d, "CS1000002")
	if err != nil || told != "✓ The answer stands in ticket CS1000002 (query EU.ext-7)." {
		t.Errorf("told %q, %v", told, err)
	}
	if got := h.wrote(); len(got) != 1 || got[0] != `POST 2/reply {"body":"Any news?"}` {
		t.Errorf("sent %v", got)
	}
	if len(w.asked) != 1 || w.asked[0].Of != ticketsName {
		t.Errorf("asked %+v", w.asked)
	}
	for _, x := range w.tickets() {
		if x.ID == "2" && (len(x.Thread) != 2 || x.Thread[1].Body != "Any news?") {
			t.Errorf("the thread is %+v", x.Thread)
		}
	}
	if list, err := w.Waiting(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("still waiting: %+v, %v", list, err)
	}
	if _, err := w.send(d, "CS1000002"); err == nil || len(h.wrote()) != 1 {
		t.Errorf("sent again: %v", err)
	}
	h.logged("ticket reply begun", "ticket reply done EU.ext-7")
}

func TestTheLifeOfATicketFromTheConsole(t *testing.T) {
	h := newHelpdesk(t, "")
	w := newWriter(t, h)
	d := w.written(estate.Errand{Ticket: "1"}, "It fails again.") // a closed one
	if told, err := w.send(d, "CS1000001"); err != nil || !strings.Contains(told, "Ticket CS1000001 is open again") {
		t.Errorf("told %q, %v", told, err)
	}
	d = estate.Draft{Letter: account.Letter{Kind: account.Close, Ticket: "1", Number: "CS1000001"}}
	if told, err := w.send(d, "CS1000001"); err != nil || !strings.Contains(told, "Ticket CS1000001 is closed") {
		t.Errorf("told %q, %v", told, err)
	}
	if _, err := w.send(d, "CS1000001"); err == nil || !strings.Contains(err.Error(), "is closed already") {
		t.Errorf("closing it twice: %v", err)
	}
	d = w.written(estate.Errand{}, "It burns.")
	d.Letter.Subject = "Fire"
	d, err := w.Keep(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if told, err := w.send(d, "new"); err != nil || !strings.Contains(told, "Ticket CS1000003 is open") {
		t.Errorf("told %q, %v", told, err)
	}
	if got := len(w.tickets()); got != 3 {
		t.Errorf("%d tickets on the screen", got)
	}
}

func TestANewLetterIsPrefilledAndAnOldOneGoneOnWith(t *testing.T) {
	h := newHelpdesk(t, "")
	w := newWriter(t, h)
	snap := w.snap()
	snap.Resources = []account.Resource{{ID: "ns1.example", Kind: account.DedicatedServer, Place: account.Place{Datacenter: "sbg2"}}}
	d := w.written(estate.Errand{Resource: "ns1.example"}, "")
	if d.ID != 0 || d.Letter.Product != "dedicated" || !strings.Contains(d.Letter.Body, "- Place: SBG2") {
		t.Errorf("begun as %+v", d)
	}
	kept := w.written(estate.Errand{Resource: "ns1.example"}, "Mine.")
	if d = w.written(estate.Errand{Resource: "ns1.example"}, ""); d.ID != kept.ID || d.Letter.Body != "Mine." {
		t.Errorf("gone on with %+v", d)
	}
	if d = w.written(estate.Errand{}, ""); d.ID != 0 {
		t.Errorf("a ticket about nothing goes on with %+v", d)
	}
	h.want(2, nil, "", "tickets", "reply", "CS1000002", "--message", "From the shell")
	if d = w.written(estate.Errand{Ticket: "2"}, ""); d.ID == 0 || d.Letter.Body != "From the shell" {
		t.Errorf("the draft of the command is %+v", d)
	}
	if err := w.Discard(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Begin(t.Context(), estate.Errand{Draft: d}); err == nil || err.Error() != "this draft is not there any more" {
		t.Errorf("what was thrown away: %v", err)
	}
}

// An answer that was begun while the ticket was open, and is sent after it was closed, opens it again.
func TestADraftTurnsWithItsTicket(t *testing.T) {
	h := newHelpdesk(t, "")
	w := newWriter(t, h)
	w.written(estate.Errand{Ticket: "2"}, "Any news?")
	h.set(func() { h.tickets[1].State = "closed" })
	w.snap().Tickets = w.tickets()
	d := w.written(estate.Errand{Ticket: "2"}, "")
	if told, err := w.send(d, "CS1000002"); err != nil || !strings.Contains(told, "open again") {
		t.Errorf("told %q, %v", told, err)
	}
	if got := h.wrote(); len(got) != 1 || got[0] != `POST 2/reopen {"body":"Any news?"}` {
		t.Errorf("sent %v", got)
	}
}

func TestALostAnswerIsLookedUpBeforeTheLetterIsOfferedAgain(t *testing.T) {
	h := newHelpdesk(t, "")
	w := newWriter(t, h)
	d := w.written(estate.Errand{Ticket: "2"}, "Any news?")
	h.set(func() { h.choke = true })
	if _, err := w.send(d, "CS1000002"); err == nil || !strings.Contains(err.Error(), "looked up before it may be sent again") {
		t.Errorf("sent: %v", err)
	}
	if _, err := w.Begin(t.Context(), estate.Errand{Ticket: "2"}); err == nil || !strings.Contains(err.Error(), "look again in") {
		t.Errorf("begun at once: %v", err)
	}
	d.Letter.Body = "changed"
	if _, err := w.Keep(t.Context(), d); !errors.Is(err, desk.ErrNotNow) {
		t.Errorf("changing what may have arrived: %v", err)
	}
	if list, err := w.Waiting(t.Context()); err != nil || len(list) != 1 || !list[0].Lost {
		t.Errorf("waiting: %+v, %v", list, err)
	}
	h.set(func() { // it comes in late
		h.choke = false
		h.tickets[1].Thread = append(h.tickets[1].Thread, [2]string{"customer", "Any news?"})
	})
	d = w.written(estate.Errand{Ticket: "2"}, "")
	if d.ID != 0 || !strings.Contains(d.Note, "The answer stands in ticket CS1000002") || len(h.wrote()) != 1 {
		t.Errorf("begun as %+v, sent %v", d, h.wrote())
	}
}

func TestWhatAnotherHasChangedIsNeitherLostNorSent(t *testing.T) {
	h := newHelpdesk(t, "")
	w := newWriter(t, h)
	mine := w.written(estate.Errand{Ticket: "2"}, "Mine")
	theirs := mine
	theirs.Letter.Body = "Theirs"
	if _, err := w.Keep(t.Context(), theirs); err != nil {
		t.Fatal(err)
	}
	if _, err := w.send(mine, "CS1000002"); !errors.Is(err, desk.ErrNotNow) || len(h.wrote()) != 0 {
		t.Errorf("sent: %v, %v", err, h.wrote())
	}
	mine.Letter.Body = "Mine too"
	apart, err := w.Keep(t.Context(), mine)
	if err != nil || apart.ID == mine.ID || !strings.Contains(apart.Note, "was changed elsewhere") {
		t.Errorf("kept as %+v, %v", apart, err)
	}
	if list, err := w.Waiting(t.Context()); err != nil || len(list) != 2 {
		t.Errorf("waiting: %+v, %v", list, err)
	}
}

func TestNothingLeavesFromTheConsoleThatMayNot(t *testing.T) {
	h := newHelpdesk(t, "")
	w := newWriter(t, h)
	if _, err := w.send(w.written(estate.Errand{Ticket: "2"}, "my key is s3cr3t-key"), ""); err == nil || !strings.Contains(err.Error(), "holds a key") {
		t.Errorf("a secret: %v", err)
	}
	if _, err := w.send(w.written(estate.Errand{Ticket: "2"}, "  "), ""); err == nil || !strings.Contains(err.Error(), "there is no message") {
		t.Errorf("an empty one: %v", err)
	}
	h.set(func() { h.down = true })
	if _, err := w.send(w.written(estate.Errand{Ticket: "2"}, "Any news?"), ""); err == nil || !strings.Contains(err.Error(), "how the ticket stands cannot be read") {
		t.Errorf("while the API is down: %v", err)
	}
	only := newHelpdesk(t, ", read_only: true")
	v := newWriter(t, only)
	if _, err := v.send(v.written(estate.Errand{Ticket: "2"}, "Any news?"), ""); !errors.Is(err, errReadOnly) {
		t.Errorf("read_only: %v", err)
	}
	if len(h.wrote())+len(only.wrote()) != 0 {
		t.Errorf("sent %v, %v", h.wrote(), only.wrote())
	}
}

func TestALetterInTheDemoIsKept(t *testing.T) {
	d, err := newStage("strasbourg-2021", 60, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.end()
	d.play.To(t.Context(), d.start.Add(2*time.Minute))
	l := &letters{desks: d.desks, state: t.TempDir(), snap: d.play.Snapshot, act: act(d.play), who: "gil"}
	draft, err := l.Begin(t.Context(), estate.Errand{Ticket: d.play.Snapshot().Tickets[0].ID})
	if err == nil {
		draft.Letter.Body = "Bonjour"
		draft, err = l.Keep(t.Context(), draft)
	}
	if err != nil || draft.ID == 0 {
		t.Errorf("kept as %+v, %v", draft, err)
	}
	if _, err := l.Plan(t.Context(), draft, "gil"); err != nil {
		t.Errorf("planning: %v", err)
	}
}

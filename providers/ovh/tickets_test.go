package ovh

import (
	"strings"
	"testing"

	"vigie/internal/account"
)

func TestTickets(t *testing.T) {
	f := newFake(t)
	f.account()
	c := f.client()
	list, err := c.Tickets(quickly(t))
	if err != nil || len(list) != 2 {
		t.Fatalf("%d tickets, %v", len(list), err)
	}
	k := list[0]
	if k.ID != "1" || k.Number != "CS101" || k.State != "closed" || k.WaitingOn != account.Us || len(k.Thread) != 2 || k.Thread[0].Body != "one" ||
		k.Thread[0].From != account.Us || k.Thread[1].From != account.Provider {
		t.Errorf("ticket = %+v", k)
	}
	for _, path := range []string{"/support/tickets/1", "/support/tickets/2", "/support/tickets/2/messages"} {
		f.called(path)
	}
	again, err := c.Tickets(quickly(t))
	if err != nil || len(again) != 2 || len(again[0].Thread) != 2 {
		t.Errorf("again: %+v, %v", again, err)
	}
	if closed, open, thread := f.called("/support/tickets/1"), f.called("/support/tickets/2"), f.called("/support/tickets/2/messages"); closed != 0 || open != 1 || thread != 0 {
		t.Errorf("a refresh asked %d times for the closed ticket, %d for the open one and %d for its messages; want 0, 1, 0", closed, open, thread)
	}
}

func TestTicketsKeepWhatTheyKnew(t *testing.T) {
	f := newFake(t)
	f.account()
	c := f.client()
	if _, err := c.Tickets(quickly(t)); err != nil {
		t.Fatal(err)
	}
	f.on("/support/tickets/2", refuse(500, `{"message":"Internal server error"}`))
	list, err := c.Tickets(quickly(t))
	if len(list) != 2 || err == nil || !strings.Contains(err.Error(), "1 of 2 tickets could not be read: ticket 2: OVHcloud's API is in trouble") {
		t.Errorf("%d tickets, %v", len(list), err)
	}
	f.on("/support/tickets", refuse(502, `<html>`))
	if list, err = c.Tickets(quickly(t)); len(list) != 2 || err == nil {
		t.Errorf("%d tickets, %v", len(list), err)
	}
}

package ovh

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
)

// anySince answers the lists of tickets that were made since a time.
func (f *fake) anySince(list string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.since = list
}

// aMinuteOn is a clock by which it is time to look again.
func aMinuteOn() time.Time { return time.Now().Add(time.Minute) }

func TestTickets(t *testing.T) {
	f := newFake(t)
	f.account()
	f.anySince(`[2]`)
	c := f.client()
	list, err := c.Tickets(quickly(t))
	if err != nil || len(list) != 2 {
		t.Fatalf("%d tickets, %v", len(list), err)
	}
	k := list[1]
	if k.ID != "1" || k.Number != "CS101" || k.State != "closed" || k.WaitingOn != account.Us || len(k.Thread) != 2 || k.Thread[0].Body != "one" ||
		k.Thread[0].From != account.Us || k.Thread[1].From != account.Provider || !k.Answered().Equal(k.Thread[1].Time) {
		t.Errorf("ticket = %+v", k)
	}
	for _, path := range []string{"/support/tickets", "/support/tickets/1", "/support/tickets/2", "/support/tickets/2/messages"} {
		f.called(path)
	}
	c.now = aMinuteOn
	again, err := c.Tickets(quickly(t))
	if err != nil || len(again) != 2 || len(again[0].Thread) != 2 || c.TicketsLeft() != 0 {
		t.Errorf("again: %+v, %v", again, err)
	}
	all, closed, open, thread := f.called("/support/tickets"), f.called("/support/tickets/1"), f.called("/support/tickets/2"), f.called("/support/tickets/2/messages")
	if all != 0 || closed != 0 || open != 1 || thread != 0 {
		t.Errorf("a refresh asked %d times for all, %d for the closed ticket, %d for the open one and %d for its messages; want 0, 0, 1, 0", all, closed, open, thread)
	}
}

func TestTicketsKeepWhatTheyKnew(t *testing.T) {
	f := newFake(t)
	f.account()
	f.anySince(`[2]`)
	c := f.client()
	if _, err := c.Tickets(quickly(t)); err != nil {
		t.Fatal(err)
	}
	f.on("/support/tickets/2", refuse(500, `{"message":"Internal server error"}`))
	c.now = aMinuteOn
	list, err := c.Tickets(quickly(t))
	if len(list) != 2 || err == nil || !strings.Contains(err.Error(), "1 of 1 tickets could not be read: ticket 2: OVHcloud's API is in trouble") {
		t.Errorf("%d tickets, %v", len(list), err)
	}
	f.on("/support/tickets?status=open", refuse(502, `<html>`))
	if list, err = c.Tickets(quickly(t)); len(list) != 2 || err == nil {
		t.Errorf("%d tickets, %v", len(list), err)
	}
}

func TestATicketThatIsClosedIsSeenToBe(t *testing.T) {
	f := newFake(t)
	f.account()
	f.anySince(`[]`)
	c := f.client()
	if _, err := c.Tickets(quickly(t)); err != nil {
		t.Fatal(err)
	}
	f.json("/support/tickets?status=open", `[]`)
	f.json("/support/tickets/2", `{"ticketId":2,"ticketNumber":102,"subject":"S","state":"closed","serviceName":null,"lastMessageFrom":"support","updateDate":"2021-03-11T01:00:00Z"}`)
	f.called("/support/tickets/2/messages")
	list, err := c.Tickets(quickly(t))
	if err != nil || list[0].ID != "2" || list[0].State != "closed" || f.called("/support/tickets/2/messages") != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}

// An account with many tickets is read in many passes of a bounded number of calls, the newest first, and what a run
// before has read is not read again.
func TestTenThousandTicketsAreReadInBoundedPasses(t *testing.T) {
	f := newFake(t)
	const n = 1000 // as good as ten thousand, and sooner done
	var ids []string
	for id := 1; id <= n; id++ {
		ids = append(ids, fmt.Sprint(id))
		path := fmt.Sprintf("/support/tickets/%d", id)
		f.json(path, fmt.Sprintf(`{"ticketId":%d,"ticketNumber":%d,"subject":"S","state":"closed","serviceName":null,"lastMessageFrom":"support","creationDate":"2021-03-10T01:00:00Z","updateDate":"2021-03-10T01:00:00Z"}`, id, id))
		f.json(path+"/messages", `[{"from":"support","body":"x","creationDate":"2021-03-10T01:00:00Z"}]`)
	}
	f.json("/support/tickets", "["+strings.Join(ids, ",")+"]")
	f.json("/support/tickets?status=open", `[3]`)
	f.json("/support/tickets/3", `{"ticketId":3,"ticketNumber":3,"subject":"S","state":"open","serviceName":null,"lastMessageFrom":"support","creationDate":"2021-03-10T01:00:00Z","updateDate":"2021-03-10T01:00:00Z"}`)
	f.anySince(`[]`)
	c := f.client()
	began := f.allCalls()
	first, err := c.Tickets(quickly(t))
	if made := f.allCalls() - began; made > firstTicketCalls+3 {
		t.Errorf("the first pass made %d calls", made)
	}
	if err != nil || len(first) < 10 || first[0].ID != "1000" || len(first[0].Thread) != 1 || first[len(first)-1].ID != "3" {
		t.Fatalf("the first pass reads %d tickets: %v", len(first), err)
	}
	for pass := 1; c.TicketsLeft() > 0; pass++ {
		before := f.allCalls()
		if _, err := c.Tickets(quickly(t)); err != nil || pass > 2*n/ticketCalls+3 {
			t.Fatalf("pass %d: %v, %d are left", pass, err, c.TicketsLeft())
		}
		if made := f.allCalls() - before; made > ticketCalls+2 {
			t.Fatalf("pass %d made %d calls", pass, made)
		}
	}
	list, _ := c.Tickets(quickly(t))
	second := f.client()
	second.RememberTickets(list, c.TicketsListed())
	before := f.allCalls()
	again, err := second.Tickets(quickly(t))
	if made := f.allCalls() - before; err != nil || len(again) != n || made > 4 {
		t.Errorf("a run after that reads %d tickets with %d calls: %v", len(again), made, err)
	}
}

// One ticket that cannot be read does not hold up the others, and is not asked for again and again.
func TestATicketThatCannotBeReadIsLeftForTheNextRound(t *testing.T) {
	f := newFake(t)
	f.account()
	f.anySince(`[]`)
	f.on("/support/tickets/1/messages", refuse(500, `{"message":"Internal server error"}`))
	c := f.client()
	if _, err := c.Tickets(quickly(t)); err == nil || c.TicketsMore() || c.TicketsLeft() != 1 {
		t.Errorf("%v, more: %v, %d are left", err, c.TicketsMore(), c.TicketsLeft())
	}
	f.account()
	if _, err := c.Tickets(quickly(t)); err != nil || c.TicketsLeft() != 0 {
		t.Errorf("once it can be read: %v, %d are left", err, c.TicketsLeft())
	}
	f.on("/support/tickets?status=open", refuse(502, `<html>`))
	if _, err := c.Tickets(quickly(t)); err == nil || c.TicketsMore() {
		t.Errorf("when nothing can be read: %v", err)
	}
}

// Where the API's lists hold whole rows, no head is asked for by itself.
func TestListsOfWholeRows(t *testing.T) {
	f := newFake(t)
	row := `{"ticketId":%d,"ticketNumber":%d,"subject":"S","state":"open","serviceName":"ns1","canBeClosed":true,"lastMessageFrom":"support","creationDate":"2021-03-10T01:00:00Z","updateDate":"2021-03-10T01:00:00Z"}`
	pages := 0
	f.on("/support/tickets?status=open", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Pagination-Mode") != "CachedObjectList-Pages" || r.Header.Get("Pragma") != "no-cache" {
			t.Errorf("headers are %v", r.Header)
		}
		pages++
		var rows []string
		for i := range map[string]int{"1": pageSize, "2": 3}[r.Header.Get("X-Pagination-Number")] {
			id := i + 1
			if r.Header.Get("X-Pagination-Number") == "2" {
				id += pageSize
			}
			rows = append(rows, fmt.Sprintf(row, id, id))
		}
		fmt.Fprint(w, "["+strings.Join(rows, ",")+"]")
	})
	f.json("/support/tickets", `[]`)
	c := f.client()
	list, _ := c.Tickets(quickly(t)) // the messages are not there
	if len(list) != pageSize+3 || pages != 2 || !list[0].CanBeClosed || list[0].Service != "ns1" || f.called("/support/tickets/1") != 0 {
		t.Errorf("%d tickets of %d pages", len(list), pages)
	}
}

func FuzzAListedTicket(f *testing.F) {
	f.Add("1", `{"ticketId":1,"ticketNumber":"CS1"}`)
	f.Add("2", "")
	f.Add("../me", `{"ticketId":"../me"}`)
	f.Fuzz(func(t *testing.T, id, whole string) {
		e := entry{id: id}
		if whole != "" {
			e.whole = []byte(whole)
		}
		if row, err := listed(e); err == nil && (row.id == "" || strings.ContainsAny(row.id, "/?.")) {
			t.Errorf("%q is the number of a ticket in %q, %q", row.id, id, whole)
		}
	})
}

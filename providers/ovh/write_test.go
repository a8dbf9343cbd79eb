package ovh

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
)

func letter() account.Letter {
	return account.Letter{
		Kind: account.NewTicket, Subject: "Shop & server down", Body: "It does not answer.\nSince 00:47.", Service: "ns1",
		Category: "incident", Product: "dedicated", Subcategory: "down", Urgency: "high", Impact: "high", Type: "genericRequest",
	}
}

func TestLettersAreSentAsTheyAreShown(t *testing.T) {
	f := newFake(t)
	var bodies []string
	took := func(answer string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			bodies = append(bodies, r.Method+" "+string(b))
			io.WriteString(w, answer)
		}
	}
	f.on("/support/tickets/create", took(`{"ticketId":7,"messageId":70,"ticketNumber":1000007,"additionalNotice":null}`))
	for _, path := range []string{"/support/tickets/7/reply", "/support/tickets/7/close", "/support/tickets/7/reopen"} {
		f.on(path, took(`null`))
	}
	c := f.client()
	for _, l := range []account.Letter{
		letter(),
		{Kind: account.Reply, Ticket: "7", Number: "CS1000007", Body: "Any news?"},
		{Kind: account.Close, Ticket: "7", Number: "CS1000007"},
		{Kind: account.Reopen, Ticket: "7", Number: "CS1000007", Body: "It is down again."},
	} {
		call, err := c.TicketCall(l)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.SendLetter(quickly(t), l)
		if err != nil || r.Ticket != "7" || r.Number != "CS1000007" || r.QueryID != "EU.ext-1" {
			t.Errorf("%s: %+v, %v", l.Kind, r, err)
		}
		if got := bodies[len(bodies)-1]; got != "POST "+string(call.Body) {
			t.Errorf("sent  %s\nshown %s", got, call.Body)
		}
		if f.called(call.Path) != 1 {
			t.Errorf("%s was not asked once", call.Path)
		}
	}
	if want := `"serviceName":"ns1"`; !strings.Contains(bodies[0], want) || !strings.Contains(bodies[0], `"urgency":"high"`) {
		t.Errorf("a new ticket was sent as %s", bodies[0])
	}
}

func TestWhatTheAPIWouldRefuseIsNotSent(t *testing.T) {
	f := newFake(t)
	for want, change := range map[string]func(*account.Letter){
		"no message":              func(l *account.Letter) { l.Body = " \n" },
		"no subject":              func(l *account.Letter) { l.Subject = "" },
		`"servers" is no product`: func(l *account.Letter) { l.Product = "servers" },
		`"fire" is no category`:   func(l *account.Letter) { l.Category = "fire" },
	} {
		l := letter()
		change(&l)
		if _, err := f.client().SendLetter(quickly(t), l); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if n := f.allCalls(); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

// A write is made once, whatever comes of it, and the error tells whether it may have been done.
func TestAWriteIsNeverMadeTwice(t *testing.T) {
	for name, c := range map[string]struct {
		answer    http.HandlerFunc
		uncertain bool
	}{
		"refused":      {refuse(403, `{"errorCode":"NOT_GRANTED_CALL","message":"no"}`), false},
		"conflict":     {refuse(409, `{"message":"A task is running"}`), false},
		"overloaded":   {refuse(429, `{"message":"Too many requests"}`), false},
		"proxy":        {refuse(400, `<html>`), true},
		"too late":     {refuse(408, `<html>Request Time-out</html>`), true},
		"server error": {refuse(500, `{"message":"Internal server error"}`), true},
		"html 200":     {refuse(200, `<html>`), true},
		"cut answer":   {refuse(200, `{"ticketId":7,`), true},
		"redirect":     {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, true},
		"cut":          {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.on("/support/tickets/create", c.answer)
			_, err := f.client().SendLetter(quickly(t), letter())
			_, uncertain := errors.AsType[*account.UncertainError](err)
			if err == nil || uncertain != c.uncertain || strings.Contains(err.Error(), "may not read") {
				t.Errorf("error = %v", err)
			}
			if n := f.called("/support/tickets/create"); n != 1 {
				t.Errorf("it was sent %d times", n)
			}
		})
	}
}

func TestAWriteThatReachesNobodyIsNotUncertain(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	c, err := New(Options{Endpoint: "http://" + l.Addr().String() + "/1.0", AccessToken: "t"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.SendLetter(quickly(t), letter())
	if _, uncertain := errors.AsType[*account.UncertainError](err); err == nil || uncertain {
		t.Errorf("error = %v", err)
	}
}

// The API looks at the time of a signature before anything else: after a complaint about it, nothing was done.
func TestAWriteIsMadeAgainAfterAComplaintAboutTheTime(t *testing.T) {
	f := newFake(t)
	f.json("/vps", `[]`)
	c := f.client()
	var v []string
	if err := c.get(quickly(t), "/vps", &v); err != nil {
		t.Fatal(err)
	}
	c.caller.clock.last.at = time.Now().Add(-2 * trustClock)
	tries := 0
	f.on("/support/tickets/create", func(w http.ResponseWriter, r *http.Request) {
		if tries++; tries == 1 {
			refuse(400, `{"errorCode":"QUERY_TIME_OUT","message":"Query out of time"}`)(w, r)
			return
		}
		io.WriteString(w, `{"ticketId":7,"messageId":70,"ticketNumber":1000007,"additionalNotice":null}`)
	})
	if r, err := c.SendLetter(quickly(t), letter()); err != nil || r.Ticket != "7" || tries != 2 {
		t.Errorf("%+v, %v after %d tries", r, err, tries)
	}
}

func TestReadOnlyRefusesEveryChange(t *testing.T) {
	f := newFake(t)
	f.json("/vps", `[]`)
	c, err := New(Options{Endpoint: f.url, ApplicationKey: "app", ApplicationSecret: secret, ConsumerKey: "c0nsumer-key", ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var v []string
	if err := c.get(quickly(t), "/vps", &v); err != nil {
		t.Errorf("reading: %v", err)
	}
	before := f.allCalls()
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		if _, err := c.Send(quickly(t), account.Call{Method: method, Path: "/vps"}, nil); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: %v", method, err)
		}
		if err := c.caller.try(quickly(t), question{method: method, path: "/vps", signed: true}, &v); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s by another way: %v", method, err)
		}
	}
	if f.allCalls() != before {
		t.Error("something was sent")
	}
}

// What was lost on the way is found by what is there now and was not there before.
func TestALostLetterIsFound(t *testing.T) {
	f := newFake(t)
	c := f.client()
	f.anySince(`[5]`)
	l := letter()
	m := c.Before(quickly(t), l)
	if len(m.Tickets) != 1 {
		t.Fatalf("before: %+v", m)
	}
	if _, found, err := c.Find(quickly(t), l, m); found || err != nil {
		t.Errorf("found what is not there: %v", err)
	}
	f.anySince(`[6,5]`)
	head := `{"ticketId":6,"ticketNumber":1000006,"subject":"Shop &amp; server down","state":"open","serviceName":null,"lastMessageFrom":"customer","creationDate":"2021-03-10T01:00:00Z","updateDate":"2021-03-10T01:00:00Z"}`
	f.json("/support/tickets/6", head)
	f.json("/support/tickets/6/messages", `[{"from":"customer","body":"Something else that is much longer","creationDate":"2021-03-10T01:00:00Z"}]`)
	if _, found, err := c.Find(quickly(t), l, m); found || err == nil || !strings.Contains(err.Error(), "CS1000006") {
		t.Errorf("the same subject with other words: %v, %v", found, err)
	}
	f.json("/support/tickets/6/messages", `[{"from":"customer","body":"It does not answer.\r\nSince 00:47. ","creationDate":"2021-03-10T01:00:00Z"}]`)
	if r, found, err := c.Find(quickly(t), l, m); !found || err != nil || r.Number != "CS1000006" {
		t.Errorf("%+v, %v, %v", r, found, err)
	}
	f.on("/support/tickets/6", refuse(500, `{}`))
	if _, found, err := c.Find(quickly(t), l, m); found || err == nil {
		t.Errorf("nothing can be told: %v, %v", found, err)
	}
}

func TestALostReplyIsFound(t *testing.T) {
	f := newFake(t)
	c := f.client()
	one := `{"from":"customer","body":"Any news?","creationDate":"2021-03-10T01:00:00Z"}`
	f.json("/support/tickets/7/messages", "["+one+"]")
	l := account.Letter{Kind: account.Reply, Ticket: "7", Number: "CS7", Body: "Any news?"}
	m := c.Before(quickly(t), l)
	if _, found, err := c.Find(quickly(t), l, m); found || err != nil {
		t.Errorf("an older message was taken for it: %+v, %v", m, err)
	}
	f.json("/support/tickets/7/messages", "["+one+","+one+"]")
	if _, found, err := c.Find(quickly(t), l, m); !found || err != nil {
		t.Errorf("it was not found: %v", err)
	}
}

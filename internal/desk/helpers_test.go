package desk

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"vigie/internal/account"
)

var t0 = time.Date(2021, 3, 10, 1, 0, 0, 0, time.UTC)

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(context.Background(), dir, "ovh-eu-test", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// ticket makes the n-th ticket.
func ticket(n int, subject, service string, bodies ...string) account.Ticket {
	at := t0.Add(time.Duration(n) * time.Minute)
	k := account.Ticket{
		Provider: "ovh", ID: fmt.Sprint(n), Number: fmt.Sprintf("CS%d", 1000000+n), Subject: subject, State: "open", Service: service,
		Created: at, Updated: at, ThreadAt: at, WaitingOn: account.Provider, CanBeClosed: true,
	}
	for i, b := range bodies {
		from := account.Us
		if i%2 == 1 {
			from = account.Provider
		}
		k.Thread = append(k.Thread, account.Message{Time: at.Add(time.Duration(i) * time.Second), From: from, Body: b})
	}
	return k
}

func put(t testing.TB, s *Store, list ...account.Ticket) {
	t.Helper()
	if err := s.Put(context.Background(), list, t0); err != nil {
		t.Fatal(err)
	}
}

// found are the IDs that a search gives.
func found(t testing.TB, s *Store, words string) []string {
	t.Helper()
	list, err := s.Search(context.Background(), words, 100)
	if err != nil {
		t.Fatalf("searching %q: %v", words, err)
	}
	ids := []string{}
	for i := range list {
		ids = append(ids, list[i].ID)
	}
	return ids
}

// office is a provider that does with a letter what a test says.
type office struct {
	mu      sync.Mutex
	arrived []account.Letter
	lose    bool  // the answer is lost after the letter has arrived
	refuse  error // it does not arrive
	blind   error // nothing can be looked up
	before  func()
	after   func()
}

func (o *office) Before(context.Context, account.Letter) account.Mark {
	o.mu.Lock()
	defer o.mu.Unlock()
	return account.Mark{Same: len(o.arrived)}
}

func (o *office) SendLetter(_ context.Context, l account.Letter) (account.Receipt, error) {
	if o.before != nil {
		o.before()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.refuse != nil {
		return account.Receipt{QueryID: "EU.no"}, o.refuse
	}
	o.arrived = append(o.arrived, l)
	if o.after != nil {
		o.after()
	}
	if o.lose {
		return account.Receipt{}, &account.UncertainError{Err: fmt.Errorf("the connection was cut")}
	}
	return account.Receipt{QueryID: "EU.yes", Ticket: "7", Number: "CS1000007"}, nil
}

func (o *office) Find(_ context.Context, _ account.Letter, m account.Mark) (account.Receipt, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return account.Receipt{Ticket: "7", Number: "CS1000007"}, len(o.arrived) > m.Same, o.blind
}

func (o *office) letters() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.arrived)
}

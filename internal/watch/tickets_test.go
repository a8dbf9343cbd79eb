package watch_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/watch"
)

// Thousands of tickets come in many passes: what is older than the watch is no news, however late it is read, and the
// rest is asked for soon.
func TestTicketsThatAreReadLateAreNoNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ticket := func(id string, from account.Party, at ...time.Time) account.Ticket {
			k := account.Ticket{Provider: "ovh", ID: id, Number: "CS" + id, Subject: "S", Updated: at[len(at)-1]}
			for _, m := range at {
				k.Thread = append(k.Thread, account.Message{Time: m, From: from})
			}
			return k
		}
		old := began.Add(-time.Hour)
		var passes atomic.Int64
		src := watch.Source{Name: "tickets", Every: time.Minute, Fetch: func(context.Context) (*watch.Facts, error) {
			pass := passes.Add(1)
			f := &watch.Facts{More: pass < 3, Tickets: []account.Ticket{ticket("1", account.Provider, old)}}
			if pass > 1 {
				f.Tickets = append(f.Tickets, ticket("2", account.Provider, old.Add(time.Minute)))
			}
			if pass > 3 {
				f.Tickets[0] = ticket("1", account.Provider, old, old.Add(2*time.Minute)) // a late answer in a thread that was read
				f.Tickets = append(f.Tickets, ticket("3", account.Us, time.Now()))
			}
			return f, nil
		}}
		l := begin(t, watch.Options{Sources: []watch.Source{src}})
		s := l.after(10 * time.Second)
		if pass := passes.Load(); pass != 3 || len(s.Tickets) != 2 || s.Tickets[0].ID != "2" {
			t.Errorf("after ten seconds there were %d passes and %d tickets", pass, len(s.Tickets))
		}
		if told := tickets(s); told != "" {
			t.Errorf("old tickets were told as news: %s", told)
		}
		if told := tickets(l.after(2 * time.Minute)); told != "OVHcloud answered in ticket CS1: S; We wrote in ticket CS3: S" {
			t.Errorf("told: %s", told)
		}
	})
}

// tickets are the events about tickets.
func tickets(s *estate.Snapshot) string {
	var told []string
	for _, e := range s.Events {
		if e.Kind == estate.EventTicket {
			told = append(told, e.Text)
		}
	}
	return strings.Join(told, "; ")
}

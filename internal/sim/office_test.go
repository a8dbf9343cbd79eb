package sim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const office = `
name: office
start: 2021-03-10T00:30:00+01:00
estate:
  servers: [{ id: ns1, datacenter: sbg2, rack: SBG2A01, ip: 192.0.2.10 }]
  tickets:
    - { id: 1, number: CS1, subject: Disk, service: ns1, state: open, thread: [{ at: -2h, from: us, body: Help }, { at: 3h, from: us, body: Still? }] }
    - { id: 2, number: CS2, subject: Later, service: ns1, state: open, thread: [{ at: 2h, from: us, body: Fire }] }
sites: [{ name: Shop, url: "https://shop.example/", host: ns1 }]
events:
  - { at: 1h, notice: { id: n1, page: bare, title: Fire, impact: critical, state: investigating, body: First } }
  - { at: 2h, notice: { id: n1, state: identified, eta: 2021-03-15T12:00:00+01:00, body: Second }, provider_api: down }
  - { at: 3h, task: { service: ns1, function: hardReboot, status: doing }, provider_api: ok }
  - { at: 4h, ticket: { id: 1, reply: Done, state: closed } }
`

func TestTheOfficeTellsWhatWasSaidUntilThen(t *testing.T) {
	w, sc := parsed(t, office)
	for at, want := range map[time.Duration]string{
		0:             "api ok; tickets 1 open 1",
		time.Hour:     "api ok; n1 bare critical investigating 1 eta false; tickets 1 open 1",
		2 * time.Hour: "api down; n1 bare critical identified 2 eta true; tickets 1 open 1, 2 open 1",
		3 * time.Hour: "api ok; n1 bare critical identified 2 eta true; ns1 hardReboot doing; tickets 1 open 2, 2 open 1",
		4 * time.Hour: "api ok; n1 bare critical identified 2 eta true; ns1 hardReboot doing; tickets 1 closed 3, 2 open 1",
	} {
		now := sc.Start.Add(at)
		parts := []string{"api " + w.APIState(now)}
		for _, n := range w.Notices(now) {
			parts = append(parts, fmt.Sprintf("%s %s %s %s %d eta %t", n.ID, n.Page, n.Impact, n.State, len(n.Postings), !n.ETA.IsZero()))
		}
		for _, x := range w.Tasks(now) {
			parts = append(parts, strings.Join([]string{x.Service, x.Function, x.Status}, " "))
		}
		var tickets []string
		for _, x := range w.Tickets(now) {
			tickets = append(tickets, fmt.Sprintf("%d %s %d", x.ID, x.State, len(x.Thread)))
		}
		parts = append(parts, "tickets "+strings.Join(tickets, ", "))
		if got := strings.Join(parts, "; "); got != want {
			t.Errorf("after %v: %s, want %s", at, got, want)
		}
	}
	if n := len(sc.Estate.Tickets[0].Thread); n != 2 {
		t.Errorf("the scenario itself has been written into: %d messages", n)
	}
}

func TestNextIsTheEventAfter(t *testing.T) {
	w, sc := parsed(t, office)
	var hours []string
	for at, found := w.Next(sc.Start); found; at, found = w.Next(at) {
		hours = append(hours, at.Sub(sc.Start).String())
	}
	if got := strings.Join(hours, " "); got != "1h0m0s 2h0m0s 3h0m0s 4h0m0s" {
		t.Error(got)
	}
}

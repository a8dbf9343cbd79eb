package ovhapi

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/sim/scenario"
)

// tickets are the numbers of the tickets that pass the filters, newest first.
func (a *api) tickets(r *http.Request) (any, bool) {
	ids := []int64{}
	for _, t := range a.allTickets() {
		if a.wanted(t, r) {
			ids = append([]int64{t.ID}, ids...)
		}
	}
	return ids, true
}

func (a *api) wanted(t scenario.Ticket, r *http.Request) bool {
	q := r.URL.Query()
	start := a.world.Scenario().Start
	created := start.Add(t.Thread[0].At)
	for filter, value := range map[string]string{
		"status": t.State, "serviceName": t.Service, "subject": t.Subject, "ticketNumber": fmt.Sprint(ticketNumber(t)),
		"customerReplyNeeded": fmt.Sprint(t.State == "open" && t.Thread[len(t.Thread)-1].From == "provider"),
	} {
		if want := q.Get(filter); want != "" && want != value {
			return false
		}
	}
	if first, err := time.Parse(time.RFC3339, q.Get("minCreationDate")); err == nil && created.Before(first) {
		return false
	}
	last, err := time.Parse(time.RFC3339, q.Get("maxCreationDate"))
	return err != nil || !created.After(last)
}

func (a *api) findTicket(r *http.Request) (scenario.Ticket, bool) {
	for _, t := range a.allTickets() {
		if fmt.Sprint(t.ID) == r.PathValue("ticketId") {
			return t, true
		}
	}
	return scenario.Ticket{}, false
}

// ticketNumber is the number without its letters: the schema wants a number.
func ticketNumber(t scenario.Ticket) int64 {
	n, err := strconv.ParseInt(strings.TrimLeft(t.Number, "CS"), 10, 64)
	if err != nil {
		return t.ID
	}
	return n
}

// sorted are messages in the order of their time.
func sorted(thread []scenario.Message) []scenario.Message {
	slices.SortStableFunc(thread, func(x, y scenario.Message) int { return cmp.Compare(x.At, y.At) })
	return thread
}

// sender is how the API calls who wrote.
func sender(from string) string {
	if from == "provider" {
		return "support"
	}
	return "customer"
}

func (a *api) ticket(r *http.Request) (any, bool) {
	t, found := a.findTicket(r)
	if !found {
		return nil, false
	}
	start := a.world.Scenario().Start
	last := t.Thread[len(t.Thread)-1]
	var service any
	if t.Service != "" {
		service = t.Service
	}
	return object{
		"ticketId": t.ID, "ticketNumber": ticketNumber(t), "accountId": owner, "subject": t.Subject, "state": t.State,
		"type": "genericRequest", "category": "incident", "product": nil, "serviceName": service,
		"lastMessageFrom": sender(last.From), "canBeClosed": t.State == "open", "score": "",
		"creationDate": start.Add(t.Thread[0].At), "updateDate": start.Add(last.At),
	}, true
}

func (a *api) messages(r *http.Request) (any, bool) {
	t, found := a.findTicket(r)
	start := a.world.Scenario().Start
	list := []object{}
	for i, m := range t.Thread {
		list = append(list, object{
			"messageId": t.ID*1000 + int64(i), "ticketId": t.ID, "from": sender(m.From), "body": m.Body,
			"creationDate": start.Add(m.At), "updateDate": start.Add(m.At),
		})
	}
	return list, found
}

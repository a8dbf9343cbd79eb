package ovhapi

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"vigie/internal/sim/scenario"
)

func (a *api) tickets(r *http.Request) (any, bool) {
	ids := []int64{}
	q := r.URL.Query()
	for _, t := range a.world.Tickets(a.now()) {
		if s := q.Get("status"); s != "" && s != t.State {
			continue
		}
		if s := q.Get("serviceName"); s != "" && s != t.Service {
			continue
		}
		ids = append(ids, t.ID)
	}
	return ids, true
}

func (a *api) findTicket(r *http.Request) (scenario.Ticket, bool) {
	for _, t := range a.world.Tickets(a.now()) {
		if fmt.Sprint(t.ID) == r.PathValue("ticket") {
			return t, true
		}
	}
	return scenario.Ticket{}, false
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
	num, err := strconv.ParseInt(strings.TrimLeft(t.Number, "CS"), 10, 64)
	if err != nil {
		num = t.ID
	}
	var service any
	if t.Service != "" {
		service = t.Service
	}
	return object{
		"ticketId": t.ID, "ticketNumber": num, "accountId": "ab12345-ovh", "subject": t.Subject, "state": t.State,
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

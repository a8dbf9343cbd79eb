package ovhapi

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"vigie/internal/sim/scenario"
)

// written is what we have written into a ticket through the API, or a ticket that was opened by that.
type written struct {
	ticket scenario.Ticket // of one that was opened; otherwise only its ID
	opened bool
	words  []scenario.Message
	states []turned
}

// turned is a change of a ticket's state.
type turned struct {
	at    time.Duration
	state string
}

// answerAfter is how long the staff of the simulation take to answer.
const answerAfter = 4 * time.Minute

// staffWords are what they say.
const staffWords = "Hello,\n\nThank you for your message. The teams on site are at work, and we come back to you as soon as " +
	"there is something new.\n\nThis is a simulation: nobody has read it."

// texts are the fields of what is written in a ticket.
func texts(more fields) fields {
	f := fields{"body": {kind: "string", must: true}}
	for name, x := range more {
		f[name] = x
	}
	return f
}

func (a *api) ticketWritings() map[string]writing {
	oneOf := func(kind, words string) field {
		return field{kind: "support." + kind, null: true, any: strings.Fields(words)}
	}
	level := oneOf("TicketImpactUrgencyEnum", "high low medium")
	return map[string]writing{
		"POST /support/tickets/create": {texts(fields{
			"subject": {kind: "string", must: true}, "serviceName": {kind: "string", null: true}, "watchers": {kind: ignored},
			"category": oneOf("TicketCategoryEnum", "assistance billing incident"),
			"product": oneOf("TicketProductEnum", "adsl cdn dedicated dedicated-billing dedicated-other dedicatedcloud domain exchange fax hosting "+
				"housing iaas mail network publiccloud sms ssl storage telecom-billing telecom-other vac voip vps web-billing web-other"),
			"subcategory": oneOf("TicketSubCategoryEnum", "alerts autorenew bill down inProgress new other perfs start usage"),
			"type":        oneOf("TicketTypeEnum", "criticalIntervention genericRequest"),
			"urgency":     level, "impact": level,
		}), a.createTicket},
		"POST /support/tickets/{ticketId}/reply":  {texts(nil), a.replyTicket},
		"POST /support/tickets/{ticketId}/close":  {nil, a.closeTicket},
		"POST /support/tickets/{ticketId}/reopen": {texts(nil), a.reopenTicket},
	}
}

// since is the time of the scenario.
func (a *api) since() time.Duration { return a.now().Sub(a.world.Scenario().Start) }

func (a *api) createTicket(_ *http.Request, body map[string]any) (any, *refusal) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	id := a.state.next()
	t := scenario.Ticket{
		ID: id, Number: fmt.Sprintf("CS%d", 9_000_000+id), Subject: word(body, "subject"), Service: word(body, "serviceName"), State: "open",
		Thread: []scenario.Message{{At: a.since(), From: "us", Body: word(body, "body")}},
	}
	a.state.written = append(a.state.written, &written{ticket: t, opened: true})
	return object{"ticketId": id, "messageId": id * 1000, "ticketNumber": ticketNumber(t), "additionalNotice": nil}, nil
}

// writtenIn is what was written into a ticket. The state must be locked.
func (s *state) writtenIn(id int64) *written {
	for _, w := range s.written {
		if w.ticket.ID == id {
			return w
		}
	}
	w := &written{ticket: scenario.Ticket{ID: id}}
	s.written = append(s.written, w)
	return w
}

// inTicket does something in a ticket that is there.
func (a *api) inTicket(r *http.Request, do func(scenario.Ticket, *written) *refusal) (any, *refusal) {
	t, found := a.findTicket(r)
	if !found {
		return nil, missing(r)
	}
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	return nil, do(t, a.state.writtenIn(t.ID))
}

func (a *api) replyTicket(r *http.Request, body map[string]any) (any, *refusal) {
	return a.inTicket(r, func(t scenario.Ticket, w *written) *refusal {
		if t.State == "closed" {
			return &refusal{http.StatusBadRequest, "", "Client::BadRequest", "This ticket is closed"}
		}
		w.words = append(w.words, scenario.Message{At: a.since(), From: "us", Body: word(body, "body")})
		return nil
	})
}

func (a *api) closeTicket(r *http.Request, _ map[string]any) (any, *refusal) {
	return a.inTicket(r, func(t scenario.Ticket, w *written) *refusal {
		if t.State == "closed" {
			return &refusal{http.StatusBadRequest, "", "Client::BadRequest", "This ticket cannot be closed"}
		}
		w.states = append(w.states, turned{a.since(), "closed"})
		return nil
	})
}

func (a *api) reopenTicket(r *http.Request, body map[string]any) (any, *refusal) {
	return a.inTicket(r, func(_ scenario.Ticket, w *written) *refusal {
		w.states = append(w.states, turned{a.since(), "open"})
		w.words = append(w.words, scenario.Message{At: a.since(), From: "us", Body: word(body, "body")})
		return nil
	})
}

// allTickets are those of the scenario and those that were opened, with all that was written in them, and what the staff
// have answered to it.
func (a *api) allTickets() []scenario.Ticket {
	now := a.since()
	list := append([]scenario.Ticket(nil), a.world.Tickets(a.now())...)
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	for _, w := range a.state.written {
		if w.opened {
			list = append(list, w.ticket)
		}
	}
	for i := range list {
		t := &list[i]
		for _, w := range a.state.written {
			if w.ticket.ID == t.ID {
				w.onto(t, now)
			}
		}
	}
	return list
}

// onto lays what was written onto a ticket as it stands at a moment.
func (w *written) onto(t *scenario.Ticket, now time.Duration) {
	ours := w.words
	if w.opened {
		ours = append(append([]scenario.Message(nil), t.Thread...), ours...)
	}
	thread := append([]scenario.Message(nil), t.Thread...)
	for i, m := range ours {
		if i > 0 || !w.opened {
			thread = append(thread, m)
		}
		next := i+1 < len(ours) && ours[i+1].At < m.At+answerAfter // they answer the last of several
		if at := m.At + answerAfter; !next && at <= now {
			thread = append(thread, scenario.Message{At: at, From: "provider", Body: staffWords})
		}
	}
	t.Thread = sorted(thread)
	for _, s := range w.states {
		t.State = s.state
	}
}

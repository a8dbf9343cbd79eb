package ovh

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/account"
)

// ticket is what was last read of one ticket.
type ticket struct {
	account.Ticket
	thread time.Time // the ticket's date of change when its messages were read
}

// Tickets reads the support tickets with their messages. Tickets that are closed are not read again unless they
// open, and messages only when the ticket has changed, so that a refresh costs a call for each open ticket and two
// more. Of what cannot be read the last good reading is returned beside a *PartialError.
func (c *Client) Tickets(ctx context.Context) ([]account.Ticket, error) {
	var ids, open []int64
	err := c.get(ctx, "/support/tickets", &ids)
	if err == nil {
		err = c.get(ctx, "/support/tickets?status=open", &open)
	}
	if err != nil {
		return c.rememberedTickets(), err
	}
	type answer struct {
		ticket ticket
		err    error
	}
	list := []account.Ticket{}
	var failed []error
	for _, a := range fanOut(ctx, ids, func(ctx context.Context, id int64) answer {
		t, err := c.ticket(ctx, strconv.FormatInt(id, 10), slices.Contains(open, id))
		return answer{t, err}
	}) {
		if a.err != nil {
			failed = append(failed, a.err)
		}
		if a.ticket.ID != "" {
			list = append(list, a.ticket.Ticket)
		}
	}
	if len(failed) == 0 {
		return list, nil
	}
	return list, &PartialError{[]error{fmt.Errorf("%d of %d tickets could not be read: %w", len(failed), len(ids), failed[0])}}
}

// rememberedTickets are all that was read before, newest first; nil when nothing was.
func (c *Client) rememberedTickets() []account.Ticket {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []account.Ticket
	for _, t := range c.tickets {
		list = append(list, t.Ticket)
	}
	slices.SortFunc(list, func(a, b account.Ticket) int { return b.Created.Compare(a.Created) })
	return list
}

// ticket reads one ticket, or what has changed of it. Beside an error it returns what was known.
func (c *Client) ticket(ctx context.Context, id string, open bool) (ticket, error) {
	c.mu.Lock()
	known, ok := c.tickets[id]
	c.mu.Unlock()
	if ok && known.State == "closed" && !open && known.thread.Equal(known.Updated) {
		return known, nil
	}
	t, err := c.ticketHead(ctx, id)
	if err != nil {
		return known, fmt.Errorf("ticket %s: %w", id, err)
	}
	t.Thread, t.thread = known.Thread, known.thread
	if !ok || !t.Updated.Equal(known.thread) {
		var thread []account.Message
		if thread, err = c.messages(ctx, id); err == nil {
			t.Thread, t.thread = thread, t.Updated
		} else {
			err = fmt.Errorf("the messages of ticket %s: %w", id, err)
		}
	}
	c.mu.Lock()
	c.tickets[id] = t
	c.mu.Unlock()
	return t, err
}

// number is a ticket's number: a number in the published schema, text elsewhere.
type number string

// UnmarshalJSON takes either.
func (n *number) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) != nil {
		s = strings.TrimSpace(string(b))
	}
	*n = number(s)
	return nil
}

// shown is the number as OVHcloud's own pages and mails write it: CS1000001.
func (n number) shown() string {
	if n != "" && strings.Trim(string(n), "0123456789") == "" {
		return "CS" + string(n)
	}
	return string(n)
}

func (c *Client) ticketHead(ctx context.Context, id string) (ticket, error) {
	var d struct {
		Number   number    `json:"ticketNumber"`
		Subject  string    `json:"subject"`
		State    string    `json:"state"`
		Service  string    `json:"serviceName"`
		LastFrom string    `json:"lastMessageFrom"`
		Created  time.Time `json:"creationDate"`
		Updated  time.Time `json:"updateDate"`
	}
	if err := c.get(ctx, "/support/tickets/"+id, &d); err != nil {
		return ticket{}, err
	}
	t := account.Ticket{
		Provider: provider, ID: id, Number: d.Number.shown(), Subject: d.Subject, State: d.State,
		Service: d.Service, Created: d.Created, Updated: d.Updated, WaitingOn: account.Provider,
	}
	if d.LastFrom == "support" {
		t.WaitingOn = account.Us
	}
	return ticket{Ticket: t}, nil
}

func (c *Client) messages(ctx context.Context, id string) ([]account.Message, error) {
	var list []struct {
		From    string    `json:"from"`
		Body    string    `json:"body"`
		Created time.Time `json:"creationDate"`
	}
	if err := c.get(ctx, "/support/tickets/"+id+"/messages", &list); err != nil {
		return nil, err
	}
	messages := make([]account.Message, 0, len(list))
	for _, m := range list {
		from := account.Us
		if m.From == "support" {
			from = account.Provider
		}
		messages = append(messages, account.Message{Time: m.Created, From: from, Body: m.Body})
	}
	slices.SortStableFunc(messages, func(a, b account.Message) int { return a.Time.Compare(b.Time) })
	return messages, nil
}

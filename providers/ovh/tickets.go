package ovh

import (
	"context"
	"fmt"
	"sort"
	"time"

	"vigie/internal/account"
)

// Tickets reads the support tickets with their messages. The thread of a ticket that has not changed since is
// not read again.
func (c *Client) Tickets(ctx context.Context) ([]account.Ticket, error) {
	var ids []int64
	if err := c.get(ctx, "/support/tickets", &ids); err != nil {
		return nil, err
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = fmt.Sprint(id)
	}
	type read struct {
		ticket account.Ticket
		err    error
	}
	tickets := make([]account.Ticket, 0, len(ids))
	var failures int
	var firstErr error
	for _, r := range fanOut(ctx, names, func(ctx context.Context, id string) read {
		t, err := c.ticket(ctx, id)
		return read{t, err}
	}) {
		if r.err != nil {
			failures++
			if firstErr == nil {
				firstErr = r.err
			}
			continue
		}
		tickets = append(tickets, r.ticket)
	}
	switch {
	case failures == 0:
		return tickets, nil
	case len(tickets) == 0:
		return nil, firstErr
	default:
		return tickets, fmt.Errorf("%d of %d tickets could not be read: %w", failures, len(ids), firstErr)
	}
}

func (c *Client) ticket(ctx context.Context, id string) (account.Ticket, error) {
	var d struct {
		Number   int64     `json:"ticketNumber"`
		Subject  string    `json:"subject"`
		State    string    `json:"state"`
		Service  *string   `json:"serviceName"`
		LastFrom string    `json:"lastMessageFrom"`
		Created  time.Time `json:"creationDate"`
		Updated  time.Time `json:"updateDate"`
	}
	path := "/support/tickets/" + id
	if err := c.get(ctx, path, &d); err != nil {
		return account.Ticket{}, err
	}
	t := account.Ticket{
		Provider: provider, ID: id, Number: fmt.Sprintf("CS%d", d.Number), Subject: d.Subject, State: d.State,
		Created: d.Created, Updated: d.Updated, WaitingOn: account.Provider,
	}
	if d.Service != nil {
		t.Service = *d.Service
	}
	if d.LastFrom == "support" {
		t.WaitingOn = account.Us
	}
	messages, err := c.messages(ctx, path, d.Updated)
	t.Thread = messages
	return t, err
}

func (c *Client) messages(ctx context.Context, path string, updated time.Time) ([]account.Message, error) {
	c.mu.Lock()
	known, ok := c.threads[path]
	c.mu.Unlock()
	if ok && known.updated.Equal(updated) {
		return known.messages, nil
	}
	var list []struct {
		From    string    `json:"from"`
		Body    string    `json:"body"`
		Created time.Time `json:"creationDate"`
	}
	if err := c.get(ctx, path+"/messages", &list); err != nil {
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
	sort.SliceStable(messages, func(i, j int) bool { return messages[i].Time.Before(messages[j].Time) })
	c.mu.Lock()
	c.threads[path] = thread{updated, messages}
	c.mu.Unlock()
	return messages, nil
}

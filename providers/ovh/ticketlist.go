package ovh

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/account"
)

// listedTicket is one ticket of a list: its number, and its row where the API gives rows.
type listedTicket struct {
	id   string
	head *account.Ticket
}

// listTickets lists tickets by a filter.
func (c *Client) listTickets(ctx context.Context, filter url.Values) ([]listedTicket, error) {
	path := "/support/tickets"
	if len(filter) > 0 {
		path += "?" + filter.Encode()
	}
	list, err := c.entries(ctx, path, "ticketId")
	if err != nil {
		return nil, err
	}
	rows := make([]listedTicket, 0, len(list))
	for _, e := range list {
		row, err := listed(e)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// listed is a ticket as a list has it.
func listed(e entry) (listedTicket, error) {
	broken := fmt.Errorf("the list of tickets: %w", &APIError{Status: http.StatusOK})
	if _, err := strconv.ParseInt(e.id, 10, 64); err != nil {
		return listedTicket{}, broken // it would be part of a path
	}
	if e.whole == nil {
		return listedTicket{id: e.id}, nil
	}
	var row ticketRow
	if json.Unmarshal(e.whole, &row) != nil {
		return listedTicket{}, broken
	}
	row.ID = number(e.id)
	t := row.ticket()
	return listedTicket{id: e.id, head: &t}, nil
}

// ticketRow is a support.Ticket.
type ticketRow struct {
	ID          number    `json:"ticketId"`
	Number      number    `json:"ticketNumber"`
	Subject     string    `json:"subject"`
	State       string    `json:"state"`
	Service     string    `json:"serviceName"`
	LastFrom    string    `json:"lastMessageFrom"`
	CanBeClosed bool      `json:"canBeClosed"`
	Created     time.Time `json:"creationDate"`
	Updated     time.Time `json:"updateDate"`
}

func (r *ticketRow) ticket() account.Ticket {
	t := account.Ticket{
		Provider: provider, ID: string(r.ID), Number: r.Number.shown(), Subject: r.Subject, State: r.State,
		Service: r.Service, Created: r.Created, Updated: r.Updated, WaitingOn: account.Provider, CanBeClosed: r.CanBeClosed,
	}
	if r.LastFrom == "support" {
		t.WaitingOn = account.Us
	}
	return t
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

func (c *Client) ticketHead(ctx context.Context, id string) (account.Ticket, error) {
	var row ticketRow
	if err := c.get(ctx, "/support/tickets/"+id, &row); err != nil {
		return account.Ticket{}, err
	}
	row.ID = number(id)
	return row.ticket(), nil
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

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

// rowsAtOnce is how many rows a list is asked for at once, and ticketPages how many such pages.
const (
	rowsAtOnce  = 1000
	ticketPages = 50
)

// listedTicket is one ticket of a list: its number, and its row where the API gives rows.
type listedTicket struct {
	id   string
	head *account.Ticket
}

// listTickets lists tickets by a filter. The API's lists hold bare numbers; asked with the headers of its own control
// panel some hold whole rows instead, a page at a time, which no customer is promised: either is taken.
func (c *Client) listTickets(ctx context.Context, filter url.Values) ([]listedTicket, error) {
	path := "/support/tickets"
	if len(filter) > 0 {
		path += "?" + filter.Encode()
	}
	var all []listedTicket
	for page := 1; page <= ticketPages; page++ {
		rows, err := c.ticketPage(ctx, path, page)
		if err != nil {
			return nil, err
		}
		again := page > 1 && len(rows) > 0 && slices.ContainsFunc(all, func(x listedTicket) bool { return x.id == rows[0].id })
		if again {
			return all, nil // the number of the page meant nothing to it
		}
		all = append(all, rows...)
		if len(rows) < rowsAtOnce || rows[0].head == nil {
			return all, nil
		}
	}
	return all, nil
}

func (c *Client) ticketPage(ctx context.Context, path string, page int) ([]listedTicket, error) {
	var raw json.RawMessage
	header := http.Header{
		"X-Pagination-Mode": {"CachedObjectList-Pages"}, "X-Pagination-Size": {strconv.Itoa(rowsAtOnce)},
		"X-Pagination-Number": {strconv.Itoa(page)}, "Pragma": {"no-cache"},
	}
	if err := c.caller.read(ctx, question{method: http.MethodGet, path: path, header: header, signed: true}, &raw); err != nil {
		return nil, err
	}
	return readTicketList(raw)
}

// readTicketList takes a list apart, whatever it holds.
func readTicketList(list []byte) ([]listedTicket, error) {
	broken := fmt.Errorf("the list of tickets: %w", &APIError{Status: http.StatusOK})
	var raw []json.RawMessage
	if json.Unmarshal(list, &raw) != nil {
		return nil, broken
	}
	rows := make([]listedTicket, 0, len(raw))
	for _, r := range raw {
		if id, err := strconv.ParseInt(string(r), 10, 64); err == nil {
			rows = append(rows, listedTicket{id: strconv.FormatInt(id, 10)})
			continue
		}
		var row ticketRow
		if json.Unmarshal(r, &row) != nil || row.ID == "" || row.ID == "null" {
			return nil, broken
		}
		t := row.ticket()
		rows = append(rows, listedTicket{id: t.ID, head: &t})
	}
	return rows, nil
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

package ovh

import (
	"context"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
)

// recently is how far back tickets are looked at to tell a new one from those before it.
const recently = 48 * time.Hour

// Before tells how things stand before a letter is sent. What cannot be read stands in it as unknown.
func (c *Client) Before(ctx context.Context, l account.Letter) account.Mark {
	m := account.Mark{Time: time.Now(), Same: -1}
	if c.caller.prototype.AppKey != "" {
		if ahead, err := c.caller.clock.offset(ctx); err == nil {
			m.Time = m.Time.Add(-ahead)
		}
	}
	if l.Kind == account.NewTicket {
		if rows, err := c.listTickets(ctx, madeSince(m.Time)); err == nil {
			m.Tickets = []string{}
			for _, x := range rows {
				m.Tickets = append(m.Tickets, x.id)
			}
		}
		return m
	}
	if thread, err := c.messages(ctx, l.Ticket); err == nil {
		m.Same = sameWords(thread, l.Body, time.Time{})
	}
	return m
}

// madeSince filters the tickets that were made since a time, or shortly before it.
func madeSince(t time.Time) url.Values {
	return url.Values{"minCreationDate": {t.Add(-recently).UTC().Format(time.RFC3339)}}
}

// unmarked is how much clocks may differ where it is not known how things stood before.
const unmarked = 2 * time.Minute

// Find looks whether a letter whose answer was lost has arrived, by how things stood before it was sent. An error says
// that this cannot be told now.
func (c *Client) Find(ctx context.Context, l account.Letter, m account.Mark) (receipt account.Receipt, found bool, err error) {
	switch l.Kind {
	case account.NewTicket:
		return c.findNew(ctx, l, m)
	case account.Close:
		t, err := c.ticketHead(ctx, l.Ticket)
		return account.Receipt{Ticket: t.ID, Number: t.Number}, t.State == "closed", err
	}
	thread, err := c.messages(ctx, l.Ticket)
	if err != nil {
		return account.Receipt{}, false, err
	}
	receipt = account.Receipt{Ticket: l.Ticket, Number: l.Number}
	if m.Same >= 0 {
		return receipt, sameWords(thread, l.Body, time.Time{}) > m.Same, nil
	}
	return receipt, sameWords(thread, l.Body, m.Time.Add(-unmarked)) > 0, nil
}

// findNew looks through the tickets that were not there before.
func (c *Client) findNew(ctx context.Context, l account.Letter, m account.Mark) (account.Receipt, bool, error) {
	rows, err := c.listTickets(ctx, madeSince(m.Time))
	if err != nil {
		return account.Receipt{}, false, err
	}
	const most = 100 // are looked at: where the filter was passed over, the list may be of thousands
	slices.SortFunc(rows, func(a, b listedTicket) int { return later(a.id, b.id) })
	like := ""
	for _, x := range rows[:min(len(rows), most)] {
		if slices.Contains(m.Tickets, x.id) {
			continue
		}
		t, err := c.ticketHead(ctx, x.id)
		if err == nil && (m.Tickets != nil || !t.Created.Before(m.Time.Add(-unmarked))) {
			t.Thread, err = c.messages(ctx, x.id)
		}
		alike := plainWords(t.Subject) == plainWords(l.Subject)
		switch {
		case err != nil:
			return account.Receipt{}, false, fmt.Errorf("ticket %s: %w", x.id, err)
		case sameWords(t.Thread, l.Body, time.Time{}) > 0, alike && len(t.Thread) == 0 && m.Tickets != nil:
			return account.Receipt{Ticket: t.ID, Number: t.Number}, true, nil
		case alike && len(t.Thread) > 0:
			like = t.Number
		}
	}
	if like != "" {
		return account.Receipt{}, false, fmt.Errorf("ticket %s has come up with the same subject and other words; look whether it is yours", like)
	}
	return account.Receipt{}, false, nil
}

// sameWords counts our messages since a time that say the same.
func sameWords(thread []account.Message, body string, since time.Time) int {
	const telling = 24 // bytes: a shorter text may well be a part of another one
	want := plainWords(body)
	n := 0
	for _, m := range thread {
		if m.From != account.Us || m.Time.Before(since) {
			continue
		}
		said := plainWords(m.Body)
		if said == want || len(want) >= telling && strings.Contains(said, want) {
			n++
		}
	}
	return n
}

// plainWords is a text without what a server may change of it on the way: line ends, spaces, entities of HTML.
func plainWords(s string) string { return strings.Join(strings.Fields(html.UnescapeString(s)), " ") }

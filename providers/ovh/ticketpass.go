package ovh

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"vigie/internal/account"
)

// readTickets reads heads, then threads, as many as the pass may. It tells what went wrong, and how many were read.
func (c *Client) readTickets(ctx context.Context, open []listedTicket, most int) (failed []error, of int) {
	heads := c.headsToRead(open, most/2) // half is for messages: the newest are read before the oldest title is
	failed = append(failed, failures(fanOut(ctx, heads, c.readHead))...)
	threads := c.threadsToRead(most - len(heads))
	failed = append(failed, failures(fanOut(ctx, threads, c.readThread))...)
	return failed, len(heads) + len(threads)
}

// passCalls is how many calls a pass makes beside its lists.
func (c *Client) passCalls() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.desk.tickets) == 0 {
		return firstTicketCalls
	}
	return ticketCalls
}

func failures(errs []error) []error {
	return slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// headsToRead are the tickets to look at: first the known open ones that came as bare numbers, those that were not looked
// at for the longest time, then those of which nothing is known or that have opened or closed, open ones before the
// newest.
func (c *Client) headsToRead(open []listedTicket, most int) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	var again []string
	isOpen := make(map[string]int, len(open))
	for _, x := range open {
		isOpen[x.id] = 1
		if x.head == nil && !c.desk.wanted[x.id] && now.Sub(c.desk.looked[x.id]).Abs() >= lookAgain {
			again = append(again, x.id)
		}
	}
	slices.SortStableFunc(again, func(a, b string) int { return c.desk.looked[a].Compare(c.desk.looked[b]) })
	again = again[:min(len(again), refreshed)]
	var unknown []string
	for id := range c.desk.wanted {
		unknown = append(unknown, id)
	}
	slices.SortFunc(unknown, func(a, b string) int {
		return cmp.Or(c.desk.failed[a].Compare(c.desk.failed[b]), isOpen[b]-isOpen[a], later(a, b))
	})
	again = append(again, unknown[:min(len(unknown), max(0, most-len(again)))]...)
	return again
}

// threadsToRead are the tickets whose messages have changed, n at most: open ones first, then the newest.
func (c *Client) threadsToRead(n int) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []string
	for id, t := range c.desk.tickets {
		if !t.ThreadAt.Equal(t.Updated) {
			list = append(list, id)
		}
	}
	rank := func(id string) int {
		if c.desk.tickets[id].State == "open" {
			return 0
		}
		return 1
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(c.desk.failed[a].Compare(c.desk.failed[b]), rank(a)-rank(b), later(a, b))
	})
	return list[:min(len(list), n)]
}

func (c *Client) readHead(ctx context.Context, id string) error {
	t, err := c.ticketHead(ctx, id)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		c.desk.failed[id] = c.now()
		return fmt.Errorf("ticket %s: %w", id, err)
	}
	c.takeHead(t)
	return nil
}

func (c *Client) readThread(ctx context.Context, id string) error {
	c.mu.Lock()
	t := c.desk.tickets[id]
	c.mu.Unlock()
	thread, err := c.messages(ctx, id)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		c.desk.failed[id] = c.now()
		return fmt.Errorf("the messages of ticket %s: %w", id, err)
	}
	delete(c.desk.failed, id)
	now := c.desk.tickets[id]
	now.Thread, now.ThreadAt = thread, t.Updated
	c.desk.tickets[id] = now
	return nil
}

// Ticket reads one ticket with its messages, as it is now.
func (c *Client) Ticket(ctx context.Context, id string) (account.Ticket, error) {
	err := c.readHead(ctx, id)
	if err == nil {
		err = c.readThread(ctx, id)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.desk.tickets[id], err
}

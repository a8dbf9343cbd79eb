package ovh

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"vigie/internal/account"
)

// readTickets reads heads, then threads, as many as one pass may. It tells what went wrong, and how many were read.
func (c *Client) readTickets(ctx context.Context, open []listedTicket) (failed []error, of int) {
	heads := c.headsToRead(open)
	failed = append(failed, failures(fanOut(ctx, heads, c.readHead))...)
	threads := c.threadsToRead(ticketCalls - len(heads))
	failed = append(failed, failures(fanOut(ctx, threads, c.readThread))...)
	return failed, len(heads) + len(threads)
}

func failures(errs []error) []error {
	return slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// headsToRead are the tickets to look at: those of which nothing is known or that have opened or closed, the newest
// first, and of the open ones that came as bare numbers those that were not looked at for the longest time.
func (c *Client) headsToRead(open []listedTicket) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var again []string
	for _, x := range open {
		if x.head == nil && !c.desk.wanted[x.id] {
			again = append(again, x.id)
		}
	}
	slices.SortStableFunc(again, func(a, b string) int { return c.desk.looked[a].Compare(c.desk.looked[b]) })
	again = again[:min(len(again), refreshed)]
	var unknown []string
	for id := range c.desk.wanted {
		unknown = append(unknown, id)
	}
	slices.SortFunc(unknown, func(a, b string) int { return cmp.Or(c.desk.failed[a].Compare(c.desk.failed[b]), later(a, b)) })
	// Half of a pass is left for messages, so that the newest can be read before the oldest title is.
	return append(again, unknown[:min(len(unknown), ticketCalls/2)]...)
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

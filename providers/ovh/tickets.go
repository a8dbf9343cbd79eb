package ovh

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"vigie/internal/account"
)

const (
	// ticketCalls is how many single tickets, or threads, one pass reads: an account with thousands of them is read in
	// many passes, the newest first, and each leaves room for what else is asked.
	ticketCalls = 100
	// firstTicketCalls is how many the very first pass reads, so that there is soon something to see.
	firstTicketCalls = 30
	// refreshed is how many open tickets one pass looks at again where the API gives no rows in its lists.
	refreshed = 30
	// lookAgain is how long an open ticket is as it was: passes that follow each other soon leave it.
	lookAgain = 30 * time.Second
	// listAgain is how often the list of all tickets is asked for; between, only what is open or new.
	listAgain = 24 * time.Hour
	// overlap is how far back what is new is asked for: clocks differ.
	overlap = 24 * time.Hour
)

// desk is what a client has read of the tickets. Its fields are guarded by the client's mutex.
type desk struct {
	tickets map[string]account.Ticket
	looked  map[string]time.Time // when the head of a ticket was last read
	wanted  map[string]bool      // tickets whose heads are to be read
	failed  map[string]time.Time // when reading one last went wrong: the others come first
	listed  time.Time            // when all of them were last listed
	poor    bool                 // the last pass failed, or most of it
}

func newDesk() desk {
	return desk{
		tickets: make(map[string]account.Ticket), looked: make(map[string]time.Time),
		wanted: make(map[string]bool), failed: make(map[string]time.Time),
	}
}

// RememberTickets tells the client what was read before it was made, and when all tickets were last listed (zero:
// never), so that only what is new since needs to be read.
func (c *Client) RememberTickets(list []account.Ticket, listed time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range list {
		if _, known := c.desk.tickets[t.ID]; !known {
			c.desk.tickets[t.ID] = t
		}
	}
	c.desk.listed = listed
}

// TicketsListed is when all tickets were last listed; zero before that.
func (c *Client) TicketsListed() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.desk.listed
}

// TicketsLeft is how many tickets are known but not wholly read yet: further passes read them.
func (c *Client) TicketsLeft() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ticketsLeft(func(string) bool { return true })
}

// TicketsMore tells whether another pass is worth while at once: there are tickets left that have not just failed, and
// the last pass did not mostly fail.
func (c *Client) TicketsMore() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.desk.poor && c.ticketsLeft(func(id string) bool { return c.desk.failed[id].IsZero() }) > 0
}

// ticketsLeft counts. Held: mu.
func (c *Client) ticketsLeft(counts func(id string) bool) int {
	n := 0
	for id := range c.desk.wanted {
		if counts(id) {
			n++
		}
	}
	for id, t := range c.desk.tickets {
		if !t.ThreadAt.Equal(t.Updated) && !c.desk.wanted[id] && counts(id) {
			n++
		}
	}
	return n
}

// judgePass remembers whether a pass was worth while.
func (c *Client) judgePass(poor bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.desk.poor = poor
}

// Tickets makes one pass over the support tickets and returns all that is known of them, the newest first. What is open
// and what is new is listed each time, all of them once a day. A ticket is read again only when it has changed, and one
// pass reads a bounded number (see TicketsLeft): first the open ones, then the newest. Of what cannot be read the last
// good reading is returned beside an error, a *PartialError where some of it could be read.
func (c *Client) Tickets(ctx context.Context) ([]account.Ticket, error) {
	most := c.passCalls()
	open, err := c.listTickets(ctx, url.Values{"status": {"open"}})
	if err == nil {
		c.takeOpen(open)
		err = c.listNew(ctx)
	}
	if err != nil {
		c.judgePass(true)
		return c.rememberedTickets(), err
	}
	failed, of := c.readTickets(ctx, open, most)
	c.judgePass(2*len(failed) > of)
	if len(failed) == 0 {
		return c.rememberedTickets(), nil
	}
	return c.rememberedTickets(), &PartialError{[]error{
		fmt.Errorf("%d of %d tickets could not be read: %w", len(failed), of, failed[0]),
	}}
}

// listNew lists the tickets that were made lately, or all of them.
func (c *Client) listNew(ctx context.Context) error {
	now := c.now()
	q := url.Values{}
	c.mu.Lock()
	all := c.desk.listed.IsZero() || now.Sub(c.desk.listed).Abs() >= listAgain
	if !all {
		var newest time.Time
		for _, t := range c.desk.tickets {
			if t.Created.After(newest) {
				newest = t.Created
			}
		}
		all = newest.IsZero()
		q.Set("minCreationDate", newest.Add(-overlap).UTC().Format(time.RFC3339))
	}
	c.mu.Unlock()
	if all {
		q = url.Values{}
	}
	rows, err := c.listTickets(ctx, q)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.takeRows(rows)
	if all {
		c.desk.listed = now
	}
	return nil
}

// takeOpen takes in what is open now. What was open and is not among it has to be looked at.
func (c *Client) takeOpen(open []listedTicket) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.takeRows(open)
	still := make(map[string]bool, len(open))
	for _, x := range open {
		still[x.id] = true
	}
	for id, t := range c.desk.tickets {
		if (t.State == "open") != still[id] {
			c.desk.wanted[id] = true
		}
	}
}

// takeRows takes in rows of a list. Held: mu.
func (c *Client) takeRows(rows []listedTicket) {
	for _, x := range rows {
		switch _, known := c.desk.tickets[x.id]; {
		case x.head != nil:
			c.takeHead(*x.head)
		case !known:
			c.desk.wanted[x.id] = true
		}
	}
}

// takeHead takes in a ticket without its messages; those that were read stay. Held: mu.
func (c *Client) takeHead(t account.Ticket) {
	known := c.desk.tickets[t.ID]
	t.Thread, t.ThreadAt = known.Thread, known.ThreadAt
	c.desk.tickets[t.ID] = t
	c.desk.looked[t.ID] = c.now()
	delete(c.desk.wanted, t.ID)
	delete(c.desk.failed, t.ID)
}

// rememberedTickets are all that were read, the newest first; nil when none was.
func (c *Client) rememberedTickets() []account.Ticket {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []account.Ticket
	for _, t := range c.desk.tickets {
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b account.Ticket) int { return later(a.ID, b.ID) })
	return list
}

// later orders IDs, the newest first: they are numbers that rise.
func later(a, b string) int {
	x, _ := strconv.ParseInt(a, 10, 64)
	y, _ := strconv.ParseInt(b, 10, 64)
	switch {
	case x > y:
		return -1
	case x < y:
		return 1
	}
	return 0
}

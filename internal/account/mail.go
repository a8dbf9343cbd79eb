package account

import "time"

// Mail is a mail that the provider wrote to the owner of the account. It can be read here while the mailbox that it
// went to is down.
type Mail struct {
	Provider string
	ID       string
	Time     time.Time
	Title    string
	Body     string // plain text; cut where it is very long
	Priority string // high, medium, low
	Topics   []string
	Sent     []Delivery
}

// Delivery is what became of a mail at one of its addresses.
type Delivery struct {
	To    string
	State string // delivered, bounced, dropped, queued, sent
}

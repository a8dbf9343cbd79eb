package account

import "time"

// Ticket is a support ticket.
type Ticket struct {
	Provider    string
	ID          string
	Number      string
	Subject     string
	State       string // open, closed, unknown
	Service     string // the resource that it is about
	Created     time.Time
	Updated     time.Time
	WaitingOn   Party
	CanBeClosed bool
	Thread      []Message // oldest first
	ThreadAt    time.Time // Updated as it was when the thread was read; zero before that
}

// Answered is when the other side last wrote; zero where it never did, or the messages are not read yet.
func (t *Ticket) Answered() time.Time {
	for i := len(t.Thread) - 1; i >= 0; i-- {
		if t.Thread[i].From == Provider {
			return t.Thread[i].Time
		}
	}
	return time.Time{}
}

// Party is one of the two that write in a ticket.
type Party string

// The two parties of a ticket.
const (
	Us       Party = "us"
	Provider Party = "provider"
)

// Message is one message of a ticket.
type Message struct {
	Time time.Time
	From Party
	Body string
}

package account

import "time"

// Letter is what we write to the provider's support: a new ticket, an answer in one, why one is opened again, or that
// one may be closed.
type Letter struct {
	Kind    LetterKind
	Ticket  string // ID; empty for a new one
	Number  string // of that ticket, as people call it
	Subject string // of a new one; for the others it is that of the ticket, and not sent
	Body    string
	Service string // the ID of the resource that a new one is about; may be empty

	// Of a new one, in the provider's own words; each may be empty.
	Category, Product, Subcategory, Type, Urgency, Impact string
}

// LetterKind is what a letter does.
type LetterKind string

// The kinds of letter.
const (
	NewTicket LetterKind = "new"
	Reply     LetterKind = "reply"
	Close     LetterKind = "close"
	Reopen    LetterKind = "reopen"
)

// Call is one change as it is sent to a provider. It is shown to a person first, and sent as it was shown.
type Call struct {
	Method string
	Path   string
	Body   []byte // JSON; nil where there is none
}

// Receipt is what a provider says to a change.
type Receipt struct {
	QueryID string // what its support asks for; may be there beside an error, too
	Ticket  string // ID of the ticket that was made
	Number  string // its number, as people call it
	Notice  string // a warning; may be empty
}

// Mark is how things stood before a letter was sent. By it, the letter can be told later from an older one with the
// same words.
type Mark struct {
	Time    time.Time // by the provider's clock
	Tickets []string  // IDs of those that were made lately; nil where they could not be read
	Same    int       // messages of ours with the same words in the same ticket; -1 where they could not be read
}

// UncertainError says that a change was sent and its answer lost, so that nobody knows whether it was made.
type UncertainError struct{ Err error }

// Error says so, and how the answer was lost.
func (e *UncertainError) Error() string {
	return "it was sent, but whether it was done is not known: " + e.Err.Error()
}

// Unwrap is how the answer was lost.
func (e *UncertainError) Unwrap() error { return e.Err }

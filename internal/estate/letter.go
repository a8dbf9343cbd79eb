package estate

import (
	"time"

	"vigie/internal/account"
)

// Errand is what a person wants to write to a provider's support about: a ticket, or else a site, a resource, or nothing
// in particular.
type Errand struct {
	Ticket   string // ID
	Site     string // name
	Resource string // ID
	Account  string // label of the one that a new ticket goes to; empty: the one that holds what it is about
	Draft    Draft  // one to go on with; none where its ID is 0
}

// UndecidedError says that it is for a person to choose the account that a new ticket goes to.
type UndecidedError struct {
	Accounts []account.Identity // of which Label is always known
}

func (e *UndecidedError) Error() string { return "there are several accounts that it may be for" }

// Draft is a letter while it is written.
type Draft struct {
	Account string // label of the one in which it is sent
	ID      int64  // by which it is kept; 0: it is not kept yet
	Letter  account.Letter
	Changed time.Time // when its words last were; by this it is told from what somebody else has made of it
	Note    string    // what was found out about it, in words; may be empty
	Lost    bool      // it was sent and its answer lost: it is looked up before it may be sent again
}

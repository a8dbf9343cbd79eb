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
	Draft    Draft  // one to go on with; none where its ID is 0
}

// Draft is a letter while it is written.
type Draft struct {
	Account string // in which it is sent
	ID      int64  // by which it is kept; 0: it is not kept yet
	Letter  account.Letter
	Changed time.Time // when its words last were; by this it is told from what somebody else has made of it
	Note    string    // what was found out about it, in words; may be empty
	Lost    bool      // it was sent and its answer lost: it is looked up before it may be sent again
}

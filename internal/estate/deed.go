package estate

import (
	"context"

	"vigie/internal/account"
)

// Deed is something that a person wants changed at a provider.
type Deed struct {
	Kind     DeedKind
	Resource string // ID of what it is done to; of a name, empty
	Site     string // whose name is to lead elsewhere
	To       string // where it, or an address, is to lead
	By       string // who wants it
}

// DeedKind is what is to be done.
type DeedKind string

// The deeds.
const (
	Reboot   DeedKind = "reboot"
	Rescue   DeedKind = "rescue" // start from the provider's rescue system
	Disk     DeedKind = "disk"   // start from the disk again
	Fallback DeedKind = "fallback"
	Move     DeedKind = "move" // of an address block
)

// Planned is a deed that is thought through: what would be sent, and how it is sent.
type Planned struct {
	account.Plan
	Account string // whose it is
	// Carry sends it and waits for its end; each step is told in words as it is made. It is called once.
	Carry func(ctx context.Context, tell func(string)) error
}

package account

import "time"

// Record is one record of a zone.
type Record struct {
	ID     string
	Zone   string
	Name   string // in full, lower case, without a dot at its end
	Type   string // A, AAAA, CNAME
	Target string
	TTL    time.Duration // zero where the zone's own holds
}

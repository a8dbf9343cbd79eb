package jsonl

import (
	"time"

	"vigie/internal/result"
)

// Change is the line of a confirmed change of a site.
type Change struct {
	Event   string       `json:"event"` // change
	Site    string       `json:"site"`
	From    result.State `json:"from"`
	To      result.State `json:"to"`
	Since   stamp        `json:"since"` // the first sample that showed it
	Failure text         `json:"failure"`
	Reason  text         `json:"reason"`
	Time    stamp        `json:"time"` // when it was confirmed
}

// FromChange is the line of a change of a site from a state to another, at a moment, begun earlier.
func FromChange(site string, from, to result.State, since, at time.Time, f result.Failure, reason string) Change {
	return Change{
		Event: "change", Site: site, From: from, To: to, Since: stamp(since), Failure: text(f), Reason: text(reason), Time: stamp(at),
	}
}

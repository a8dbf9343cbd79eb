package estate

import (
	"time"

	"vigie/internal/account"
	"vigie/internal/result"
)

// Clocks are the moments of a notice, by our clock and by theirs. One that is not known is zero.
type Clocks struct {
	Failed time.Time // the first failing sample of the sites that it surely or likely concerns, of those that are down now
	Read   time.Time // when the notice was first read here
	Began  time.Time // of the outage, as the notice declares it
	Posted time.Time // the notice, first
}

// Lag is how long after our first failing sample the notice was posted, negative where it was posted before; ok is
// false where either moment is not known.
func (c Clocks) Lag() (lag time.Duration, ok bool) {
	if c.Failed.IsZero() || c.Posted.IsZero() {
		return 0, false
	}
	return c.Posted.Sub(c.Failed), true
}

// Clocks are the moments of a notice. Sites that it only possibly concerns tell nothing of it: they may be down for
// another reason.
func (s *Snapshot) Clocks(n account.Notice) Clocks {
	c := Clocks{Read: n.Seen, Began: n.Started, Posted: n.Posted}
	sure := make(map[string]bool, len(n.Touches))
	for _, t := range n.Touches {
		if t.How != account.Possible {
			sure[t.Resource] = true
		}
	}
	for _, x := range s.Sites {
		if x.State == result.Down && sure[x.Resource] && (c.Failed.IsZero() || x.Since.Before(c.Failed)) {
			c.Failed = x.Since
		}
	}
	return c
}

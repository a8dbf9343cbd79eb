package estate_test

import (
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

func TestTheClocksOfANoticeAreOursAndTheirs(t *testing.T) {
	noon := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	s := &estate.Snapshot{Sites: []*estate.Site{
		{Name: "Shop", Resource: "ns1", State: result.Down, Since: noon.Add(5 * time.Minute)},
		{Name: "Till", Resource: "ns1", State: result.Down, Since: noon.Add(2 * time.Minute)},
		{Name: "Blog", Resource: "ns1", State: result.Up, Since: noon.Add(-time.Hour)},
		{Name: "Mail", Resource: "ns2", State: result.Down, Since: noon.Add(-2 * time.Hour)},
		{Name: "Elsewhere", State: result.Down, Since: noon.Add(-3 * time.Hour)},
	}}
	posted := noon.Add(30 * time.Minute)
	likely := []account.Touch{{Resource: "ns1", How: account.Likely}, {Resource: "ns2", How: account.Possible}}
	for name, c := range map[string]struct {
		notice account.Notice
		failed time.Time
		lag    time.Duration
		known  bool
	}{
		"the earliest of those that it likely concerns": {account.Notice{Posted: posted, Touches: likely}, noon.Add(2 * time.Minute), 28 * time.Minute, true},
		"posted before it was seen":                     {account.Notice{Posted: noon, Touches: likely}, noon.Add(2 * time.Minute), -2 * time.Minute, true},
		"posted at a time that is not told":             {account.Notice{Touches: likely}, noon.Add(2 * time.Minute), 0, false},
		"it only possibly concerns what is down":        {account.Notice{Posted: posted, Touches: likely[1:]}, time.Time{}, 0, false},
		"it concerns nothing":                           {account.Notice{Posted: posted}, time.Time{}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.Clocks(c.notice)
			if lag, known := got.Lag(); !got.Failed.Equal(c.failed) || lag != c.lag || known != c.known {
				t.Errorf("%+v, a lag of %v (%v)", got, lag, known)
			}
		})
	}
}

package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
)

func TestNoticesAreListedWithWhatTheyTouch(t *testing.T) {
	at := time.Date(2021, 3, 10, 2, 42, 0, 0, time.Local)
	s := &estate.Snapshot{
		Now:   at.Add(time.Hour),
		Sites: []*estate.Site{{Name: "Shop", Resource: "ns1"}, {Name: "Till\x1b[2J", Resource: "ns1"}},
		Notices: []account.Notice{
			{ID: "n1", State: "identified", Impact: "critical", Title: "Fire", Posted: at, Touches: []account.Touch{
				{Resource: "ns1", How: account.Likely}, {Resource: "ns2", How: account.Possible},
			}},
			{ID: "n2", State: "open", Title: "Undated"},
			{ID: "n3", State: "scheduled", Title: "Works", Posted: at, Planned: true},
		},
	}
	for name, c := range map[string]struct {
		list func(*paper)
		want string
	}{
		"notices": {func(p *paper) { listNotices(p, s, s.Notices) }, `
2021-03-10 02:42  identified     critical     Fire
    likely     ns1  Shop, Till␛[2J
    possible   ns2
                  open                        Undated
2021-03-10 02:42  scheduled                   Works
`},
		"status": {func(p *paper) { printOpenNotices(p, s) }, `

10 Mar 02:42  identified     Fire
    likely     ns1  Shop, Till␛[2J
    possible   ns2
              open           Undated
`},
	} {
		var out bytes.Buffer
		c.list(newPaper(&out, &flags{noColor: true}))
		if got := out.String(); got != strings.TrimPrefix(c.want, "\n") {
			t.Errorf("%s:\n%swant:%s", name, got, c.want)
		}
	}
}

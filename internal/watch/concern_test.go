package watch

import (
	"fmt"
	"testing"
	"time"

	"vigie/internal/account"
)

// What a notice concerns follows the notices and the account, whichever of them is heard later, and no list is changed that
// a snapshot holds.
func TestANoticeConcernsWhatTheAccountHolds(t *testing.T) {
	at := time.Date(2021, 3, 10, 1, 0, 0, 0, time.UTC)
	notice := account.Notice{Provider: "ovh", ID: "n1", Scope: account.Scope{Datacenters: []string{"sbg2"}, Product: account.ForDedicated}}
	ours := account.Resource{Provider: "ovh", Kind: account.DedicatedServer, ID: "ns1", Place: account.Place{Provider: "ovh", Datacenter: "sbg2"}}
	c := &core{sources: []*source{{facts: Facts{Notices: []account.Notice{notice}}}, {}}}
	c.joinAll()
	before := c.picture(at)
	c.sources[1].facts.Resources = []account.Resource{ours}
	c.joinAll()
	after := c.picture(at)
	if got := fmt.Sprint(before.Notices[0].Touches, after.Notices[0].Touches); got != "[] [{ns1 likely}]" {
		t.Errorf("concerns %s", got)
	}
	c.sources[1].facts.Resources = nil
	c.joinAll()
	if got := fmt.Sprint(after.Notices[0].Touches, c.picture(at).Notices[0].Touches); got != "[{ns1 likely}] []" {
		t.Errorf("concerns %s", got)
	}
}

package feed

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"vigie/internal/account"
)

// Of a notice, the places of its title, what else it names, its cause and its promises are told.
func TestANoticeIsReadWhole(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := `{"scheduled_maintenances":[]}`
		if strings.HasSuffix(r.URL.Path, "unresolved.json") {
			body = `{"incidents":[{"id":"aaaaaa111111","name":"[GRA11/SBG5][Compute - Instance] - Rack R832B16/R832B17","status":"identified","impact":"major","created_at":"2026-08-01T10:00:00Z",
				"incident_updates":[
					{"status":"identified","created_at":"2026-08-01T11:00:00Z","body":"<b>Start Time :</b> 01/08/2026 09:30 UTC<br>End time : 02/08/2026 08:00 UTC<br>Root Cause : caused by https://network.status-ovhcloud.com/incidents/bbbbbb222222"},
					{"status":"investigating","created_at":"2026-08-01T10:00:00Z","body":"We look. End time: 01/08/2026 18:00 UTC"}]}]}`
		}
		_, _ = w.Write([]byte(body)) // whoever asked may have gone
	}))
	defer page.Close()
	p, err := New(page.URL, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	list, err := notices(t, p)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d notices, %v", len(list), err)
	}
	n := list[0]
	if s := n.Scope; !slices.Equal(s.Racks, []string{"R832B16", "R832B17"}) || !slices.Equal(s.Datacenters, []string{"gra11", "sbg5"}) ||
		!slices.Equal(s.Regions, s.Datacenters) || len(s.Sites) != 0 || s.Product != account.ForCloud {
		t.Errorf("scope %+v", s)
	}
	if n.Parent != "bbbbbb222222" || n.Started.Hour() != 9 || n.ETA.Day() != 2 {
		t.Errorf("parent %q, started %v, until %v", n.Parent, n.Started, n.ETA)
	}
	if len(n.Updates) != 2 || n.Updates[0].ETA.Hour() != 18 || n.Updates[1].ETA.Day() != 2 {
		t.Errorf("updates %+v", n.Updates)
	}
}

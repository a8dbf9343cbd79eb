package feed

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
)

const unresolved = `{"page":{"id":"p"},"incidents":[{"id":"k7","name":"[SBG2][Dedicated Servers] - Rack S201A01","status":"identified",
"impact":"critical","created_at":"2021-03-10T03:42:00+01:00","updated_at":"2021-03-10T05:00:00+01:00","resolved_at":null,
"shortlink":"javascript:alert(1)","incident_updates":[
{"status":"identified","body":"Burns &amp; spreads.<br />\u001b[31m","created_at":"2021-03-10T05:00:00+01:00"},
{"status":"investigating","body":"<b>Start time :</b> 9/3/2021 23:47 UTC\n<b>End time :</b> 15/03/2021 12:00 UTC","created_at":"2021-03-10T03:42:00+01:00"}]}]}`

const planned = `{"scheduled_maintenances":[
{"id":"m1","name":"[Scheduled] [RBX8] - x","status":"scheduled","impact":"maintenance","created_at":"2021-03-01T00:00:00Z",
 "updated_at":"2021-03-01T00:00:00Z","scheduled_for":"2021-04-01T06:00:00Z","scheduled_until":"2021-04-01T14:00:00Z","incident_updates":[]},
{"id":"m2","name":"over","status":"completed","impact":"maintenance","incident_updates":[]}]}`

// page serves answers by path, and counts those that had to be sent whole.
func page(t *testing.T, answers map[string]string) (*Page, *int) {
	t.Helper()
	whole := new(int)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := answers[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Header.Get("If-None-Match") == `W/"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		*whole++
		w.Header().Set("ETag", `W/"1"`)
		if _, err := io.WriteString(w, body); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(srv.Close)
	p, err := New(srv.URL+"/", srv.Client(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return p, whole
}

func notices(t *testing.T, p *Page) ([]account.Notice, error) {
	t.Helper()
	r, err := p.Read(t.Context())
	if r == nil {
		return nil, err
	}
	return r.Notices, err
}

func TestNotices(t *testing.T) {
	p, whole := page(t, map[string]string{
		"/api/v2/incidents/unresolved.json": unresolved, "/api/v2/scheduled-maintenances.json": planned,
	})
	for range 2 { // the second round is answered with "not modified"
		list, err := notices(t, p)
		if err != nil || len(list) != 2 {
			t.Fatalf("Notices = %d of them, %v; want 2", len(list), err)
		}
		n := list[0]
		if want := time.Date(2021, 3, 9, 23, 47, 0, 0, time.UTC); !n.Started.Equal(want) {
			t.Errorf("Started = %v, want what the text declares, %v", n.Started, want)
		}
		if want := time.Date(2021, 3, 15, 12, 0, 0, 0, time.UTC); !n.ETA.Equal(want) {
			t.Errorf("ETA = %v, want the declared end, %v", n.ETA, want)
		}
		if len(n.Scope.Datacenters) != 1 || n.Scope.Datacenters[0] != "sbg2" || n.Planned || n.State != "identified" {
			t.Errorf("notice = %+v", n)
		}
		if !strings.HasPrefix(n.URL, "http://127.0.0.1") {
			t.Errorf("URL = %q: only https links of the page are followed", n.URL)
		}
		if len(n.Updates) != 2 || n.Updates[0].State != "investigating" || n.Updates[1].Body != "Burns & spreads.\n\x1b[31m" {
			t.Errorf("updates = %+q, want them oldest first and without markup", n.Updates)
		}
		if m := list[1]; !m.Planned || m.ID != "m1" || m.Started.Hour() != 6 || m.ETA.Hour() != 14 {
			t.Errorf("maintenance = %+v", m)
		}
	}
	if *whole != 2 {
		t.Errorf("%d answers were sent whole, want one for each path", *whole)
	}
}

func TestNoticesWithoutPlannedWorks(t *testing.T) {
	p, _ := page(t, map[string]string{"/api/v2/incidents/unresolved.json": unresolved})
	if list, err := notices(t, p); err == nil || len(list) != 1 {
		t.Errorf("Notices = %d of them, %v; want the incident beside an error", len(list), err)
	}
}

func TestNotAStatusPage(t *testing.T) {
	for name, answers := range map[string]map[string]string{
		"not found":      {},
		"html":           {"/api/v2/incidents/unresolved.json": "<html>hello</html>"},
		"something else": {"/api/v2/incidents/unresolved.json": `{"hello":1}`},
		"cut off":        {"/api/v2/incidents/unresolved.json": unresolved[:200]},
	} {
		p, _ := page(t, answers)
		if _, err := p.Read(t.Context()); err == nil || !strings.Contains(err.Error(), "no status page") {
			t.Errorf("%s: error = %v", name, err)
		}
	}
	for _, address := range []string{"", "status", "ftp://x", "file:///etc/passwd", "https://"} {
		if _, err := New(address, nil, nil); err == nil {
			t.Errorf("New(%q) accepts what is no address", address)
		}
	}
}

func TestUnreachablePage(t *testing.T) {
	p, _ := page(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Read(ctx); err == nil || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("error = %v", err)
	}
}

func TestProviderOfPage(t *testing.T) {
	for address, want := range map[string]string{
		"https://network.status-ovhcloud.com":        "ovh",
		"http://bare-metal-servers.status.example":   "ovh",
		"https://notstatus-ovhcloud.com":             "notstatus-ovhcloud.com",
		"https://www.githubstatus.com":               "www.githubstatus.com",
		"https://x.status-ovhcloud.com.evil.example": "x.status-ovhcloud.com.evil.example",
	} {
		p, err := New(address, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.provider(); got != want {
			t.Errorf("provider of %s = %s, want %s", address, got, want)
		}
	}
}

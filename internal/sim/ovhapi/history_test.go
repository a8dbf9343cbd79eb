package ovhapi

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestEveryPageOfAStatusPageIsServedAndKnowsWhatTheClientHas(t *testing.T) {
	w, now := drill(t, 45*time.Minute)
	h := StatusPages(w, now)
	for path, want := range map[string]string{
		"/api/v2/summary.json": `"critical"`, "/api/v2/components.json": `"status":"major_outage"`, "/api/v2/incidents.json": "Fire",
		"/api/v2/incidents/unresolved.json": "Fire", "/api/v2/scheduled-maintenances.json": "Works", "/history.json": `"code":"n1"`,
		"/history.atom": "Fire", "/history.rss": "Fire",
	} {
		r := httptest.NewRequest(http.MethodGet, "http://bare-metal-servers"+statusDomain+path, nil)
		resp := ask(t, h, r)
		body := resp.Body.Bytes()
		if resp.Code != http.StatusOK || !strings.Contains(string(body), want) {
			t.Errorf("%s answers %d: %s", path, resp.Code, body)
		}
		var any struct{}
		if strings.HasSuffix(path, ".json") && json.Unmarshal(body, &any) != nil || !strings.HasSuffix(path, ".json") && xml.Unmarshal(body, &any) != nil {
			t.Errorf("%s cannot be read: %s", path, body)
		}
		r.Header.Set("If-None-Match", resp.Header().Get("ETag"))
		if again := ask(t, h, r); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%s asked again answers %d", path, again.Code)
		}
	}
}

// An incident that is over has an end in its stamp, which is how readers of this page tell.
func TestAnIncidentThatIsOverHasAnEndInTheHistory(t *testing.T) {
	for after, over := range map[time.Duration]bool{45 * time.Minute: false, 55 * time.Minute: true} {
		w, now := drill(t, after)
		resp := ask(t, StatusPages(w, now), httptest.NewRequest(http.MethodGet, "http://bare-metal-servers"+statusDomain+"/history.json", nil))
		var page struct {
			Months []struct {
				Incidents []struct{ Code, Timestamp string }
			}
		}
		if err := json.Unmarshal(resp.Body.Bytes(), &page); err != nil || len(page.Months) != 3 {
			t.Fatalf("%d months, %v", len(page.Months), err)
		}
		for _, i := range page.Months[0].Incidents {
			if i.Code == "n1" && strings.Contains(i.Timestamp, " - ") != over {
				t.Errorf("after %v: %q", after, i.Timestamp)
			}
		}
	}
}

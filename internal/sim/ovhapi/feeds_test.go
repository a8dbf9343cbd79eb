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

func page(t *testing.T, after time.Duration, path, tag string) *httptest.ResponseRecorder {
	t.Helper()
	w, now := drill(t, after)
	r := httptest.NewRequest(http.MethodGet, "http://bare-metal-servers"+statusDomain+path, nil)
	r.Header.Set("If-None-Match", tag)
	return ask(t, StatusPages(w, now), r)
}

func TestAPageIsTakenAgainOnlyWhereItHasChanged(t *testing.T) {
	for _, path := range []string{
		"/api/v2/summary.json", "/api/v2/components.json", "/api/v2/incidents.json", "/api/v2/incidents/unresolved.json",
		"/api/v2/scheduled-maintenances.json", "/history.json", "/history.atom", "/history.rss",
	} {
		first := page(t, 10*time.Minute, path, "")
		tag := first.Header().Get("ETag")
		if first.Code != http.StatusOK || tag == "" || first.Body.Len() == 0 {
			t.Errorf("%s: %d, tag %q", path, first.Code, tag)
		}
		if again := page(t, 11*time.Minute, path, tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%s: nothing was posted, and it answers %d %s", path, again.Code, again.Body)
		}
		if later := page(t, 45*time.Minute, path, tag); later.Code != http.StatusOK {
			t.Errorf("%s: something was posted, and it answers %d", path, later.Code)
		}
	}
}

func TestTheLightsOfCampusesFollowWhatIsPosted(t *testing.T) {
	for after, want := range map[time.Duration]string{
		10 * time.Minute: "operational", 31 * time.Minute: "major_outage", 55 * time.Minute: "operational",
	} {
		var got struct {
			Components []struct {
				Name, Status, ID string
				GroupID          *string `json:"group_id"`
				Components       []string
			}
		}
		if err := json.Unmarshal(page(t, after, "/api/v2/components.json", "").Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if len(got.Components) != 3 || len(got.Components[0].Components) != 2 {
			t.Fatalf("components = %+v", got.Components)
		}
		for _, c := range got.Components[1:] {
			if (c.Name != "SBG" && c.Status != "operational") || (c.Name == "SBG" && c.Status != want) || c.GroupID == nil {
				t.Errorf("after %v: %+v, want %s", after, c, want)
			}
		}
	}
}

func TestFeedsHoldWhatWasPosted(t *testing.T) {
	var atom struct {
		Entries []struct {
			Title     string `xml:"title"`
			Published string `xml:"published"`
			Content   string `xml:"content"`
		} `xml:"entry"`
	}
	body := page(t, 45*time.Minute, "/history.atom", "").Body.Bytes()
	if err := xml.Unmarshal(body, &atom); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	if len(atom.Entries) != 2 || !strings.Contains(atom.Entries[1].Title, "[SBG2]") || !strings.Contains(atom.Entries[1].Content, "Start time") ||
		atom.Entries[1].Published != "2021-03-10T00:00:00Z" {
		t.Errorf("atom = %+v", atom)
	}
	var rss struct {
		Items []struct {
			Title string `xml:"title"`
			Link  string `xml:"link"`
		} `xml:"channel>item"`
	}
	if err := xml.Unmarshal(page(t, 45*time.Minute, "/history.rss", "").Body.Bytes(), &rss); err != nil || len(rss.Items) != 2 || !strings.HasPrefix(rss.Items[0].Link, "https://") {
		t.Errorf("rss = %+v, %v", rss, err)
	}
}

func TestTheHistoryOfAPageIsByMonth(t *testing.T) {
	var got struct {
		Months []struct {
			Name      string
			Year      int
			StartsOn  int `json:"starts_on"`
			Days      int
			Incidents []struct{ Code, Message, Timestamp string }
		}
	}
	if err := json.Unmarshal(page(t, 55*time.Minute, "/history.json", "").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	m := got.Months
	if len(m) != 3 || m[0].Name != "March" || m[0].Year != 2021 || m[0].StartsOn != 1 || m[0].Days != 31 || m[2].Name != "January" {
		t.Fatalf("months = %+v", m)
	}
	want := "Mar <var data-var='date'>10</var>, <var data-var='time'>00:00</var> - <var data-var='time'>00:20</var> UTC"
	if i := m[0].Incidents; len(i) != 2 || i[1].Code != "n1" || i[1].Message != "Over." || i[1].Timestamp != want {
		t.Errorf("incidents = %+v", i)
	}
}

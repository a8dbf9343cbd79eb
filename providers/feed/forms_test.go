package feed

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/internal/account"
)

// stage is a page whose answers a test changes, and which writes down what it is asked.
type stage struct {
	mu      sync.Mutex
	answers map[string]string // by path and query; a path that is not here is not found
	broken  map[string]int    // statuses
	asked   []string
}

func (s *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.URL.RequestURI())
	if status := s.broken[r.URL.Path]; status != 0 {
		http.Error(w, "<html>busy</html>", status)
		return
	}
	body, ok := s.answers[r.URL.RequestURI()]
	if !ok {
		http.NotFound(w, r)
		return
	}
	http.ServeContent(w, r, "", time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC), strings.NewReader(body))
}

// at begins to read a page at a time.
func (s *stage) at(t *testing.T, path string, now time.Time) *Page {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	p, err := New(srv.URL+path, srv.Client(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func read(t *testing.T, p *Page) *Reading {
	t.Helper()
	r, err := p.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ids(list []account.Notice) (ids []string) {
	for _, n := range list {
		ids = append(ids, n.ID+" "+n.State)
	}
	return ids
}

var august = time.Date(2026, 8, 22, 20, 55, 0, 0, time.UTC)

const (
	summary = `{"components":[{"id":"g","name":"Web Hosting || Datacenter GRA","group":true,"status":"major_outage"},
{"id":"c","name":"Cluster126","group":false,"group_id":"g","status":"major_outage","updated_at":"2026-05-01T10:00:00Z"},
{"id":"d","name":"Redirect","group_id":null,"status":"operational"}]}`
	chronicles = `{"components":[{"id":"d","name":"Redirect","status":"operational"}],"months":[
{"name":"January","year":2026,"incidents":[
 {"code":"k1","name":"[GRA][Web Hosting] - x","impact":"major","message":"<b>Start time :</b> 31/12/2025 23:00 UTC","timestamp":"Dec <var data-var='date'>31</var>, <var data-var='time'>23:40</var> UTC"},
 {"code":"k2","name":"ended","impact":"major","message":"x","timestamp":"Jan 2, 10:00 - 11:00 UTC"},
 {"code":"k3","name":"[Scheduled] off","impact":"maintenance","message":"We are sorry to inform you that this maintenance is postponed.","timestamp":"Jan 2, 10:00 UTC"},
 {"code":"k4","name":"[Scheduled] on","impact":"maintenance","message":"Scheduled maintenance is currently in progress.","timestamp":"Jan 3, 10:00 UTC"}]},
{"name":"Brumaire","year":2026,"incidents":[{"code":"k5"}]}]}`
)

func TestThePartThatFailsStaysAsItWas(t *testing.T) {
	s := &stage{answers: map[string]string{
		"/api/v2/incidents/unresolved.json": unresolved, "/api/v2/scheduled-maintenances.json": planned, "/api/v2/summary.json": summary,
	}}
	p := s.at(t, "", august)
	first := read(t, p)
	want := account.Component{Page: p.base.Hostname(), Name: "Cluster126", Group: "Web Hosting || Datacenter GRA", State: "major_outage", Since: time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)}
	if len(first.Components) != 2 || first.Components[0] != want || first.Components[0].Well() || !first.Components[1].Well() {
		t.Errorf("components = %+v", first.Components)
	}
	s.broken = map[string]int{"/api/v2/scheduled-maintenances.json": 503, "/api/v2/summary.json": 500}
	again, err := p.Read(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the planned works") || !strings.Contains(err.Error(), "the components") {
		t.Errorf("error = %v", err)
	}
	if again == nil || !slices.Equal(ids(again.Notices), ids(first.Notices)) || !slices.Equal(again.Components, first.Components) {
		t.Errorf("now it says %+v", again)
	}
}

func TestTheHistoryIsReadWhileTheAPIDoesNotAnswer(t *testing.T) {
	s := &stage{
		answers: map[string]string{"/history.json": chronicles, "/api/v2/incidents/unresolved.json": unresolved, "/api/v2/scheduled-maintenances.json": planned},
		broken:  map[string]int{"/api/v2/incidents/unresolved.json": 503},
	}
	p := s.at(t, "", time.Date(2021, 3, 10, 4, 0, 0, 0, time.UTC))
	r := read(t, p)
	if got := ids(r.Notices); !slices.Equal(got, []string{"k1 open", "k4 in_progress"}) {
		t.Errorf("the history says %q", got)
	}
	if n := r.Notices[0]; !n.Posted.Equal(time.Date(2025, 12, 31, 23, 40, 0, 0, time.UTC)) || !n.Started.Equal(time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("posted %v, started %v", n.Posted, n.Started)
	}
	s.broken = nil
	if got := ids(read(t, p).Notices); !slices.Equal(got, []string{"k7 identified", "m1 scheduled"}) {
		t.Errorf("the API, when it is back, says %q", got)
	}
	s.broken = map[string]int{"/api/v2/incidents/unresolved.json": 429}
	if got := ids(read(t, p).Notices); !slices.Equal(got, []string{"k1 open", "k4 in_progress", "m1 scheduled"}) {
		t.Errorf("the history, with the works to come that the API told before, says %q", got)
	}
}

func TestWhatAPageIsReadByIsFoundOnce(t *testing.T) {
	feeds := map[string]string{
		"rss":        `<rss version="2.0"><channel><item><title>x</title><guid>1</guid><pubDate>Sat, 22 Aug 2026 20:00:00 GMT</pubDate></item></channel></rss>`,
		"old rss":    `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item><title>x</title><link>1</link><dc:date>2026-08-22T20:00:00Z</dc:date></item></r:RDF>`,
		"atom":       `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>x</title><updated>2026-08-22T20:00:00Z</updated></entry></feed>`,
		"latin atom": "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><feed><entry><id>1</id><title>caf\xe9 &nbsp; x</title><updated>2026-08-22T20:00:00Z</updated></entry></feed>",
	}
	const names = `<html><head><link rel="alternate" type="application/atom+xml" href="https://elsewhere.example/f"><link rel="alternate" type="application/rss+xml" href="news?a=1"></head>`
	for name, feed := range feeds {
		for path, answers := range map[string]map[string]string{
			"/feed?of=1":   {"/feed?of=1": feed},
			"/history.rss": {"/history.rss": feed},
			"/status":      {"/status": feed},
			"":             {"/": names, "/news?a=1": feed},
		} {
			s := &stage{answers: answers}
			p := s.at(t, path, august)
			if got := ids(read(t, p).Notices); !slices.Equal(got, []string{"1 open"}) {
				t.Errorf("%s at %q says %q", name, path, got)
			}
			looked := len(s.asked)
			read(t, p)
			if len(s.asked) != looked+1 {
				t.Errorf("%s at %q: once it is known what it is, it is asked %q", name, path, s.asked[looked:])
			}
		}
	}
	s := &stage{answers: map[string]string{"/history.json": chronicles}}
	p := s.at(t, "", august)
	read(t, p)
	read(t, p)
	if n := len(s.asked); n != 3 {
		t.Errorf("a page with a history alone is asked %q", s.asked)
	}
}

func TestNothingButAFeedOnTheSameHostIsFollowed(t *testing.T) {
	for _, href := range []string{"http://169.254.169.254/latest", "//elsewhere.example/f", "file:///etc/passwd", "javascript:alert(1)", "::"} {
		s := &stage{answers: map[string]string{"/": `<link rel=alternate type=application/rss+xml href="` + href + `">`}}
		if r, err := s.at(t, "", august).Read(t.Context()); r != nil || !isOther(err) {
			t.Errorf("%s: %v, %v", href, r, err)
		}
	}
}

func TestWhenANoticeWasFirstSeenStaysKnown(t *testing.T) {
	s := &stage{answers: map[string]string{"/api/v2/incidents/unresolved.json": unresolved, "/api/v2/scheduled-maintenances.json": planned}}
	now := august
	p := s.at(t, "", now)
	p.now = func() time.Time { return now }
	p.Remember([]account.Notice{{ID: "m1", Seen: august.Add(-time.Hour)}, {ID: "k7"}})
	for range 2 {
		list := read(t, p).Notices
		if !list[0].Seen.Equal(august) || !list[1].Seen.Equal(august.Add(-time.Hour)) {
			t.Errorf("seen %v and %v", list[0].Seen, list[1].Seen)
		}
		now = now.Add(time.Minute)
	}
}

func TestAnAnswerWithoutAnEnd(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.Copy(w, io.LimitReader(endless{}, maxAnswer+2)) // the reader may have gone
	}))
	t.Cleanup(srv.Close)
	p, err := New(srv.URL, srv.Client(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := p.Read(t.Context()); r != nil || err == nil || !strings.Contains(err.Error(), "more than 16 MB") {
		t.Errorf("%v, %v", r, err)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = '['
	}
	return len(b), nil
}

func TestAPageIsTakenAgainOnlyWhereItHasChanged(t *testing.T) {
	var asked []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Get("If-Modified-Since")+r.Header.Get("If-None-Match"))
		w.Header().Set("Last-Modified", "Sat, 22 Aug 2026 20:44:36 GMT")
		if len(asked) == 3 {
			w.Header().Del("Last-Modified")
			w.Header().Set("ETag", `"2"`)
		}
		if len(asked) == 2 || len(asked) == 4 {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		if _, err := io.WriteString(w, feedWith("x")); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(srv.Close)
	p, err := New(srv.URL+"/f.rss", srv.Client(), func() time.Time { return august })
	if err != nil {
		t.Fatal(err)
	}
	for range 4 {
		if got := ids(read(t, p).Notices); !slices.Equal(got, []string{"code0 open"}) {
			t.Errorf("it says %q", got)
		}
	}
	if want := []string{"", "Sat, 22 Aug 2026 20:44:36 GMT", "Sat, 22 Aug 2026 20:44:36 GMT", `"2"`}; !slices.Equal(asked, want) {
		t.Errorf("asked with %q, want %q", asked, want)
	}
}

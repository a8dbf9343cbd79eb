package notify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/estate"
	"vigie/internal/incident"
)

var night = time.Date(2021, 3, 10, 2, 20, 0, 0, time.UTC)

// fire is an incident of some sites that began at night.
func fire(sites ...string) *estate.Incident {
	i := &estate.Incident{
		ID: "20210310-0220-sbg2", Opened: night, Sites: sites,
		Verdict: estate.Verdict{Cause: estate.CauseDatacenter, Where: "ovh/sbg2", Summary: "All of them in SBG2.", Confidence: 0.9},
	}
	for _, s := range sites {
		i.Members = append(i.Members, estate.Member{Site: s, From: night})
	}
	return i
}

func told(i *estate.Incident, r Rule, at time.Time, keys ...string) {
	i.Entries = append(i.Entries, estate.Entry{Time: at, Kind: "alerted", Text: r.Name + ": " + strings.Join(keys, "; ")})
}

func TestWhatIsToldAndWhen(t *testing.T) {
	r := Rule{Name: "ntfy #1"}
	soon := night.Add(time.Minute)
	posted := estate.Entry{Time: night.Add(80 * time.Minute), Noted: night.Add(81 * time.Minute), Kind: "posted", Text: "OVHcloud posts: fire"}
	for name, c := range map[string]struct {
		rule Rule
		with func(*estate.Incident)
		at   time.Time
		want string // keys; empty: nothing
	}{
		"it opened":                      {r, nil, soon, "down"},
		"it was told":                    {r, func(i *estate.Incident) { told(i, r, soon, "down") }, soon.Add(time.Hour), ""},
		"another channel was told":       {r, func(i *estate.Incident) { told(i, Rule{Name: "smtp #2"}, soon, "down") }, soon, "down"},
		"it has not lasted":              {Rule{Name: "x", After: 5 * time.Minute}, nil, soon, ""},
		"it has lasted":                  {Rule{Name: "x", After: 5 * time.Minute}, nil, night.Add(6 * time.Minute), "down"},
		"another site":                   {Rule{Name: "x", Sites: map[string]bool{"Blog": true}}, nil, soon, ""},
		"that site":                      {Rule{Name: "x", Sites: map[string]bool{"Shop": true}}, nil, soon, "down"},
		"only ends are wanted":           {Rule{Name: "x", On: []Event{Up}}, nil, soon, ""},
		"somebody is on it":              {r, func(i *estate.Incident) { i.Acked = true }, soon, ""},
		"our own line":                   {r, func(i *estate.Incident) { i.Verdict.Cause = estate.CauseLocal }, soon, ""},
		"the API alone":                  {r, func(i *estate.Incident) { i.Verdict.Cause, i.Members = estate.CauseControl, nil }, soon, ""},
		"it is over":                     {r, func(i *estate.Incident) { told(i, r, soon, "down"); i.Closed = night.Add(time.Hour) }, night.Add(time.Hour), "up"},
		"it is over, and never was told": {r, func(i *estate.Incident) { i.Closed = night.Add(time.Hour) }, night.Add(time.Hour), ""},
		"it was over long ago":           {r, func(i *estate.Incident) { told(i, r, soon, "down"); i.Closed = night }, night.Add(48 * time.Hour), ""},
		"it is a part of another":        {r, func(i *estate.Incident) { told(i, r, soon, "down"); i.Closed, i.Into = soon, "b" }, soon, ""},
		"the provider posts":             {r, func(i *estate.Incident) { told(i, r, soon, "down"); i.Entries = append(i.Entries, posted) }, night.Add(82 * time.Minute), "notice 2021-03-10 03:40:00"},
		"a promise moves": {r, func(i *estate.Incident) {
			told(i, r, soon, "down", "eta 2021-03-15 12:00")
			i.Promises = []estate.Promise{{ETA: night.Add(300 * time.Hour), Replaces: night.Add(100 * time.Hour)}}
		}, night.Add(2 * time.Hour), "eta 2021-03-22 14:20"},
		"news comes too soon after the last": {r, func(i *estate.Incident) {
			told(i, r, night.Add(80*time.Minute), "down")
			i.Entries = append(i.Entries, posted)
		}, night.Add(82 * time.Minute), ""},
	} {
		i := fire("Shop", "Mail")
		if c.with != nil {
			c.with(i)
		}
		m, due := c.rule.Due(i, c.at)
		if got := strings.Join(m.Keys, "; "); due != (c.want != "") || got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if due && (m.Text == "" || !strings.HasSuffix(m.Title, "["+i.ID+"]")) {
			t.Errorf("%s: %q: %q", name, m.Title, m.Text)
		}
	}
}

// service is what answers in place of a channel, and keeps what it was told.
type service struct {
	mu   sync.Mutex
	fail int // so many times
	got  []Message
}

func (s *service) send(_ context.Context, _ string, m Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail > 0 {
		s.fail--
		return errors.New("it is not there")
	}
	s.got = append(s.got, m)
	return nil
}

func (s *service) said() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	for _, m := range s.got {
		list = append(list, strings.Join(m.Keys, "; "))
	}
	return list
}

// run lets a desk work on an incident for a while; note is called with what it writes down.
func run(t *testing.T, s *service, i *estate.Incident, open func() bool, note func(incident.Record) error, d time.Duration) *Desk {
	t.Helper()
	var mu sync.Mutex
	desk := NewDesk(Options{
		Rules: []Rule{{Name: "ntfy #1"}}, Now: time.Now, Send: s.send,
		Note: func(r incident.Record) error {
			mu.Lock()
			defer mu.Unlock()
			return note(r)
		},
		Open: func() []estate.Incident {
			mu.Lock()
			defer mu.Unlock()
			if open() {
				return []estate.Incident{*i}
			}
			return nil
		},
		All: func() ([]estate.Incident, error) {
			mu.Lock()
			defer mu.Unlock()
			return []estate.Incident{*i}, nil
		},
	})
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	desk.Run(ctx)
	return desk
}

// A thousand sites that go down within a minute are one message, and the second one is that they are back.
func TestAStormIsOneMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var names []string
		for n := range 1000 {
			names = append(names, fmt.Sprintf("Site %d", n))
		}
		i, s := fire(names...), &service{}
		began := time.Now()
		i.Opened = began
		open := func() bool {
			if time.Since(began) > 10*time.Minute {
				i.Closed = began.Add(10 * time.Minute)
				return false
			}
			return true
		}
		run(t, s, i, open, func(incident.Record) error { return nil }, 30*time.Minute)
		if got := s.said(); !slices.Equal(got, []string{"down", "up"}) {
			t.Errorf("it was told %q", got)
		}
	})
}

func TestWhatFailsIsTriedUntilItArrivesAndTheFailureIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i, s := fire("Shop"), &service{fail: 3}
		i.Opened = time.Now()
		desk := run(t, s, i, func() bool { return true }, func(incident.Record) error { return nil }, 12*time.Second)
		if h := desk.Health()[0]; h.Error == nil || h.Name != "ntfy #1" {
			t.Errorf("the failure is not shown: %+v", h)
		}
		desk = run(t, s, i, func() bool { return true }, func(incident.Record) error { return nil }, time.Hour)
		if got := s.said(); !slices.Equal(got, []string{"down"}) || desk.Health()[0].Error != nil {
			t.Errorf("it was told %q", got)
		}
	})
}

// What stands in the incident is not said again after a restart.
func TestNothingIsToldTwiceAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i, s := fire("Shop"), &service{}
		i.Opened = time.Now()
		note := func(r incident.Record) error {
			i.Entries = append(i.Entries, estate.Entry{Time: r.Time, Kind: string(r.Kind), Text: r.Text})
			return nil
		}
		run(t, s, i, func() bool { return true }, note, time.Minute)
		run(t, s, i, func() bool { return true }, note, time.Minute)
		if got := s.said(); !slices.Equal(got, []string{"down"}) {
			t.Errorf("it was told %q", got)
		}
	})
}

func TestAMessageArrivesAtARealService(t *testing.T) {
	var got, title string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got, title = string(body), r.Header.Get("Title")+r.URL.RawQuery
	}))
	defer server.Close()
	to := "generic+" + server.URL + "/hook"
	if err := Check(to); err != nil {
		t.Fatal(err)
	}
	if err := Send(t.Context(), to, Message{Title: "Down: Shop", Text: "All of them in SBG2."}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got, "All of them in SBG2.") {
		t.Errorf("%q arrived (%s)", got, title)
	}
}

// An address is a secret: nothing of it stands in an error.
func TestAFailureTellsNothingOfItsAddress(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer server.Close()
	for _, to := range []string{
		"generic+" + server.URL + "/hook/TOPSECRET?token=TOPSECRET", "telegram://TOPSECRET@telegram?chats=@x", "nosuch://TOPSECRET",
		"ntfy://user:TOPSECRET@127.0.0.1:1/topic?scheme=http", "smtp://user:TOPSECRET@127.0.0.1:1/?from=a@b.example&to=c@d.example",
	} {
		err := Send(t.Context(), to, Message{Title: "t", Text: "x"})
		if err == nil || strings.Contains(err.Error(), "TOPSECRET") {
			t.Errorf("%s: %v", Service(to), err)
		}
	}
}

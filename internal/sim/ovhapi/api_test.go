package ovhapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
	"vigie/internal/sim"
	"vigie/providers/feed"
	"vigie/providers/ovh"
)

func client(t *testing.T, w *sim.World, now func() time.Time, keys Keys, options ...Option) *ovh.Client {
	t.Helper()
	c, err := ovh.New(ovh.Options{
		Endpoint: "https://" + Host + "/1.0", ApplicationKey: keys.ApplicationKey, ApplicationSecret: keys.ApplicationSecret,
		ConsumerKey: keys.ConsumerKey, HTTP: Connect(w, NewKeys(), now, options...), Now: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheRealClientReadsTheAccount(t *testing.T) {
	w, now := drill(t, 45*time.Minute)
	c := client(t, w, now, NewKeys())
	id, err := c.Identity(t.Context())
	if err != nil || id.Account != owner || len(id.Missing) != 0 {
		t.Errorf("Identity = %+v, %v", id, err)
	}
	rows, err := c.Inventory(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"ns1.example": "ovh/gra4", "ns2.example": "ovh/sbg2", "vps1.example": "ovh/sbg3", "shop.example": "ovh/gra2/cluster24",
	}
	for _, r := range rows {
		if want[r.ID] != r.Place.String() || r.Problem != "" || len(r.Addresses) == 0 || !r.Read.Equal(now()) || r.Renews.IsZero() {
			t.Errorf("row = %+v, want it at %s", r, want[r.ID])
		}
		switch r.ID {
		case "ns2.example":
			if len(r.Tasks) != 1 || r.Tasks[0].Function != "hardReboot" || r.Tasks[0].State != "doing" {
				t.Errorf("tasks = %+v", r.Tasks)
			}
		case "shop.example":
			if !slices.Equal(r.Domains, []string{"shop.example"}) {
				t.Errorf("domains = %v", r.Domains)
			}
		}
	}
	if len(rows) != len(want) {
		t.Errorf("%d rows, want %d", len(rows), len(want))
	}
	tickets, err := c.Tickets(t.Context())
	if err != nil || len(tickets) != 2 {
		t.Fatalf("Tickets = %d of them, %v", len(tickets), err)
	}
	if k := tickets[0]; k.Number != "CS1000002" || k.WaitingOn != account.Us || len(k.Thread) != 2 || k.Thread[1].Body != "we look" {
		t.Errorf("ticket = %+v", k)
	}
}

func TestTheAPIFallsWithTheProvider(t *testing.T) {
	minute := 45
	w, _ := drill(t, 0)
	now := func() time.Time { return w.Scenario().Start.Add(time.Duration(minute) * time.Minute) }
	c := client(t, w, now, NewKeys())
	if _, err := c.Inventory(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"does not answer in time", "refuses the key", ""} {
		at := 65 + 10*i
		minute = at
		rows, err := c.Inventory(t.Context(), nil)
		if len(rows) != 4 {
			t.Errorf("after %d min: %d rows are left, want all 4", at, len(rows))
		}
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("after %d min: error = %v, want %q", at, err, want)
		}
	}
}

func TestKeys(t *testing.T) {
	w, now := drill(t, 0)
	good := NewKeys()
	for name, c := range map[string]struct {
		change func(*Keys)
		class  string
	}{
		"secret":   {func(k *Keys) { k.ApplicationSecret = "other" }, "INVALID_SIGNATURE"},
		"consumer": {func(k *Keys) { k.ConsumerKey = "other" }, "NOT_CREDENTIAL"},
		"app":      {func(k *Keys) { k.ApplicationKey = "other" }, "Client::Forbidden"},
	} {
		keys := good
		c.change(&keys)
		_, err := client(t, w, now, keys).Identity(t.Context())
		var api *ovh.APIError
		if !errors.As(err, &api) || api.Class != c.class || api.QueryID == "" {
			t.Errorf("wrong %s: %v, want %s", name, err, c.class)
		}
	}
	few := good
	few.Rules = []Rule{{"GET", "/vps"}, {"GET", "/vps/*"}, {"POST", "/me"}}
	for path, want := range map[string]int{"/1.0/vps": 200, "/v1/vps/vps1.example": 200, "/1.0/me": 403, "/1.0/auth/details": 200} {
		if resp := ask(t, Handler(w, few, now), bearer(t, path)); resp.Code != want {
			t.Errorf("%s with few rights: %d, want %d", path, resp.Code, want)
		}
	}
}

func TestAnswersThatSayNo(t *testing.T) {
	w, now := drill(t, 0)
	unsigned := bearer(t, "/1.0/me")
	unsigned.Header.Del("Authorization")
	for name, c := range map[string]struct {
		req  *http.Request
		want int
		word string
	}{
		"unsigned":      {unsigned, 401, "You must login first"},
		"unknown route": {bearer(t, "/1.0/nothing"), 404, "Got an invalid (or empty) URL"},
		"v2":            {bearer(t, "/v2/nothing"), 404, "Got an invalid (or empty) URL"},
		"unknown thing": {bearer(t, "/1.0/vps/none/serviceInfos"), 404, "does not exist"},
	} {
		resp := ask(t, Handler(w, NewKeys(), now), c.req)
		if resp.Code != c.want || !strings.Contains(resp.Body.String(), c.word) || resp.Header().Get("X-Ovh-QueryID") == "" {
			t.Errorf("%s: %d %s", name, resp.Code, resp.Body)
		}
	}
}

func TestASlowAPIAnswersLate(t *testing.T) {
	w, now := drill(t, 90*time.Minute)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		resp := ask(t, Handler(w, NewKeys(), now), bearer(t, "/1.0/vps"))
		if took := time.Since(began); resp.Code != http.StatusOK || took != slowAnswer {
			t.Errorf("answered %d after %v, want 200 after %v", resp.Code, took, slowAnswer)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began = time.Now()
		ask(t, Handler(w, NewKeys(), now), bearer(t, "/1.0/vps").WithContext(ctx))
		if took := time.Since(began); took != time.Second {
			t.Errorf("a client that goes is held for %v, want 1 s", took)
		}
	})
}

func ask(t *testing.T, h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	in := r.Clone(r.Context())
	in.RequestURI, in.Body = r.URL.RequestURI(), http.NoBody
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, in)
	return rec
}

func TestTheRealReaderReadsTheStatusPages(t *testing.T) {
	minute := 10
	w, _ := drill(t, 0)
	now := func() time.Time { return w.Scenario().Start.Add(time.Duration(minute) * time.Minute) }
	page, err := feed.New("http://"+Pages(w)[0], Connect(w, NewKeys(), now), now)
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[int][]string{10: {}, 31: {"n1"}, 45: {"n1", "m1"}, 55: {"m1"}} {
		minute = at
		r, err := page.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for _, n := range r.Notices {
			ids = append(ids, n.ID)
			if n.ID == "n1" && (n.Started.Hour() != 23 || n.ETA.Hour() != 11 || n.Scope.Datacenters[0] != "sbg2" || len(n.Updates) != 2 || n.Provider != "ovh") {
				t.Errorf("notice = %+v", n)
			}
		}
		if !slices.Equal(ids, want) {
			t.Errorf("after %d min: %v, want %v", at, ids, want)
		}
	}
}

func TestSummary(t *testing.T) {
	w, now := drill(t, 45*time.Minute)
	r := httptest.NewRequest(http.MethodGet, "http://bare-metal-servers"+statusDomain+"/api/v2/summary.json", nil)
	resp := ask(t, StatusPages(w, now), r)
	var got struct {
		Status    struct{ Indicator string }
		Incidents []struct{ Impact string }
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	if got.Status.Indicator != "critical" || len(got.Incidents) != 1 {
		t.Errorf("summary = %s", body)
	}
	r.Host = "nothing" + statusDomain
	if resp := ask(t, StatusPages(w, now), r); resp.Code != http.StatusNotFound {
		t.Errorf("a page that there is not answers %d", resp.Code)
	}
}

package ovhapi

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func fault(t *testing.T, s string) Fault {
	t.Helper()
	f, err := ParseFault(s)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFaultsAreReadAsTheyAreWritten(t *testing.T) {
	for s, want := range map[string]Fault{
		"GET /vps: iam":                      {Rule: Rule{"GET", "/vps"}, IAM: true},
		"GET /vps/*: status=500":             {Rule: Rule{"GET", "/vps/*"}, Status: 500},
		"/me: html, delay=2s":                {Rule: Rule{"", "/me"}, HTML: true, Delay: 2 * time.Second},
		"get /ip/192.0.2.1/32: cut,times=2":  {Rule: Rule{"GET", "/ip/192.0.2.1/32"}, Cut: true, Times: 2},
		"GET /vps: retry-after=30s":          {Rule: Rule{"GET", "/vps"}, Status: 429, RetryAfter: 30 * time.Second},
		"GET /vps/v: expired":                {Rule: Rule{"GET", "/vps/v"}, Status: 460},
		"POST /ip/*: lost":                   {Rule: Rule{"POST", "/ip/*"}, Lost: true},
		"*: truncated":                       {Rule: Rule{"", "*"}, Truncated: true},
		"POST /a: status=503,retry-after=1s": {Rule: Rule{"POST", "/a"}, Status: 503, RetryAfter: time.Second},
	} {
		if got := fault(t, s); got != want {
			t.Errorf("%s = %+v, want %+v", s, got, want)
		}
	}
	for _, s := range []string{
		"", "status=500", "GET: status=500", "GET vps: cut", "GET /a /b: cut", "GET /a: ", "/a: status=99", "/a: status=x",
		"/a: delay=fast", "/a: delay=-1s", "/a: times=0", "/a: explode", "/a: cut=1",
	} {
		if f, err := ParseFault(s); err == nil {
			t.Errorf("%q is taken as %+v", s, f)
		}
	}
}

func FuzzParseFault(f *testing.F) {
	f.Add("GET /vps/*: status=500, delay=2s")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseFault(s)
		if err == nil && (got.Path == "" || got.Delay < 0 || got.RetryAfter < 0 || got.Times < 0) {
			t.Errorf("%q is taken as %+v", s, got)
		}
	})
}

func TestFaultsHappenToTheCallsThatTheyFit(t *testing.T) {
	w, now := drill(t, 0)
	for s, c := range map[string]struct {
		status int
		word   string
		header string
	}{
		"GET /vps/*: status=500":                {500, `"class":"Server::InternalServerError"`, ""},
		"/vps/vps1.example: expired":            {460, "This service is expired", ""},
		"GET /vps/*: html":                      {200, "<html>", ""},
		"GET /vps/*: status=502,html":           {502, "<html>", ""},
		"GET /vps/*: retry-after=1500ms":        {429, "Too many requests", "2"},
		"POST /vps/*: status=500":               {200, `"name":"vps1.example"`, ""},
		"GET /vps: status=500":                  {200, `"name":"vps1.example"`, ""},
		"GET /dedicated/server/*: status=500":   {200, `"name":"vps1.example"`, ""},
		"GET /vps/vps1.example: times=1,cut":    {0, "", ""},
		"GET /auth/*: status=500":               {200, `"name":"vps1.example"`, ""},
		"GET /vps/vps1.example/status: expired": {200, `"name":"vps1.example"`, ""},
	} {
		client := Connect(w, NewKeys(), now, WithFaults(fault(t, s)))
		resp, err := client.Do(bearer(t, "/1.0/vps/vps1.example"))
		if err != nil {
			if c.status != 0 || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s: %v", s, err)
			}
			if resp, err = client.Do(bearer(t, "/1.0/vps/vps1.example")); err != nil || resp.StatusCode != http.StatusOK {
				t.Errorf("%s: the second call fails too: %v", s, err)
			}
			continue
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != c.status || !strings.Contains(string(body), c.word) || resp.Header.Get("Retry-After") != c.header {
			t.Errorf("%s: %d %s %v", s, resp.StatusCode, body, resp.Header)
		}
		if resp.Header.Get("X-Ovh-QueryID") == "" {
			t.Errorf("%s: the answer has no number", s)
		}
	}
}

func TestTruncatedAnswersAreNoJSON(t *testing.T) {
	w, now := drill(t, 0)
	server := httptest.NewServer(Handler(w, NewKeys(), now, WithFaults(fault(t, "GET /vps: truncated"), fault(t, "GET /me: cut"))))
	defer server.Close()
	ask := func(path string) (*http.Response, error) {
		r := bearer(t, path)
		u := server.Listener.Addr().String()
		r.URL.Host, r.Host = u, u
		return http.DefaultClient.Do(r)
	}
	resp, err := ask("/v1/vps")
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.NewDecoder(resp.Body).Decode(&v); err == nil {
		t.Errorf("half an answer reads as %v", v)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	if resp, err := ask("/v1/me"); err == nil {
		t.Errorf("a connection that was cut answers %d", resp.StatusCode)
	}
}

func TestTheWayAndDelaysTakeTheirTime(t *testing.T) {
	w, now := drill(t, 0)
	synctest.Test(t, func(t *testing.T) {
		h := Handler(w, NewKeys(), now, WithLatency(80*time.Millisecond), WithFaults(fault(t, "/vps: delay=2s")))
		for path, want := range map[string]time.Duration{"/1.0/me": 80 * time.Millisecond, "/1.0/vps": 2080 * time.Millisecond} {
			began := time.Now()
			if resp := ask(t, h, bearer(t, path)); resp.Code != http.StatusOK || time.Since(began) != want {
				t.Errorf("%s answers %d after %v, want %v", path, resp.Code, time.Since(began), want)
			}
		}
	})
}

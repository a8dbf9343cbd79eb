package ovh

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// office hands out keys: in memory, and in the time of a bubble.
type office struct {
	t      *testing.T
	asked  map[string]any
	looks  int
	states []string // of the key at each look, the last for ever; a number is the status of a refusal
}

func (o *office) RoundTrip(r *http.Request) (*http.Response, error) {
	status := 200
	var body string
	switch path := strings.TrimPrefix(r.URL.Path, "/1.0"); path {
	case "/auth/time":
		body = "946684800"
	case "/auth/credential":
		if r.Method != http.MethodPost || r.Header.Get("X-Ovh-Application") != "app" || r.Header.Get("X-Ovh-Signature") != "" {
			o.t.Errorf("%s with %v", r.Method, r.Header)
		}
		if err := json.NewDecoder(r.Body).Decode(&o.asked); err != nil {
			o.t.Error(err)
		}
		body = `{"consumerKey":"fresh-consumer-key","state":"pendingValidation","validationUrl":"https://auth.example/?token=1"}`
	default:
		if r.Header.Get("X-Ovh-Consumer") != "fresh-consumer-key" {
			o.t.Errorf("asked with the key %q", r.Header.Get("X-Ovh-Consumer"))
		}
		state := o.states[min(o.looks, len(o.states)-1)]
		o.looks++
		body = `{"status":"` + state + `"}`
		switch state {
		case "403":
			status, body = 403, `{"errorCode":"INVALID_CREDENTIAL","message":"This credential is not valid"}`
		case "404":
			status, body = 403, `{"errorCode":"NOT_CREDENTIAL","message":"This credential does not exist"}`
		}
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func TestAKeyIsAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		states []string
		within time.Duration
		want   string // in the error; empty: the key is granted
	}{
		"granted":         {[]string{"pendingValidation", "403", "validated"}, time.Minute, ""},
		"turned down":     {[]string{"pendingValidation", "refused"}, time.Minute, "turned down"},
		"too late":        {[]string{"expired"}, time.Minute, "has expired"},
		"gone":            {[]string{"404"}, time.Minute, "refuses the key"},
		"nobody answers":  {[]string{"pendingValidation"}, 10 * time.Second, "nobody has answered"},
		"nobody, refused": {[]string{"403"}, 10 * time.Second, "nobody has answered"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := &office{t: t, states: c.states}
				ctx, cancel := context.WithTimeout(t.Context(), c.within)
				defer cancel()
				shown := ""
				key, err := RequestKey(ctx, Options{
					Endpoint: "http://api.example/1.0", ApplicationKey: "app", ApplicationSecret: "s3cret", HTTP: &http.Client{Transport: o},
				}, ReadRights(), func(address string) { shown = address })
				said(t, "asking", c.want, err)
				if shown != "https://auth.example/?token=1" || (key == "fresh-consumer-key") != (c.want == "") {
					t.Errorf("key %q, shown %q", key, shown)
				}
				if err != nil && (strings.Contains(err.Error(), "fresh-consumer-key") || strings.Contains(err.Error(), "s3cret")) {
					t.Errorf("the error tells a secret: %v", err)
				}
				rules, _ := o.asked["accessRules"].([]any)
				if len(rules) != len(ReadRights()) {
					t.Errorf("asked for %v", o.asked)
				}
				if c.want == "nobody has answered" && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%v is not the end of the time", err)
				}
			})
		})
	}
	if _, err := RequestKey(t.Context(), Options{Endpoint: "ovh-eu"}, ReadRights(), func(string) {}); err == nil {
		t.Error("without an application there is no error")
	}
}

// An application is found where every OVH tool looks for it, with or without a key that is any good.
func TestTheApplicationOfAKeyIsFound(t *testing.T) {
	t.Setenv("OVH_APPLICATION_KEY", "env-app")
	t.Setenv("OVH_APPLICATION_SECRET", "env-secret")
	t.Setenv("OVH_CONSUMER_KEY", "old")
	key, secret, err := Application(Options{Endpoint: "ovh-eu"})
	if err != nil || key != "env-app" || secret != "env-secret" {
		t.Errorf("%q, %v", key, err)
	}
	if key, secret, err = Application(Options{Endpoint: "ovh-eu", ApplicationKey: "a", ApplicationSecret: "b"}); err != nil || key != "a" || secret != "b" {
		t.Errorf("%q, %v", key, err)
	}
	t.Setenv("OVH_APPLICATION_SECRET", "")
	if _, _, err = Application(Options{Endpoint: "http://api.example/1.0"}); err == nil || strings.Contains(err.Error(), "env-app") {
		t.Errorf("without its secret: %v", err)
	}
	t.Setenv("OVH_APPLICATION_KEY", "")
	if key, _, err = Application(Options{Endpoint: "http://api.example/1.0"}); err != nil || key != "" {
		t.Errorf("where there is none: %q, %v", key, err)
	}
	for endpoint, want := range map[string]string{
		"ovh-eu": "https://eu.api.ovh.com/createApp/", "http://127.0.0.1:8099/1.0": "http://127.0.0.1:8099/createApp/", "ovh-moon": "",
	} {
		if got := CreateAddress(endpoint); got != want {
			t.Errorf("for %s applications are made at %q, want %q", endpoint, got, want)
		}
	}
}

// A key for reading can change nothing; one for actions can do what is offered and no more.
func TestRights(t *testing.T) {
	for _, r := range ReadRights() {
		if r.Method != http.MethodGet {
			t.Errorf("a key for reading may %s %s", r.Method, r.Path)
		}
		if !allows([]rule{r}, strings.ReplaceAll(r.Path, "*", "x")) {
			t.Errorf("%v does not allow itself", r)
		}
	}
	if list := missing(ReadRights()); len(list) > 0 {
		t.Errorf("a key for reading lacks %q", list)
	}
	if more := ActionRights().Beyond(ReadRights()); len(more) != len(ActionRights())-len(ReadRights()) || len(more) == 0 {
		t.Errorf("beyond reading are %v", more)
	}
	words := ActionRights().Words()
	for _, want := range []string{"GET /me", "POST /support/tickets/create", "POST /domain/zone/*/refresh", "PUT /domain/zone/*/record/*"} {
		if !slices.Contains(words, want) {
			t.Errorf("a key for actions lacks %s", want)
		}
	}
	for _, w := range words {
		if strings.HasSuffix(w, " /*") || strings.HasPrefix(w, "DELETE") && w != "DELETE /domain/zone/*/record/*" {
			t.Errorf("a key for actions may %s", w)
		}
	}
}

func TestRulesCoverPaths(t *testing.T) {
	for _, c := range []struct {
		rule, path string
		want       bool
	}{
		{"/*", "/vps/a/ips", true},
		{"/vps", "/vps", true},
		{"/vps", "/vps/a", false},
		{"/vps/*", "/vps", false},
		{"/vps*", "/vps", true},
		{"/domain/zone/*/refresh", "/domain/zone/a.example/refresh", true},
		{"/domain/zone/*/refresh", "/domain/zone/a.example/record", false},
		{"", "/vps", false},
	} {
		if got := covers(c.rule, c.path); got != c.want {
			t.Errorf("covers(%q, %q) = %v", c.rule, c.path, got)
		}
	}
	if !allows(nil, "/vps") || !allows([]rule{}, "/auth/time") || allows([]rule{}, "/vps") || !allows([]rule{{"GET", "/vps"}}, "/vps?x=y") {
		t.Error("rights are not what they were")
	}
}

func FuzzCovers(f *testing.F) {
	f.Add("/vps/*/ips", "/vps/a/ips")
	f.Add("***", "")
	f.Fuzz(func(t *testing.T, rule, path string) {
		if covers(rule, path) && !strings.Contains(rule, "*") && rule != path {
			t.Errorf("%q allows %q", rule, path)
		}
		if !covers("*", path) {
			t.Errorf("* does not allow %q", path)
		}
	})
}

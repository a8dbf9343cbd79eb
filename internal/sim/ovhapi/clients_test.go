package ovhapi

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	goovh "github.com/ovh/go-ovh/ovh"
)

// official is a client of the official library at a server of the simulator's.
func official(t *testing.T, h http.Handler, consumer string) (*goovh.Client, *httptest.Server) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	keys := NewKeys()
	c, err := goovh.NewClient(server.URL+"/1.0", keys.ApplicationKey, keys.ApplicationSecret, consumer)
	if err != nil {
		t.Fatal(err)
	}
	return c, server
}

func acting() Keys {
	keys := NewKeys()
	keys.Rules = Acting()
	return keys
}

func TestTheOfficialClientReadsAndChanges(t *testing.T) {
	w, now := drill(t, 45*time.Minute)
	signed, server := official(t, Handler(w, acting(), now), NewKeys().ConsumerKey)
	token, err := goovh.NewAccessTokenClient(server.URL+"/1.0", NewKeys().AccessToken)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*goovh.Client{"signed": signed, "by token": token} {
		var servers []string
		if err := c.Get("/dedicated/server", &servers); err != nil || len(servers) != 2 {
			t.Errorf("%s: servers = %v, %v", name, servers, err)
		}
		var made struct{ TicketID int64 }
		body := map[string]any{"subject": "Ça brûle? <&>", "body": "Two\nlines", "type": "genericRequest"}
		if err := c.Post("/support/tickets/create", body, &made); err != nil || made.TicketID == 0 {
			t.Errorf("%s: a new ticket = %+v, %v", name, made, err)
		}
		if err := c.Post(fmt.Sprintf("/support/tickets/%d/reply", made.TicketID), map[string]string{"body": "More"}, nil); err != nil {
			t.Errorf("%s: a reply: %v", name, err)
		}
		if err := c.Put("/dedicated/server/ns2.example", map[string]any{"bootId": 1122, "rack": "a field that only can be read"}, nil); err != nil {
			t.Errorf("%s: a change: %v", name, err)
		}
		err := c.Delete("/domain/zone/shop.example/record/1", nil)
		var api *goovh.APIError
		if !errors.As(err, &api) || api.Code != http.StatusNotFound || api.QueryID == "" || api.Class != "Client::NotFound" {
			t.Errorf("%s: deleting what there is not: %v", name, err)
		}
	}
	if err := signed.Put("/vps/vps1.example", map[string]any{"netbootMode": "fast"}, nil); err == nil || !strings.Contains(err.Error(), "Client::BadRequest") {
		t.Errorf("a word that there is not is taken: %v", err)
	}
}

func TestAKeyIsAskedForGrantedAndUsed(t *testing.T) {
	w, now := drill(t, 0)
	c, _ := official(t, Handler(w, NewKeys(), now), "")
	for _, grant := range []bool{true, false} {
		request := c.NewCkRequest()
		request.AddRules(goovh.ReadOnly, "/vps")
		state, err := request.Do()
		if err != nil || state.State != "pendingValidation" {
			t.Fatalf("a request for a key = %+v, %v", state, err)
		}
		if err := c.Get("/vps", nil); err == nil || !strings.Contains(err.Error(), "not valid") {
			t.Errorf("a key that waits: %v", err)
		}
		page := visitPage(t, http.MethodGet, state.ValidationURL, "")
		if !strings.Contains(page, "GET /vps") || !strings.Contains(page, "<form") {
			t.Errorf("the page is %s", page)
		}
		if err := c.Get("/vps", nil); err == nil {
			t.Error("looking at the page grants the key")
		}
		answer := "answer=allow"
		if !grant {
			answer = "answer=refuse"
		}
		visitPage(t, http.MethodPost, state.ValidationURL, answer)
		var credential struct{ Status string }
		if err := c.Get("/auth/currentCredential", &credential); err != nil || (credential.Status == "validated") != grant {
			t.Errorf("granted %v: the key is %q, %v", grant, credential.Status, err)
		}
		if err := c.Get("/vps", nil); (err == nil) != grant {
			t.Errorf("granted %v: %v", grant, err)
		}
		if err := c.Get("/me", nil); err == nil {
			t.Error("the key may do more than was asked for")
		}
	}
}

func visitPage(t *testing.T, method, address, form string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestARequestForAKeyIsGrantedByItselfWhereAskedFor(t *testing.T) {
	w, start := drill(t, 0)
	minute := 0
	now := func() time.Time { return start().Add(time.Duration(minute) * time.Minute) }
	c, _ := official(t, Handler(w, NewKeys(), now, WithValidationAfter(time.Minute)), "")
	request := c.NewCkRequest()
	request.AddRecursiveRules(goovh.ReadOnly, "/")
	if _, err := request.Do(); err != nil {
		t.Fatal(err)
	}
	if err := c.Get("/vps", nil); err == nil {
		t.Error("the key is granted at once")
	}
	if minute = 1; c.Get("/vps", nil) != nil {
		t.Error("the key is not granted")
	}
}

func TestAKeyEndsAndAClockGoesWrong(t *testing.T) {
	w, start := drill(t, 0)
	minute := 0
	now := func() time.Time { return start().Add(time.Duration(minute) * time.Minute) }
	keys := NewKeys()
	keys.Expires = start().Add(30 * time.Minute)
	c, _ := official(t, Handler(w, keys, now, WithClockOff(-20*time.Minute, start().Add(10*time.Minute))), keys.ConsumerKey)
	if err := c.Get("/vps", nil); err != nil {
		t.Error(err)
	}
	minute = 15
	if err := c.Get("/vps", nil); err == nil || !strings.Contains(err.Error(), "out of time") {
		t.Errorf("after the clock went wrong: %v", err)
	}
	fresh, _ := official(t, Handler(w, keys, now, WithClockOff(-20*time.Minute, start())), keys.ConsumerKey)
	if err := fresh.Get("/vps", nil); err != nil {
		t.Errorf("a client that asks for the time anew: %v", err)
	}
	minute = 31
	if err := fresh.Get("/vps", nil); err == nil || !strings.Contains(err.Error(), "not valid") {
		t.Errorf("after the key's end: %v", err)
	}
}

// A call made by hand, as a shell script does it with curl: other headers, another order of the body's keys, form of
// escapes and query of its own.
func TestACallThatIsSignedByHandIsTaken(t *testing.T) {
	w, now := drill(t, 45*time.Minute)
	server := httptest.NewServer(Handler(w, acting(), now))
	defer server.Close()
	keys := NewKeys()
	for name, c := range map[string]struct{ method, path, body string }{
		"a query":           {http.MethodGet, "/v1/support/tickets?status=open&subject=" + url.QueryEscape("é +"), ""},
		"a body of its own": {http.MethodPost, "/v1/support/tickets/create", `{ "body" : "caf\u00e9 <b>", "subject":"x" }`},
		"an empty body":     {http.MethodPost, "/1.0/dedicated/server/ns2.example/reboot", ""},
	} {
		address, stamp := server.URL+c.path, fmt.Sprint(time.Now().Unix())
		sum := sha1.Sum([]byte(strings.Join([]string{keys.ApplicationSecret, keys.ConsumerKey, c.method, address, c.body, stamp}, "+")))
		r, err := http.NewRequestWithContext(t.Context(), c.method, address, bytes.NewReader([]byte(c.body)))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{
			"User-Agent": "curl/8.5.0", "Accept": "*/*", "Content-Type": "application/json", "x-ovh-application": keys.ApplicationKey,
			"x-ovh-consumer": keys.ConsumerKey, "x-ovh-timestamp": stamp, "x-ovh-signature": "$1$" + hex.EncodeToString(sum[:]),
		} {
			r.Header.Set(name, value)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %s", name, resp.StatusCode, body)
		}
		if err := resp.Body.Close(); err != nil {
			t.Error(err)
		}
	}
}

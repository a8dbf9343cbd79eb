package ovh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
)

// What a person reads of each fault of the API beside the rows: the sentence of the source, that of one row, or what the
// key may not do; and whether the others are there.
func TestWhatAPersonReadsOfEachFault(t *testing.T) {
	const item, list, part = "/dedicated/server/ns1", "/dedicated/server", "/dedicated/server/ns1/task?status=doing"
	for name, c := range map[string]struct {
		path                  string
		answer                http.HandlerFunc
		source, row, gap      string // in what is said; empty: nothing is
		state                 string // of ns1
		fresh                 bool   // the row is of now
		everything, othersToo bool
	}{
		"one expired service": {
			path: item, answer: refuse(460, `{"message":"This service is expired"}`),
			row: `this service has expired: "This service is expired" (460, query EU.ext-1)`, state: "EXPIRED", othersToo: true,
		},
		"one that is gone": {
			path: item, answer: refuse(404, `{"class":"Client::NotFound","message":"This service does not exist"}`),
			row: `OVHcloud does not know this: "This service does not exist"`, state: "ok", othersToo: true,
		},
		"one that cannot be understood": {
			path: item, answer: refuse(200, `{"datacenter":7}`), row: "something that cannot be read (200)", state: "ok", othersToo: true,
		},
		"a truncated answer": {path: item, answer: refuse(200, `{"datacenter":"gr`), row: "something that cannot be read", state: "ok", othersToo: true},
		"a page in HTML":     {path: item, answer: refuse(502, `<html>Bad Gateway</html>`), row: "OVHcloud's API is in trouble (502", state: "ok", othersToo: true},
		"one server error": {
			path: item, answer: refuse(500, `{"class":"Server::InternalServerError","message":"Internal server error"}`),
			row: `OVHcloud's API is in trouble: "Internal server error" (500 Server::InternalServerError, query EU.ext-1)`, state: "ok", othersToo: true,
		},
		"a part that fails": {path: part, answer: refuse(500, `{"message":"Internal server error"}`), row: "its tasks: OVHcloud's API is in trouble", state: "ok", fresh: true, othersToo: true},
		"a part that is not allowed": {
			path: part, answer: refuse(403, `{"errorCode":"NOT_GRANTED_CALL","message":"This call has not been granted"}`),
			gap: "the tasks of dedicated servers", state: "ok", fresh: true, othersToo: true,
		},
		"a kind that is not allowed": {
			path: list, answer: refuse(403, `{"errorCode":"NOT_GRANTED_CALL","message":"This call has not been granted"}`),
			gap: "the dedicated servers", row: "the key may not read the dedicated servers any more", state: "ok", othersToo: true, fresh: true,
		},
		"a kind that a policy forbids": {
			path: list, answer: refuse(403, `{"class":"Client::Forbidden","message":"no","details":{"unauthorizedActionsByIAM":"dedicatedServer:apiovh:get"}}`),
			gap: "the dedicated servers", row: "the key may not read the dedicated servers any more", state: "ok", othersToo: true, fresh: true,
		},
		"a list that is overloaded": {
			path: list, answer: refuse(408, `<html>Request Time-out</html>`),
			source: "the dedicated servers could not be listed: OVHcloud's API is overloaded or asks for fewer calls (408", row: "overloaded", state: "ok", othersToo: true,
		},
		"a list that is a page": {path: list, answer: refuse(200, `<html>Maintenance</html>`), source: "the dedicated servers could not be listed: OVHcloud's API answers, but with something that cannot be read", row: "cannot be read", state: "ok", othersToo: true},
		"a list that is cut off": {
			path: list, answer: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			source: "OVHcloud's API cannot be reached", row: "cannot be reached", state: "ok", othersToo: true,
		},
		"a key that has expired": {
			path: "/auth/currentCredential", answer: refuse(403, `{"errorCode":"INVALID_CREDENTIAL","httpCode":"403 Forbidden","message":"This credential is not valid"}`),
			source: `OVHcloud refuses the key, which has ended or was never granted; ask for a new one: "This credential is not valid" (403 INVALID_CREDENTIAL`, state: "ok",
		},
		"a key of another endpoint": {
			path: "/auth/currentCredential", answer: refuse(403, `{"class":"Client::Forbidden","message":"This application key is invalid"}`),
			source: "a key works only at the endpoint where it was made", state: "ok",
		},
		"a wrong secret": {
			path: "/auth/currentCredential", answer: refuse(400, `{"errorCode":"INVALID_SIGNATURE","message":"Invalid signature"}`),
			source: "is the application secret right, and this machine's clock", state: "ok",
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.account()
			f.json("/auth/currentCredential", `{"rules":[{"method":"GET","path":"/*"}]}`)
			client := f.client()
			before, err := client.Inventory(quickly(t), nil)
			if err != nil {
				t.Fatal(err)
			}
			f.on(c.path, c.answer)
			f.pass(time.Hour)
			rows, err := client.Inventory(quickly(t), nil)
			if len(rows) != len(before) {
				t.Errorf("%d rows, want all %d", len(rows), len(before))
			}
			said(t, "the source", c.source, err)
			ns1 := byID(rows)["ns1"]
			said(t, "the row", c.row, errors.New(ns1.Problem))
			if c.gap != "" && !slices.Contains(client.Gaps(), c.gap) {
				t.Errorf("gaps = %q, want %q", client.Gaps(), c.gap)
			}
			if ns1.State != c.state || ns1.Place != byID(before)["ns1"].Place || ns1.Read.Equal(byID(before)["ns1"].Read) == c.fresh && c.source == "" && c.path != list {
				t.Errorf("ns1 = %+v", ns1)
			}
			for _, id := range []string{"vps1", "shop.example"} {
				if r := byID(rows)[id]; r.Problem != "" || c.othersToo == r.Read.Equal(byID(before)[id].Read) {
					t.Errorf("%s = %+v", id, r)
				}
			}
		})
	}
}

// Another key mends a key that is refused or missing, and nothing else.
func TestWhatAnotherKeyMends(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{&APIError{Status: 403, Class: "INVALID_CREDENTIAL"}, true},
		{&APIError{Status: 403, Class: "NOT_CREDENTIAL"}, true},
		{&APIError{Status: 401, Class: "Client::Unauthorized"}, true},
		{&PartialError{Parts: []error{&APIError{Status: 403}}}, true},
		{keyError(errors.New("missing authentication information")), true},
		{&APIError{Status: 403, Class: notGranted, denied: true}, false},
		{&APIError{Status: 403, Class: "INVALID_SIGNATURE"}, false},
		{&APIError{Status: 500}, false},
		{keyError(errors.New("cannot load configuration: key.ini")), false},
		{lateError{}, false},
	} {
		if got := errors.Is(c.err, account.ErrKey); got != c.want {
			t.Errorf("%v: another key mends it: %t", c.err, got)
		}
	}
}

// said holds what was said against what should be; empty: nothing.
func said(t *testing.T, who, want string, got error) {
	t.Helper()
	words := ""
	if got != nil {
		words = got.Error()
	}
	if want == "" && words != "" || !strings.Contains(words, want) {
		t.Errorf("%s says %q, want %q", who, words, want)
	}
}

// Of many calls that are refused alike it is said once, with the number of one of them.
func TestEqualReasonsStandOnce(t *testing.T) {
	no := func(what, number string) error {
		return fmt.Errorf("the %s could not be listed: %w", what, &APIError{Status: 503, QueryID: number})
	}
	err := &PartialError{[]error{no("VPS", "EU.1"), no("zones", "EU.2"), no("VPS", "EU.3")}}
	want := "the VPS could not be listed: OVHcloud's API is in trouble (503, query EU.1); the zones could not be listed: OVHcloud's API is in trouble (503, query EU.2)"
	if got := err.Error(); got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}

// The API has been seen to change its mind about renewals from one reading to the next. That alarms nobody.
func TestAFieldThatFlips(t *testing.T) {
	f := newFake(t)
	f.account()
	c := f.client()
	var last account.Resource
	for i := range 4 {
		automatic := []string{"true", "false"}[i%2]
		f.json("/vps/vps1/serviceInfos", `{"expiration":"2021-09-01","renew":{"automatic":`+automatic+`,"deleteAtExpiration":false}}`)
		rows, err := c.Inventory(quickly(t), nil)
		row := byID(rows)["vps1"]
		row.Read = time.Time{}
		if err != nil || i > 0 && (!row.Renews.Equal(last.Renews) || row.State != last.State || row.Problem != "") {
			t.Errorf("reading %d: %+v, %v; before: %+v", i, row, err, last)
		}
		last = row
		f.pass(7 * time.Hour)
	}
}

// scripted is an API in memory whose answers come in order, the last for ever.
type scripted struct {
	answers []func() (int, http.Header, string, error)
	times   []time.Duration
	began   time.Time
}

func (s *scripted) RoundTrip(r *http.Request) (*http.Response, error) {
	next := s.answers[min(len(s.times), len(s.answers)-1)]
	s.times = append(s.times, time.Since(s.began))
	status, heads, body, err := next()
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Header: heads, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func replies(status int, after, body string) func() (int, http.Header, string, error) {
	return func() (int, http.Header, string, error) {
		h := http.Header{}
		if after != "" {
			h.Set("Retry-After", after)
		}
		return status, h, body, nil
	}
}

func cutOff() (int, http.Header, string, error) { return 0, nil, "", io.ErrUnexpectedEOF }

// What may be over in a moment is asked for again after a pause, and when the API says how long, after that.
func TestReadingsThatAreTriedAgain(t *testing.T) {
	good := replies(200, "", `["ns1"]`)
	trouble := replies(503, "", `<html>`)
	for name, c := range map[string]struct {
		answers     []func() (int, http.Header, string, error)
		calls       int
		least, most time.Duration // that it takes
		fails       string
	}{
		"trouble":             {[]func() (int, http.Header, string, error){trouble, trouble, good}, 3, 700 * time.Millisecond, 2300 * time.Millisecond, ""},
		"trouble that lasts":  {[]func() (int, http.Header, string, error){trouble}, 3, 700 * time.Millisecond, 2300 * time.Millisecond, "in trouble"},
		"a cut connection":    {[]func() (int, http.Header, string, error){cutOff, good}, 2, 200 * time.Millisecond, 800 * time.Millisecond, ""},
		"too many calls":      {[]func() (int, http.Header, string, error){replies(429, "", `{}`), good}, 2, 200 * time.Millisecond, 800 * time.Millisecond, ""},
		"wait 7 s":            {[]func() (int, http.Header, string, error){replies(429, "7", `{}`), good}, 2, 7 * time.Second, 7 * time.Second, ""},
		"wait an hour":        {[]func() (int, http.Header, string, error){replies(429, "3600", `{}`), good}, 1, 0, 0, "asks to be left alone for 60 minutes"},
		"no such thing":       {[]func() (int, http.Header, string, error){replies(404, "", `{"message":"no"}`)}, 1, 0, 0, "does not know this"},
		"a key without right": {[]func() (int, http.Header, string, error){replies(403, "", `{"errorCode":"NOT_GRANTED_CALL","message":"no"}`)}, 1, 0, 0, "may not read"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{answers: c.answers, began: time.Now()}
				client, err := New(Options{Endpoint: "http://api.example/1.0", AccessToken: "t", HTTP: &http.Client{Transport: s}})
				if err != nil {
					t.Fatal(err)
				}
				var v []string
				err = client.get(t.Context(), "/vps", &v)
				took := time.Since(s.began)
				said(t, "the reading", c.fails, err)
				if len(s.times) != c.calls || took < c.least || took > c.most {
					t.Errorf("%d calls in %v, want %d in %v to %v", len(s.times), took, c.calls, c.least, c.most)
				}
				if name == "wait an hour" {
					if err := client.get(t.Context(), "/me", &v); err == nil || len(s.times) != 1 {
						t.Errorf("asked again within the hour: %d calls, %v", len(s.times), err)
					}
				}
			})
		})
	}
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{answers: []func() (int, http.Header, string, error){replies(429, "20", `{}`)}, began: time.Now()}
		client, err := New(Options{Endpoint: "http://api.example/1.0", AccessToken: "t", HTTP: &http.Client{Transport: s}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		var v []string
		err = client.get(ctx, "/vps", &v)
		if took := time.Since(s.began); err == nil || took != 3*time.Second {
			t.Errorf("%v after %v, want an error after 3 s", err, took)
		}
	})
}

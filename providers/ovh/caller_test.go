package ovh

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// Every fault gives an error that says in plain words what it is, and never a secret.
func TestFaults(t *testing.T) {
	legacy := func(status int, code, message string) http.HandlerFunc {
		return refuse(status, `{"errorCode":"`+code+`","httpCode":"x","message":"`+message+`"}`)
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   []string
		status int
	}{
		"wrong secret": {legacy(400, "INVALID_SIGNATURE", "Invalid signature"), []string{"signature", "400 INVALID_SIGNATURE"}, 400},
		"expired key": {
			legacy(403, "INVALID_CREDENTIAL", "This credential is not valid"),
			[]string{`OVHcloud refuses the key, which has ended or was never granted; ask for a new one: "This credential is not valid" (403 INVALID_CREDENTIAL, query EU.ext-1)`},
			403,
		},
		"not granted":    {legacy(403, "NOT_GRANTED_CALL", "This call has not been granted"), []string{"may not read this"}, 403},
		"other platform": {refuse(403, `{"class":"Client::Forbidden","message":"This application key is invalid"}`), []string{"endpoint where it was made"}, 403},
		"policy": {
			refuse(403, `{"class":"Client::Forbidden","message":"User not granted","details":{"unauthorizedActionsByIAM":"account:apiovh:me/get"}}`),
			[]string{"account:apiovh:me/get"},
			403,
		},
		"expired service": {refuse(460, `{"message":"This service is expired"}`), []string{"has expired", "460"}, 460},
		"broken details":  {refuse(500, `{"message":"Internal server error","details":{"code":7}}`), []string{"in trouble", "Internal server error"}, 500},
		"html 502":        {refuse(502, `<html>Bad Gateway</html>`), []string{"in trouble", "502"}, 502},
		"overloaded":      {refuse(408, `<html>Request Time-out</html>`), []string{"overloaded"}, 408},
		"html 200":        {refuse(200, `<html>Maintenance</html>`), []string{"cannot be read"}, 200},
		"cut off json":    {refuse(200, `{"nichandle":"ab1`), []string{"cannot be read"}, 200},
		"redirect":        {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, []string{"302"}, 302},
		"repeats a key":   {refuse(500, `{"message":"bad key `+secret+` and c0nsumer-key"}`), []string{"***"}, 500},
		"cut connection":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, []string{"cannot be reached"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.on("/me", c.answer)
			var v struct{}
			err := f.client().get(quickly(t), "/me", &v)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error = %s\nwant %q in it", err, want)
				}
			}
			if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "c0nsumer-key") || strings.Contains(err.Error(), "<html") {
				t.Errorf("error = %s", err)
			}
			var api *APIError
			if errors.As(err, &api) != (c.status != 0) || api != nil && api.Status != c.status {
				t.Errorf("error = %#v, want status %d", api, c.status)
			}
		})
	}
}

func TestManyCallsAskForTheTimeOnce(t *testing.T) {
	f := newFake(t)
	f.json("/vps", `[]`)
	c := f.client()
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			var v []string
			if err := c.get(t.Context(), "/vps", &v); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := f.times.Load(); n != 1 {
		t.Errorf("the time was asked for %d times, want once", n)
	}
}

func TestASlowFirstQuestionEndsWithTheContext(t *testing.T) {
	f := newFake(t)
	hold := make(chan struct{})
	f.on("/auth/time", func(http.ResponseWriter, *http.Request) { <-hold })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	var v []string
	err := f.client().get(ctx, "/vps", &v)
	took := time.Since(began)
	close(hold)
	if !errors.Is(err, context.DeadlineExceeded) || took > 2*time.Second {
		t.Errorf("error = %v after %v, want the context's end after 50 ms", err, took)
	}
}

// A clock that was set while the program ran makes the API complain; the client compares the clocks anew.
func TestAClockThatWasSet(t *testing.T) {
	f := newFake(t)
	f.behind.Store(3600)
	var stamps []string
	f.on("/vps", func(w http.ResponseWriter, r *http.Request) {
		stamps = append(stamps, r.Header.Get("X-Ovh-Timestamp"))
		if len(stamps) == 2 {
			refuse(400, `{"errorCode":"QUERY_TIME_OUT","message":"Query out of time"}`)(w, r)
			return
		}
		refuse(200, `[]`)(w, r)
	})
	c := f.client()
	var v []string
	if err := c.get(t.Context(), "/vps", &v); err != nil {
		t.Fatal(err)
	}
	f.behind.Store(0)
	c.caller.clock.last.at = time.Now().Add(-2 * trustClock)
	if err := c.get(t.Context(), "/vps", &v); err != nil || len(stamps) != 3 {
		t.Fatalf("error = %v after %d calls, want the second try to pass", err, len(stamps))
	}
	if stamps[2] <= stamps[1] || f.times.Load() != 2 {
		t.Errorf("signed at %v after %d questions for the time, want the last an hour later", stamps, f.times.Load())
	}
}

func TestAWrongSecretIsTriedOnce(t *testing.T) {
	f := newFake(t)
	f.on("/vps", refuse(400, `{"errorCode":"INVALID_SIGNATURE","message":"Invalid signature"}`))
	c := f.client()
	for range 3 {
		var v []string
		if err := c.get(t.Context(), "/vps", &v); !misdated(err) {
			t.Errorf("error = %v", err)
		}
	}
	if calls := f.called("/vps"); calls != 3 || f.times.Load() != 1 {
		t.Errorf("%d calls and %d questions for the time, want 3 and 1", calls, f.times.Load())
	}
}

func TestKeysFromTheEnvironment(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Chdir(t.TempDir())
	for _, name := range []string{"APPLICATION_KEY", "APPLICATION_SECRET", "CONSUMER_KEY", "ACCESS_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "ENDPOINT"} {
		t.Setenv("OVH_"+name, "")
	}
	if _, err := New(Options{}); err == nil || !strings.Contains(err.Error(), "OVH_APPLICATION_KEY") {
		t.Errorf("without keys: %v, want what to do", err)
	}
	if _, err := New(Options{Endpoint: "ovh-moon", AccessToken: "x"}); err == nil || !strings.Contains(err.Error(), "ovh-moon") {
		t.Errorf("unknown endpoint: %v", err)
	}
	t.Setenv("OVH_ACCESS_TOKEN", "token")
	c, err := New(Options{})
	if err != nil || c.caller.prototype.AccessToken != "token" || c.caller.prototype.Endpoint() != "https://eu.api.ovh.com/1.0" {
		t.Errorf("token of the environment: %v", err)
	}
	if _, err := New(Options{Endpoint: "https://api.example/1.0/", ApplicationKey: "a", ApplicationSecret: "b", ConsumerKey: "c"}); err != nil {
		t.Errorf("keys given beside a token in the environment: %v", err)
	}
}

package ovh

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// fake is an API whose answers a test can change, by path and query.
type fake struct {
	t       *testing.T
	url     string
	mu      sync.Mutex
	answers map[string]http.HandlerFunc
	calls   map[string]int
	made    int          // calls in all
	since   string       // what a list of tickets since some time answers; empty: nothing does
	times   atomic.Int64 // questions for the time
	behind  atomic.Int64 // seconds that the API's clock is behind ours
	passed  atomic.Int64 // how long the clock of the client is ahead of this machine's
}

func newFake(t *testing.T) *fake {
	t.Helper()
	f := &fake{t: t, answers: make(map[string]http.HandlerFunc), calls: make(map[string]int)}
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	f.url = srv.URL + "/1.0"
	f.json("/auth/time", "")
	return f
}

// ServeHTTP answers as the test said, and with 404 elsewhere.
func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.RequestURI(), "/1.0")
	f.mu.Lock()
	answer := f.answers[path]
	f.calls[path]++
	f.made++
	if strings.HasPrefix(path, "/support/tickets?minCreationDate=") && f.since != "" {
		answer = refuse(http.StatusOK, f.since)
	}
	f.mu.Unlock()
	w.Header().Set("X-Ovh-QueryID", "EU.ext-1")
	switch {
	case answer == nil:
		refuse(http.StatusNotFound, `{"class":"Client::NotFound","message":"The requested object does not exist"}`)(w, r)
	default:
		answer(w, r)
	}
}

func (f *fake) on(path string, h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers[path] = h
}

// json answers a path with a body; with none, with the time.
func (f *fake) json(path, body string) {
	f.on(path, func(w http.ResponseWriter, _ *http.Request) {
		if body == "" {
			f.times.Add(1)
			_, _ = io.WriteString(w, strconv.FormatInt(time.Now().Unix()-f.behind.Load(), 10))
			return
		}
		_, _ = io.WriteString(w, body) // a client that has gone is part of some tests
	})
}

// called is how often a path was asked for since the last time that this was asked.
func (f *fake) called(path string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := f.calls[path]
	f.calls[path] = 0
	return n
}

// allCalls is how many calls were made in all.
func (f *fake) allCalls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.made
}

func refuse(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// pass lets time pass on the client's clock.
func (f *fake) pass(d time.Duration) { f.passed.Add(int64(d)) }

func (f *fake) now() time.Time { return time.Now().Add(time.Duration(f.passed.Load())) }

const secret = "s3cr3t-application-secret"

func (f *fake) client() *Client {
	f.t.Helper()
	c, err := New(Options{Endpoint: f.url, ApplicationKey: "app", ApplicationSecret: secret, ConsumerKey: "c0nsumer-key", Now: f.now})
	if err != nil {
		f.t.Fatal(err)
	}
	c.caller.rest = func(context.Context, time.Duration) error { return nil } // no test waits
	return c
}

// account lets the fake hold one resource of each kind and a ticket.
func (f *fake) account() {
	f.json("/dedicated/server", `["ns1"]`)
	f.json("/dedicated/server/ns1", `{"ip":"192.0.2.1","datacenter":"gra04","region":"eu-west-gra","rack":"g401a01","state":"ok","iam":{"displayName":"Shop server"}}`)
	f.json("/dedicated/server/ns1/ips", `["192.0.2.1/32","2001:db8::/64","198.51.100.0/28"]`)
	for _, state := range []string{"init", "todo", "doing"} {
		f.json("/dedicated/server/ns1/task?status="+state, `[]`)
	}
	f.json("/dedicated/server/ns1/task?status=doing", `[7]`)
	f.json("/dedicated/server/ns1/task/7", `{"taskId":7,"function":"hardReboot","status":"doing","startDate":"2021-03-10T01:00:00+01:00"}`)
	f.json("/vps", `["vps1"]`)
	f.json("/vps/vps1", `{"displayName":null,"zone":"Region OpenStack: os-sbg3","state":"running","iam":null}`)
	f.json("/vps/vps1/ips", `["192.0.2.20"]`)
	f.json("/vps/vps1/tasks?state=todo", `[]`)
	f.json("/vps/vps1/tasks?state=doing", `[]`)
	f.json("/hosting/web", `["shop.example"]`)
	f.json("/hosting/web/shop.example", `{"state":"active","cluster":"cluster024","datacenter":"gra2","hostingIp":"198.51.100.5","clusterIp":"198.51.100.5","countriesIp":[{"country":"FR","ip":"198.51.100.6","ipv6":null}]}`)
	f.json("/hosting/web/shop.example/attachedDomain", `["Shop.example","www.shop.example"]`)
	for _, state := range []string{"init", "todo", "doing"} {
		f.json("/hosting/web/shop.example/tasks?status="+state, `[]`)
	}
	for _, path := range []string{"/dedicated/server/ns1", "/vps/vps1", "/hosting/web/shop.example"} {
		f.json(path+"/serviceInfos", `{"expiration":"2021-09-01"}`)
	}
	for _, path := range []string{
		"/cloud/project", "/hosting/privateDatabase", "/domain", "/domain/zone", "/email/domain", "/email/exchange", "/email/pro", "/ipLoadbalancing",
		"/dedicated/nasha",
	} {
		f.json(path, `[]`)
	}
	f.on("/ip", refuse(403, `{"errorCode":"NOT_GRANTED_CALL","message":"This call has not been granted"}`)) // so that machines are asked for their own
	f.json("/support/tickets", `[1,2]`)
	f.json("/support/tickets?status=open", `[2]`)
	for id, state := range map[int]string{1: "closed", 2: "open"} {
		path := fmt.Sprintf("/support/tickets/%d", id)
		f.json(path, fmt.Sprintf(`{"ticketNumber":%d,"subject":"S","state":%q,"serviceName":null,"lastMessageFrom":"support","creationDate":"2021-03-09T01:00:00Z","updateDate":"2021-03-10T01:00:00Z"}`, 100+id, state))
		f.json(path+"/messages", `[{"from":"support","body":"two","creationDate":"2021-03-10T01:00:00Z"},{"from":"customer","body":"one","creationDate":"2021-03-09T01:00:00Z"}]`)
	}
}

func quickly(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	t.Cleanup(cancel)
	return ctx
}

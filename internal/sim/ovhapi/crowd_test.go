package ovhapi

import (
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
	"vigie/providers/ovh"
)

// counted counts the calls that a client makes.
type counted struct {
	next  http.RoundTripper
	calls atomic.Int64
}

func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	c.calls.Add(1)
	return c.next.RoundTrip(r)
}

// A cold look-up of 500 resources over 80 ms: first rows within 1 s, all within 15 s; then at most 60 calls a minute.
func TestACrowdIsReadInTime(t *testing.T) {
	const resources = 500
	for name, names := range map[string]bool{"lists of whole things": false, "lists of names": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				sc := &scenario.Scenario{Name: "crowd", Start: began}
				scenario.Crowd(&sc.Estate, began, resources)
				w, err := sim.New(sc)
				if err != nil {
					t.Fatal(err)
				}
				keys := NewKeys()
				count := &counted{next: Connect(w, keys, time.Now, Latency(80*time.Millisecond), Faults(Fault{Method: "*", Path: "/*", Names: names})).Transport}
				c, err := ovh.New(ovh.Options{
					Endpoint: "https://" + Host + "/1.0", ApplicationKey: keys.ApplicationKey, ApplicationSecret: keys.ApplicationSecret,
					ConsumerKey: keys.ConsumerKey, HTTP: &http.Client{Transport: count},
				})
				if err != nil {
					t.Fatal(err)
				}
				var first time.Duration
				rows, err := c.Inventory(t.Context(), func([]account.Resource) {
					if first == 0 {
						first = time.Since(began)
					}
				})
				took, calls := time.Since(began), count.calls.Load()
				if err != nil || len(rows) < resources {
					t.Fatalf("%d rows, %v", len(rows), err)
				}
				unread := 0
				for _, r := range rows {
					if r.Read.IsZero() || r.Problem != "" {
						unread++
					}
				}
				t.Logf("first rows after %v, %d rows after %v with %d calls", first, len(rows), took, calls)
				if first == 0 || first > time.Second || took > 15*time.Second || unread > 0 {
					t.Errorf("first rows after %v, all after %v, %d not read", first, took, unread)
				}
				most := int64(0)
				for range 10 {
					time.Sleep(time.Minute)
					before := count.calls.Load()
					if _, err := c.Inventory(t.Context(), nil); err != nil {
						t.Fatal(err)
					}
					most = max(most, count.calls.Load()-before)
				}
				t.Logf("at most %d calls a minute", most)
				if most == 0 || most > 60 {
					t.Errorf("%d calls in a minute, want some and 60 at most", most)
				}
			})
		})
	}
}

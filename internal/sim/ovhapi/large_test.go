package ovhapi

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
	"vigie/providers/ovh"
)

// counted keeps when a client made its calls, and how many at once.
type counted struct {
	next http.RoundTripper

	mu        sync.Mutex
	calls     []time.Time
	now, most int
}

func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.calls = append(c.calls, time.Now())
	c.now++
	c.most = max(c.most, c.now)
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.now--
	}()
	return c.next.RoundTrip(r)
}

// taken are the calls since the last time that this was asked.
func (c *counted) taken() []time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.calls
	c.calls = nil
	return list
}

// busiest is how many of the calls fall into one minute at most, wherever that begins.
func busiest(calls []time.Time) int {
	most, from := 0, 0
	for to, at := range calls {
		for at.Sub(calls[from]) >= time.Minute {
			from++
		}
		most = max(most, to-from+1)
	}
	return most
}

// What is promised of an account of 500 resources over 80 ms: first rows within 1 s, all within 15 s, never more than 10
// calls in flight, then at most 60 calls in any minute. How old a state may become beside that: from a list of whole
// things it is of the last round; those of a project or an organisation have to be asked for, and where lists hold names
// all of them.
const (
	promisedFirst, promisedAll              = time.Second, 15 * time.Second
	promisedFlight, promisedCalls           = 10, 60
	oldestListed, oldestAsked, oldestOfMany = 2 * time.Minute, 10 * time.Minute, 25 * time.Minute
)

func TestALargeAccountIsReadInTime(t *testing.T) {
	for name, names := range map[string]bool{"lists of whole things": false, "lists of names": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { readLarge(t, names) })
		})
	}
}

func readLarge(t *testing.T, names bool) {
	t.Helper()
	const resources = 500
	began := time.Now()
	c, count := largeAccount(t, resources, names)
	var first time.Duration
	rows, err := c.Inventory(t.Context(), func([]account.Resource) {
		if first == 0 {
			first = time.Since(began)
		}
	})
	took, calls := time.Since(began), len(count.taken())
	if err != nil || len(rows) < resources {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	unread := 0
	for _, r := range rows {
		if r.Read.IsZero() || r.Problem != "" {
			unread++
		}
	}
	t.Logf("first rows after %v, %d rows after %v with %d calls, %d at once", first, len(rows), took, calls, count.most)
	if first == 0 || first > promisedFirst || took > promisedAll || unread > 0 || count.most > promisedFlight {
		t.Errorf("first rows after %v, all after %v, %d not read, %d calls at once", first, took, unread, count.most)
	}
	refreshLarge(t, c, count, names)
}

// largeAccount is a client of an account of some size, in the time of a bubble.
func largeAccount(t *testing.T, resources int, names bool) (*ovh.Client, *counted) {
	t.Helper()
	sc, err := scenario.Large(resources)
	if err != nil {
		t.Fatal(err)
	}
	w, err := sim.New(sc)
	if err != nil {
		t.Fatal(err)
	}
	keys := NewKeys()
	options := []Option{WithLatency(80 * time.Millisecond)}
	if names {
		options = append(options, WithNames())
	}
	began := time.Now()
	now := func() time.Time { return sc.Start.Add(time.Since(began)) }
	count := &counted{next: Connect(w, keys, now, options...).Transport}
	c, err := ovh.New(ovh.Options{
		Endpoint: "https://" + Host + "/1.0", ApplicationKey: keys.ApplicationKey, ApplicationSecret: keys.ApplicationSecret,
		ConsumerKey: keys.ConsumerKey, HTTP: &http.Client{Transport: count},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, count
}

// refreshLarge looks at the account for an hour as the console does, once a minute, and half a minute later at the rest.
func refreshLarge(t *testing.T, c *ovh.Client, count *counted, names bool) {
	t.Helper()
	others(t, c, 0)
	count.taken()
	oldest := make(map[account.Kind]time.Duration)
	began := time.Now()
	for minute := range 60 {
		time.Sleep(time.Until(began.Add(time.Duration(minute+1) * time.Minute)))
		rows, err := c.Inventory(context.Background(), nil)
		if err != nil {
			t.Fatalf("minute %d: %v", minute, err)
		}
		for _, r := range rows {
			oldest[r.Kind] = max(oldest[r.Kind], time.Since(r.Read))
		}
		time.Sleep(time.Until(began.Add(time.Duration(minute+1)*time.Minute + 30*time.Second)))
		others(t, c, minute)
	}
	calls := count.taken()
	most := busiest(calls)
	t.Logf("%d calls in an hour, at most %d in a minute", len(calls), most)
	if most > promisedCalls {
		t.Errorf("%d calls in one minute, want %d at most", most, promisedCalls)
	}
	for kind, age := range oldest {
		limit := oldestListed
		switch kind {
		case account.BackupStorage:
			continue // it has no state of its own
		case account.Instance, account.Volume, account.CloudDatabase, account.Exchange:
			limit = oldestAsked
		}
		if names {
			limit = oldestOfMany
		}
		t.Logf("the oldest state of a %s was of %v ago", kind, age.Round(time.Second))
		if age > limit {
			t.Errorf("a state of a %s was of %v ago, want %v at most", kind, age, limit)
		}
	}
}

// others asks what the console asks beside the inventory.
func others(t *testing.T, c *ovh.Client, minute int) {
	t.Helper()
	if _, err := c.Tickets(t.Context()); err != nil {
		t.Error(err)
	}
	if minute%10 != 0 {
		return
	}
	if _, err := c.Identity(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := c.Campuses(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := c.Mails(t.Context()); err != nil {
		t.Error(err)
	}
}

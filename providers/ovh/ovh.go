// Package ovh asks an OVHcloud account what it holds: whose it is, what is rented and where that stands, and the
// support tickets; and changes what a person has confirmed.
//
// It knows no probe and no screen; of vigie it may import only account and places. What it believes about the API is
// in the API's published schemas (v1) and in the source of go-ovh 1.9. Text of the API is handed on as it came: who
// draws it makes it safe.
package ovh

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/sourcegraph/conc/pool"

	"vigie/internal/places"
)

// provider is how account types call this provider.
const provider = "ovh"

// Options say which account, and with what key. Empty keys are looked for where every OVH tool reads them:
// the environment (OVH_APPLICATION_KEY and so on), then ovh.conf.
type Options struct {
	Endpoint          string // ovh-eu, or the address of an endpoint; empty: as every OVH tool reads it
	ApplicationKey    string
	ApplicationSecret string
	ConsumerKey       string
	AccessToken       string
	ReadOnly          bool             // refuses every change
	Names             []string         // of the sites that may run on the account, lower case: see Resource.Records
	HTTP              *http.Client     // its transport is used; nil: an own one
	Now               func() time.Time // the clock that readings are stamped with; nil: the real one
}

// Client reads one account. It may be used from many goroutines.
type Client struct {
	caller *caller
	now    func() time.Time

	names []string
	stock stock
	round sync.Mutex // one reading of the inventory at a time

	mu         sync.Mutex
	desk       desk
	campuses   []places.Campus
	campusesAt time.Time // when they were told; zero before
}

// New makes a client. It fails when there is no key at all; whether a key is any good, the first call tells.
func New(o Options) (*Client, error) {
	c, err := newCaller(o)
	if err != nil {
		return nil, err
	}
	now := o.Now
	if now == nil {
		now = time.Now
	}
	return &Client{caller: c, now: now, names: o.Names, stock: newStock(), desk: newDesk()}, nil
}

// get reads a path of the API into v.
func (c *Client) get(ctx context.Context, path string, v any) error {
	return c.caller.get(ctx, path, v)
}

// fanOut calls f for each id, a few at once, and returns what it made in the order of the ids.
func fanOut[ID, T any](ctx context.Context, ids []ID, f func(context.Context, ID) T) []T {
	out := make([]T, len(ids))
	p := pool.New().WithContext(ctx).WithMaxGoroutines(inFlight)
	for i, id := range ids {
		p.Go(func(ctx context.Context) error {
			out[i] = f(ctx, id)
			return nil // f carries its own error, so that one item never ends the others
		})
	}
	_ = p.Wait() // always nil, see above
	return out
}

// Fingerprint tells accounts and keys apart without telling them: what is kept of one is never shown for another.
func (c *Client) Fingerprint() string {
	p := c.caller.prototype
	sum := sha256.Sum256([]byte(strings.Join([]string{p.Endpoint(), p.AppKey, p.ConsumerKey, p.AccessToken, p.ClientID}, "\n")))
	return hex.EncodeToString(sum[:8])
}

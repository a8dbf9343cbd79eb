// Package ovh asks an OVHcloud account what it holds: who it belongs to, what is rented and where it is, and the
// support tickets. It only reads.
//
// It knows no probe and no screen; of vigie it may import only internal/account. Facts about the API are from its
// published schemas (eu.api.ovh.com, v1) and from the source of go-ovh 1.9.
package ovh

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/sourcegraph/conc/pool"

	"vigie/internal/account"
)

// Options say which account, and with what key. Empty keys are looked for where every OVH tool reads them:
// the environment (OVH_APPLICATION_KEY and so on), then ovh.conf.
type Options struct {
	Endpoint          string // ovh-eu, or the address of an endpoint
	ApplicationKey    string
	ApplicationSecret string
	ConsumerKey       string
	AccessToken       string
	HTTP              *http.Client // nil: an own one
}

// inFlight is how many calls are made at once. The API publishes no limit; tools that make more have been cut off.
const inFlight = 10

// provider is the name of this provider in account types.
const provider = "ovh"

// Client reads one account. It may be used from many goroutines.
type Client struct {
	*caller
	mu      sync.Mutex
	rows    map[string]account.Resource // the last good reading of each, by path
	threads map[string]thread           // messages by ticket
}

type thread struct {
	updated  time.Time
	messages []account.Message
}

// New makes a client. It fails when there is no key at all; whether a key is any good, the first call tells.
func New(o Options) (*Client, error) {
	c, err := newCaller(o)
	if err != nil {
		return nil, err
	}
	return &Client{caller: c, rows: make(map[string]account.Resource), threads: make(map[string]thread)}, nil
}

// reads are the routes that this package uses; a key should be allowed them and no more.
var reads = []string{
	"/me", "/dedicated/server", "/dedicated/server/*", "/vps", "/vps/*", "/hosting/web", "/hosting/web/*",
	"/support/tickets", "/support/tickets/*",
}

// Identity is whose account it is, and which rights the key lacks.
func (c *Client) Identity(ctx context.Context) (account.Identity, error) {
	id := account.Identity{Provider: provider}
	var me struct {
		Nichandle    string  `json:"nichandle"`
		Firstname    *string `json:"firstname"`
		Name         *string `json:"name"`
		Organisation *string `json:"organisation"`
	}
	if err := c.get(ctx, "/me", &me); err != nil {
		return id, err
	}
	id.Account = me.Nichandle
	for _, s := range []*string{me.Organisation, me.Name, me.Firstname} {
		if s != nil && *s != "" {
			id.Name = *s
			break
		}
	}
	var key struct {
		Expiration *time.Time `json:"expiration"`
		Rules      []struct {
			Method string `json:"method"`
			Path   string `json:"path"`
		} `json:"rules"`
	}
	if err := c.get(ctx, "/auth/currentCredential", &key); err != nil {
		var api *APIError
		if errors.As(err, &api) && (api.Status == http.StatusForbidden || api.Status == http.StatusNotFound) {
			return id, nil // an access token has no such thing
		}
		return id, err
	}
	if key.Expiration != nil {
		id.Expires = *key.Expiration
	}
	for _, r := range key.Rules {
		id.Rights = append(id.Rights, r.Method+" "+r.Path)
	}
	for _, path := range reads {
		allowed := false
		for _, r := range key.Rules {
			allowed = allowed || r.Method == http.MethodGet && covers(r.Path, path)
		}
		if !allowed {
			id.Missing = append(id.Missing, "GET "+path)
		}
	}
	return id, nil
}

// covers tells whether a rule of a key, in which * stands for anything, allows a path.
func covers(rule, path string) bool {
	prefix, _, wild := strings.Cut(rule, "*")
	if !wild {
		return rule == path
	}
	return strings.HasPrefix(path, prefix)
}

// fanOut calls f for each id, a few at once, and returns what it made in the order of the ids.
func fanOut[T any](ctx context.Context, ids []string, f func(context.Context, string) T) []T {
	type numbered struct {
		i int
		v T
	}
	p := pool.NewWithResults[numbered]().WithMaxGoroutines(inFlight)
	for i, id := range ids {
		p.Go(func() numbered { return numbered{i, f(ctx, id)} })
	}
	out := make([]T, len(ids))
	for _, x := range p.Wait() {
		out[x.i] = x.v
	}
	return out
}

// APIError is an answer of the API that is not a good one.
type APIError struct {
	Status  int    // of HTTP
	Class   string // NOT_CREDENTIAL, Client::NotFound; may be empty
	Message string // the API's own words; may be empty
	QueryID string // what support asks for; may be empty
}

// Error says in plain words what is wrong, with the API's own reason.
func (e *APIError) Error() string {
	what := "OVHcloud answered with an error"
	switch {
	case e.Class == "INVALID_SIGNATURE", e.Class == "QUERY_TIME_OUT":
		what = "OVHcloud does not accept the signature: is the application secret right, and this machine's clock?"
	case e.Class == "NOT_GRANTED_CALL":
		what = "the key may not read this"
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden:
		what = "OVHcloud refuses the key"
	case e.Status == http.StatusNotFound:
		what = "OVHcloud does not know this"
	case e.Status == expiredService:
		what = "this service has expired"
	case e.Status == http.StatusTooManyRequests:
		what = "OVHcloud asks for fewer calls"
	case e.Status >= http.StatusInternalServerError:
		what = "OVHcloud's API is in trouble"
	case e.Status == http.StatusOK:
		what = "OVHcloud's API answers, but not with JSON"
	}
	var detail []string
	if e.Message != "" {
		detail = append(detail, fmt.Sprintf("%q", e.Message))
	}
	code := fmt.Sprint(e.Status)
	if e.Class != "" {
		code += " " + e.Class
	}
	if e.QueryID != "" {
		code += ", query " + e.QueryID
	}
	return strings.TrimSpace(what + " " + strings.Join(append(detail, "("+code+")"), " "))
}

// expiredService is the status with which the API answers for a service that has expired but is still listed.
const expiredService = 460

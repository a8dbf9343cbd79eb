package ovh

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/ovh/go-ovh/ovh"
)

// caller makes calls through go-ovh 1.9, around its known faults:
//   - A client writes its http.Client's timeout on every call, so two goroutines that share one race. Every call
//     here takes a client of its own from a pool; they share one transport.
//   - Each client asks /auth/time once by itself, outside the call's context and for up to 180 s. The client is
//     made to ask with a short timeout, and only as many clients as there are calls at once ever do.
//   - The difference to the server's clock is never renewed, so a laptop that slept signs wrongly for ever. After
//     a complaint about time or signature the pool is thrown away and the call made once more.
//   - The old error shape ({"errorCode": …}) loses its code, and an answer that is no JSON loses its status.
//     Answers are decoded here.
type caller struct {
	options Options
	mu      sync.Mutex
	idle    []*ovh.Client
	age     int // of the pool; a client of an older one is not put back
}

const (
	callTimeout = 20 * time.Second
	maxAnswer   = 32 << 20
)

func newCaller(o Options) (*caller, error) {
	c := &caller{options: o}
	first, err := c.client()
	if err != nil {
		return nil, err
	}
	c.idle = append(c.idle, first)
	return c, nil
}

// client makes one go-ovh client.
func (c *caller) client() (*ovh.Client, error) {
	o := c.options
	var client *ovh.Client
	var err error
	switch {
	case o.AccessToken != "":
		client, err = ovh.NewAccessTokenClient(o.Endpoint, o.AccessToken)
	case o.ApplicationKey != "" || o.ApplicationSecret != "" || o.ConsumerKey != "":
		client, err = ovh.NewClient(o.Endpoint, o.ApplicationKey, o.ApplicationSecret, o.ConsumerKey)
	default:
		client, err = ovh.NewEndpointClient(o.Endpoint)
	}
	if err != nil {
		return nil, fmt.Errorf("no usable key for the OVHcloud account: %w. "+
			"Set OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET and OVH_CONSUMER_KEY, or write them to ovh.conf", err)
	}
	client.UserAgent = "vigie"
	client.Timeout = callTimeout
	own := &http.Client{}
	if o.HTTP != nil {
		*own = *o.HTTP
	}
	client.Client = own
	return client, nil
}

func (c *caller) take() (*ovh.Client, int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.idle); n > 0 {
		client := c.idle[n-1]
		c.idle = c.idle[:n-1]
		return client, c.age, nil
	}
	client, err := c.client()
	return client, c.age, err
}

func (c *caller) give(client *ovh.Client, age int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age == c.age {
		c.idle = append(c.idle, client)
	}
}

// renew throws the pool away, with its idea of the server's clock.
func (c *caller) renew() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.idle, c.age = nil, c.age+1
}

// get reads a path into v. The error is an *APIError where the API answered.
func (c *caller) get(ctx context.Context, path string, v any) error {
	err := c.try(ctx, path, v)
	var api *APIError
	if errors.As(err, &api) && (api.Class == "INVALID_SIGNATURE" || api.Class == "QUERY_TIME_OUT") {
		c.renew()
		err = c.try(ctx, path, v)
	}
	return err
}

func (c *caller) try(ctx context.Context, path string, v any) error {
	client, age, err := c.take()
	if err != nil {
		return err
	}
	defer c.give(client, age)
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	req, err := c.request(ctx, client, path)
	if err != nil {
		return plain(err)
	}
	resp, err := client.Client.Do(req)
	if err != nil {
		return plain(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end, or given up
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return plain(err)
	}
	return decode(resp, body, v)
}

// request builds a signed request. go-ovh may ask for the server's time first, which knows no context: it is left
// behind when ctx ends before it comes back.
func (c *caller) request(ctx context.Context, client *ovh.Client, path string) (*http.Request, error) {
	type built struct {
		req *http.Request
		err error
	}
	done := make(chan built, 1)
	go func() {
		req, err := client.NewRequest(http.MethodGet, path, nil, true)
		done <- built{req, err}
	}()
	select {
	case b := <-done:
		if b.err != nil {
			return nil, b.err
		}
		return b.req.WithContext(ctx), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// decode reads an answer, in either of the API's error shapes.
func decode(resp *http.Response, body []byte, v any) error {
	if resp.StatusCode >= http.StatusOK && resp.StatusCode < http.StatusMultipleChoices {
		if err := json.Unmarshal(body, v); err != nil {
			return &APIError{Status: http.StatusOK, QueryID: resp.Header.Get("X-Ovh-QueryID")}
		}
		return nil
	}
	e := &APIError{Status: resp.StatusCode, QueryID: resp.Header.Get("X-Ovh-QueryID")}
	var shape struct {
		Class     string `json:"class"`
		ErrorCode string `json:"errorCode"`
		Message   string `json:"message"`
	}
	if json.Unmarshal(body, &shape) == nil {
		e.Class, e.Message = shape.Class, shape.Message
		if e.Class == "" {
			e.Class = shape.ErrorCode
		}
	}
	return e
}

// plain makes a sentence of a failure to reach the API. Requests carry their secrets in headers, never in the
// address, so that the library's text can be shown.
func plain(err error) error {
	var api *ovh.APIError
	if errors.As(err, &api) {
		e := &APIError{Status: api.Code, Class: api.Class, QueryID: api.QueryID}
		if !strings.HasPrefix(strings.TrimSpace(api.Message), "<") {
			e.Message = api.Message
		}
		return e
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("OVHcloud's API cannot be reached: %w", err)
}

package ovh

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/ovh/go-ovh/ovh"
)

const (
	// inFlight is how many calls are made at once, of all kinds together. The API publishes no limit; tools that
	// call from many more threads have met timeouts and resets.
	inFlight = 10
	// callTimeout is the longest that one call may take.
	callTimeout = 20 * time.Second
	// maxAnswer is the size of an answer that is not read further, in bytes.
	maxAnswer = 16 << 20
	// lookForRoom is how often a call that waits for room looks for it at least: a simulation's minutes may be short.
	lookForRoom = 100 * time.Millisecond
)

// caller makes calls through go-ovh 1.9, around its faults:
//   - A client writes the timeout of its http.Client on every call, so that two goroutines which share one race.
//     Here each call has a copy of a prototype that is itself never used; the copies share one transport.
//   - Each client asks /auth/time before its first signed call, outside the caller's context and for up to 180 s.
//     The copies find that question answered from memory (see clock), where it was asked once for all.
//   - It never asks again, so that a machine whose clock was set signs wrongly for ever. After a complaint about
//     the signature or the time the clock is compared anew, and the call made once more.
//   - The error code of the API's older shape is lost, and so is the status of an answer that is no JSON. Answers
//     are decoded here.
//   - Headers with signatures would follow a redirect to another host. Redirects are not followed.
type caller struct {
	prototype *ovh.Client
	transport http.RoundTripper
	slots     chan struct{} // one for each call under way
	clock     clock
	readOnly  bool
	quiet     quiet
	purse     *purse
	rest      func(context.Context, time.Duration) error // lets time pass
}

func newCaller(o Options) (*caller, error) {
	prototype, err := prototypeOf(o)
	if err != nil {
		return nil, err
	}
	prototype.UserAgent = "vigie"
	prototype.Timeout = callTimeout
	now := o.Now
	if now == nil {
		now = time.Now
	}
	c := &caller{prototype: prototype, slots: make(chan struct{}, inFlight), purse: newPurse(now), rest: rest, readOnly: o.ReadOnly}
	switch {
	case o.HTTP == nil:
		c.transport = &http.Transport{
			Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: inFlight,
			TLSHandshakeTimeout: 10 * time.Second, IdleConnTimeout: 90 * time.Second,
		}
	case o.HTTP.Transport == nil:
		c.transport = http.DefaultTransport
	default:
		c.transport = o.HTTP.Transport
	}
	c.clock.ask = c.serverTime
	return c, nil
}

// prototypeOf finds endpoint and keys. Keys that are all given are taken as they are, since go-ovh would refuse
// them beside those of another kind in the environment.
func prototypeOf(o Options) (*ovh.Client, error) {
	endpoint := strings.TrimRight(o.Endpoint, "/")
	signed := o.ApplicationKey != "" && o.ApplicationSecret != "" && o.ConsumerKey != ""
	address := ovh.Endpoints[endpoint]
	if strings.Contains(endpoint, "/") {
		address = endpoint
	}
	if address != "" && signed != (o.AccessToken != "") {
		given := &ovh.Client{
			AppKey: o.ApplicationKey, AppSecret: o.ApplicationSecret, ConsumerKey: o.ConsumerKey, AccessToken: o.AccessToken,
		}
		return given, given.SetEndpoint(address)
	}
	var found *ovh.Client
	var err error
	if o.AccessToken != "" {
		found, err = ovh.NewAccessTokenClient(endpoint, o.AccessToken)
	} else {
		found, err = ovh.NewClient(endpoint, o.ApplicationKey, o.ApplicationSecret, o.ConsumerKey)
	}
	return found, keyError(err)
}

// client is a client of go-ovh for one call.
func (c *caller) client(transport http.RoundTripper) *ovh.Client {
	own := *c.prototype
	own.Client = &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &own
}

// get reads a path into v. The error is an *APIError where the API answered.
func (c *caller) get(ctx context.Context, path string, v any) error {
	return c.read(ctx, question{method: http.MethodGet, path: path, signed: true}, v)
}

// read makes a call that changes nothing, and makes it again where that may help. What the notes of a reading hold is
// not asked again.
func (c *caller) read(ctx context.Context, q question, v any) error {
	n := notesOf(ctx)
	if n == nil {
		return c.patiently(ctx, q, v)
	}
	if a, known := n.of(q); known {
		return c.open(q, a, v)
	}
	if !c.purse.cold() {
		if err := n.spend(); err != nil {
			return err
		}
	}
	q.notes = n
	err := c.patiently(ctx, q, v)
	c.purse.heard(err)
	return err
}

// patiently makes a call again where that may help.
func (c *caller) patiently(ctx context.Context, q question, v any) error {
	began := time.Now()
	for try := 0; ; try++ {
		if err := c.quiet.wait(ctx, c.rest); err != nil {
			return err
		}
		err := c.once(ctx, q, v)
		c.quiet.hear(err)
		pause, again := another(err, try, time.Since(began))
		if !again || c.rest(ctx, pause) != nil {
			return err
		}
	}
}

// once makes a call that changes nothing, a second time only where the clock was at fault.
func (c *caller) once(ctx context.Context, q question, v any) error {
	done, err := c.turn(ctx, q.notes != nil)
	if err != nil {
		return err
	}
	defer done()
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	err = c.try(ctx, q, v)
	if misdated(err) && c.clock.forget() {
		c.purse.count()
		err = c.try(ctx, q, v)
	}
	if q.notes != nil {
		c.purse.back(err)
	}
	return err
}

// turn waits until a call may be sent; done is to be called when it is over. A place is not held while there is no room
// among the calls of the minute, so that nobody else waits for the inventory.
func (c *caller) turn(ctx context.Context, sparing bool) (done func(), err error) {
	for {
		select {
		case c.slots <- struct{}{}:
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting to ask OVHcloud: %w", ctx.Err())
		}
		done = func() { <-c.slots }
		if !sparing {
			c.purse.count()
			return done, nil
		}
		wait, err := c.purse.take()
		if err == nil && wait == 0 {
			return done, nil
		}
		done()
		if err == nil {
			err = c.rest(ctx, min(wait, lookForRoom))
		}
		if err != nil {
			return nil, fmt.Errorf("waiting to ask OVHcloud: %w", err)
		}
	}
}

// question is one call of the API.
type question struct {
	method string
	path   string
	body   any         // nil: none
	header http.Header // beside go-ovh's own; nil: none
	signed bool
	heads  *http.Header // takes the header of the answer; nil: nobody wants it
	notes  *notes       // of the reading that asks; nil: it is not of the inventory
}

// try makes one signed call.
func (c *caller) try(ctx context.Context, q question, v any) error {
	transport := c.transport
	if c.prototype.AppKey != "" { // only signatures hold a time
		offset, err := c.clock.offset(ctx)
		if err != nil {
			return err
		}
		transport = timekeeper{offset: offset, next: transport}
	}
	return c.exchange(ctx, c.client(transport), q, v)
}

// serverTime asks the API what time it is. It is the one call without a signature.
func (c *caller) serverTime(ctx context.Context) (time.Time, error) {
	var seconds int64
	c.purse.count()
	if err := c.exchange(ctx, c.client(c.transport), question{method: http.MethodGet, path: "/auth/time"}, &seconds); err != nil {
		return time.Time{}, err
	}
	return time.Unix(seconds, 0), nil
}

func (c *caller) exchange(ctx context.Context, client *ovh.Client, q question, v any) error {
	if c.readOnly && q.signed && q.method != http.MethodGet {
		return ErrReadOnly // whatever way it came here
	}
	req, err := client.NewRequest(q.method, q.path, q.body, q.signed)
	if err != nil {
		return unreachable(err)
	}
	for name, values := range q.header {
		req.Header[name] = values
	}
	resp, err := client.Do(req.WithContext(ctx))
	if err != nil {
		return unreachable(err)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if cerr := resp.Body.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return unreachable(err)
	}
	a := answer{resp, body}
	err = c.open(q, a, v)
	if q.notes != nil && (err == nil || absent(err)) {
		q.notes.note(q, a)
	}
	return err
}

// open reads an answer into v.
func (c *caller) open(q question, a answer, v any) error {
	if q.heads != nil {
		*q.heads = a.resp.Header
	}
	return c.hideSecrets(decode(a.resp, a.body, v))
}

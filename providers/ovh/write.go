package ovh

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

	"vigie/internal/account"
)

// ErrReadOnly says that the configuration forbids every change. No flag gets around it.
var ErrReadOnly = errors.New("the configuration says read_only for this account: nothing is changed at OVHcloud")

// Send makes a change, and reads the answer into v where v is not nil. The error is an *account.UncertainError where
// the change may have been made nevertheless. The receipt holds the API's number of the call also beside an error.
func (c *Client) Send(ctx context.Context, call account.Call, v any) (account.Receipt, error) {
	q := question{method: call.Method, path: call.Path, signed: true}
	if call.Body != nil {
		q.body = json.RawMessage(call.Body)
	}
	id, err := c.caller.write(ctx, q, v)
	return account.Receipt{QueryID: id}, err
}

// write makes one call that changes something, and gives the API's number of it. It is never made a second time by
// itself, except after a complaint about the signature or the time: the API looks at those before anything else, so
// that nothing was done.
func (c *caller) write(ctx context.Context, q question, v any) (queryID string, err error) {
	if c.readOnly {
		return "", ErrReadOnly
	}
	done, err := c.turn(ctx, false)
	if err != nil {
		return "", err
	}
	defer done()
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	id, err := c.writeOnce(ctx, q, v)
	if misdated(err) && c.clock.forget() {
		c.purse.count()
		id, err = c.writeOnce(ctx, q, v)
	}
	return id, err
}

func (c *caller) writeOnce(ctx context.Context, q question, v any) (string, error) {
	w := &witness{next: c.transport}
	var transport http.RoundTripper = w
	if c.prototype.AppKey != "" {
		offset, err := c.clock.offset(ctx)
		if err != nil {
			return "", err // nothing was sent yet
		}
		transport = timekeeper{offset: offset, next: w}
	}
	var nothing any // of a call that answers null
	if v == nil {
		v = &nothing
	}
	err := c.exchange(ctx, c.client(transport), q, v)
	if e, ok := errors.AsType[*APIError](err); ok {
		e.Change = true
	}
	if err != nil && w.sent() && !refused(err) {
		err = &account.UncertainError{Err: err}
	}
	return c.hide(w.queryID), err
}

// refused tells whether an answer proves that nothing was done: the API said no by itself. A timeout, a server error
// and an answer that cannot be read may each come after the work; so may the page of a proxy on the way.
func refused(err error) bool {
	e, ok := errors.AsType[*APIError](err)
	return ok && e.Status >= http.StatusBadRequest && e.Status < http.StatusInternalServerError &&
		e.Status != http.StatusRequestTimeout && (e.Class != "" || e.Message != "")
}

// witness watches one call: whether a connection took it, and which number the API gave it.
type witness struct {
	next    http.RoundTripper
	began   bool
	asked   atomic.Bool // for a connection, as http.Transport tells
	got     atomic.Bool
	queryID string
}

// RoundTrip sends the call on.
func (w *witness) RoundTrip(req *http.Request) (*http.Response, error) {
	w.began = true
	trace := &httptrace.ClientTrace{
		GetConn: func(string) { w.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.got.Store(true) },
	}
	resp, err := w.next.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err == nil {
		w.queryID = resp.Header.Get("X-Ovh-QueryID")
	}
	return resp, err
}

// sent tells whether the call may have left this machine. A transport that says nothing of connections is taken to have
// sent it.
func (w *witness) sent() bool { return w.began && (w.got.Load() || !w.asked.Load()) }

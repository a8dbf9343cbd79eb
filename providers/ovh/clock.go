package ovh

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// askTimeTimeout is the longest that comparing the clocks may take: it comes before the first call.
	askTimeTimeout = 5 * time.Second
	// trustClock is how long a comparison is beyond doubt, so that a wrong secret does not ask again at each call.
	trustClock = time.Minute
)

// clock knows how far this machine's clock is ahead of the API's. It asks once, for all who wait.
type clock struct {
	ask func(context.Context) (time.Time, error)

	mu   sync.Mutex
	last *comparison
}

// comparison is one asking of the API's time. Its results may be read once done is closed.
type comparison struct {
	done   chan struct{}
	at     time.Time
	offset time.Duration
	err    error
}

func (c *comparison) failed() bool {
	select {
	case <-c.done:
		return c.err != nil
	default:
		return false
	}
}

// offset is how far this machine's clock is ahead. Callers who come while it is being asked wait for that answer,
// each for as long as its own context lasts.
func (c *clock) offset(ctx context.Context) (time.Duration, error) {
	c.mu.Lock()
	current := c.last
	if current == nil || current.failed() {
		current = &comparison{done: make(chan struct{}), at: time.Now()}
		c.last = current
		go c.compare(context.WithoutCancel(ctx), current)
	}
	c.mu.Unlock()
	select {
	case <-current.done:
		return current.offset, current.err
	case <-ctx.Done():
		return 0, unreachable(ctx.Err())
	}
}

func (c *clock) compare(ctx context.Context, into *comparison) {
	defer close(into.done)
	ctx, cancel := context.WithTimeout(ctx, askTimeTimeout)
	defer cancel()
	theirs, err := c.ask(ctx)
	into.offset, into.err = time.Since(theirs), err
}

// forget drops the last comparison, and tells whether it was old enough to be at fault.
func (c *clock) forget() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last != nil && time.Since(c.last.at) < trustClock {
		return false
	}
	c.last = nil
	return true
}

// timekeeper answers go-ovh's own question for the time from what is known, and sends everything else on.
type timekeeper struct {
	offset time.Duration
	next   http.RoundTripper
}

func (t timekeeper) RoundTrip(req *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(req.URL.Path, "/auth/time") {
		return t.next.RoundTrip(req)
	}
	theirs := strconv.FormatInt(time.Now().Add(-t.offset).Unix(), 10)
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: int64(len(theirs)),
		Body: io.NopCloser(strings.NewReader(theirs)), Request: req,
	}, nil
}

package ovh

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// tries is how often a reading is asked for at most.
	tries = 3
	// firstPause is how long is waited before the second try, give or take a half; before the third twice that.
	firstPause = 500 * time.Millisecond
	// patience is how long after its first try a reading is not tried again: what is slow to fail would keep all
	// others waiting.
	patience = 10 * time.Second
	// longestQuiet is how long the API may ask to be left alone before what is to be read is given up for this time.
	longestQuiet = 30 * time.Second
)

// another tells whether a reading that failed is worth another try, and after what pause.
func another(err error, try int, took time.Duration) (pause time.Duration, again bool) {
	if try+1 >= tries || took > patience || !passing(err) {
		return 0, false
	}
	if e, ok := errors.AsType[*APIError](err); ok && e.after > 0 {
		return 0, true // all are kept waiting, see quiet
	}
	base := firstPause << try
	return base/2 + rand.N(base), true //nolint:gosec // it keeps clients from asking in step, and guards nothing
}

// passing tells failures that may be over in a moment: an API that is overloaded or in trouble, a connection that was
// cut. What took its whole time to fail is not one of them, nor is a stranger who shows a certificate of his own.
func passing(err error) bool {
	if e, ok := errors.AsType[*APIError](err); ok {
		return e.Status == http.StatusTooManyRequests || e.Status == http.StatusRequestTimeout || e.Status >= http.StatusInternalServerError
	}
	_, cut := errors.AsType[*cutError](err)
	if _, stranger := errors.AsType[*tls.CertificateVerificationError](err); stranger {
		return false
	}
	return cut && !errors.Is(err, context.Canceled)
}

// retryAfter is how long an answer asks not to be asked again: seconds, or a date.
func retryAfter(h http.Header) time.Duration {
	said := h.Get("Retry-After")
	if seconds, err := strconv.ParseUint(said, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(said); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}

// quiet keeps everybody from asking while the API has asked for that.
type quiet struct {
	mu    sync.Mutex
	until time.Time
	why   error
}

// hear takes in what the API says to be left alone for.
func (q *quiet) hear(err error) {
	e, ok := errors.AsType[*APIError](err)
	if !ok || e.after <= 0 || !passing(err) {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if until := time.Now().Add(e.after); until.After(q.until) {
		q.until, q.why = until, err
	}
}

// wait lets pass what is left of the time; where that is long, it fails at once with what the API said.
func (q *quiet) wait(ctx context.Context, rest func(context.Context, time.Duration) error) error {
	q.mu.Lock()
	left, why := time.Until(q.until), q.why
	q.mu.Unlock()
	switch {
	case left <= 0:
		return nil
	case left > longestQuiet:
		return why
	case rest(ctx, left) != nil:
		return why
	}
	return nil
}

// rest lets time pass, or fails when ctx ends before.
func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

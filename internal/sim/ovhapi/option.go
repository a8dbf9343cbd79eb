package ovhapi

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Option changes how the API is served.
type Option func(*api)

// WithFaults lets calls go wrong.
func WithFaults(faults ...Fault) Option {
	return func(a *api) {
		a.broken.faults = append(a.broken.faults, faults...)
		a.broken.done = make([]int, len(a.broken.faults))
	}
}

// WithNames lets the lists of v1 hold bare names, whatever they are asked for: whole things are promised to no customer.
func WithNames() Option { return func(a *api) { a.names = true } }

// WithLatency lets every answer take so long, as the way to the API and back does.
func WithLatency(d time.Duration) Option { return func(a *api) { a.broken.latency = d } }

// WithClockOff lets the API's own clock be wrong by so much, forward where it is positive, from a moment of the scenario on.
// A client that has asked for the time before that signs with a time that is refused.
func WithClockOff(by time.Duration, from time.Time) Option {
	return func(a *api) { a.clockOff, a.clockFrom = by, from }
}

// WithFailingTasks lets every task that is ordered end with an error of the provider's.
func WithFailingTasks() Option { return func(a *api) { a.state.fail = true } }

// WithValidationAfter lets a request for a key be granted by itself after so long, as if somebody had opened the page.
func WithValidationAfter(d time.Duration) Option { return func(a *api) { a.granted = d } }

// clock is this machine's time as the API has it.
func (a *api) clock() time.Time {
	if a.clockOff != 0 && !a.now().Before(a.clockFrom) {
		return time.Now().Add(a.clockOff)
	}
	return time.Now()
}

// called is what a request asks for, without the version that it names: v1 has two names for it. Paths of v2 keep theirs,
// since the rights of a key name them so. The version is empty where the address is none of the API's.
func called(r *http.Request) (version, path string) {
	for _, v := range []string{"/1.0", "/v1"} {
		if rest, ok := strings.CutPrefix(r.URL.Path, v); ok && strings.HasPrefix(rest, "/") {
			return v, rest
		}
	}
	if strings.HasPrefix(r.URL.Path, "/v2/") {
		return "/v2", r.URL.Path
	}
	return "", r.URL.Path
}

// inside is a request as the routes know it: without the version, and with what is escaped in it left so.
func inside(r *http.Request) *http.Request {
	version, path := called(r)
	in := r.Clone(r.Context())
	in.URL = &url.URL{Path: path, RawQuery: r.URL.RawQuery}
	switch version {
	case "":
		in.URL.Path = "/unknown"
	case "/v2":
		in.URL.RawPath = r.URL.RawPath
	default:
		in.URL.RawPath = strings.TrimPrefix(r.URL.RawPath, version)
	}
	return in
}

// covers tells whether the path of a rule, in which * stands for anything, fits a path.
func covers(rule, path string) bool {
	parts := strings.Split(rule, "*")
	if len(parts) == 1 {
		return rule == path
	}
	rest, ok := strings.CutPrefix(path, parts[0])
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(rest, part)
		rest, ok = after, ok && found
	}
	return ok && strings.HasSuffix(rest, parts[len(parts)-1])
}

// seconds is a time as headers have it: whole seconds, and no fewer than were meant.
func seconds(d time.Duration) string { return fmt.Sprint(int64(math.Ceil(d.Seconds()))) }

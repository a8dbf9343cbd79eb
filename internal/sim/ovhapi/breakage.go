package ovhapi

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// breakage does to calls what the faults say, and lets a round trip take its time.
type breakage struct {
	latency time.Duration
	mu      sync.Mutex
	faults  []Fault
	done    []int // how many calls each has fitted
}

// fitting is all that goes wrong with a call: where several faults fit, the later ones add to the former.
func (b *breakage) fitting(method, path string) (all Fault, some bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, f := range b.faults {
		if f.Method != "" && f.Method != method || !covers(f.Path, path) || f.Times > 0 && b.done[i] >= f.Times {
			continue
		}
		b.done[i]++
		some = true
		all.Delay += f.Delay
		all.HTML, all.Truncated, all.Cut = all.HTML || f.HTML, all.Truncated || f.Truncated, all.Cut || f.Cut
		all.Lost, all.IAM = all.Lost || f.Lost, all.IAM || f.IAM
		if f.Status != 0 {
			all.Status = f.Status
		}
		if f.RetryAfter != 0 {
			all.RetryAfter = f.RetryAfter
		}
	}
	return all, some
}

// over tells whether a fault says that what stands at a path has expired. It counts as no call.
func (b *breakage) over(path string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.ContainsFunc(b.faults, func(f Fault) bool { return f.Status == statusExpired && covers(f.Path, path) })
}

// before stands in front of everything else of the API.
func (b *breakage) before(a *api, next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, path := called(r)
		f, some := b.fitting(r.Method, path)
		if d := b.latency + f.Delay; d > 0 && !wait(r, d) {
			return
		}
		switch {
		case !some:
			next.ServeHTTP(rw, r)
		case f.Lost:
			next.ServeHTTP(&answer{head: make(http.Header)}, r)
			panic(http.ErrAbortHandler)
		case f.Cut:
			panic(http.ErrAbortHandler) // the way in which a handler ends a connection
		default:
			a.spoil(rw, r, f, next)
		}
	})
}

// spoil answers as a fault says.
func (a *api) spoil(rw http.ResponseWriter, r *http.Request, f Fault, next http.Handler) {
	out := &answer{head: make(http.Header), status: http.StatusOK}
	switch {
	case f.IAM:
		a.stamp(out)
		a.forbid(out, r)
	case f.Status != 0:
		a.stamp(out)
		a.refuse(out, f.refusal())
	default:
		next.ServeHTTP(out, r)
	}
	body := out.body.Bytes()
	if f.Truncated {
		body = body[:len(body)/2]
	}
	if f.HTML {
		out.head.Set("Content-Type", "text/html")
		body = []byte("<html><body><h1>Be right back</h1></body></html>")
	}
	if f.RetryAfter > 0 {
		out.head.Set("Retry-After", seconds(f.RetryAfter))
	}
	for name, values := range out.head {
		rw.Header()[name] = values
	}
	rw.WriteHeader(out.status)
	_, _ = rw.Write(body) // the client may have gone
}

// forbid answers as where a policy of the account does not allow a call: the key itself would be good enough.
func (a *api) forbid(rw http.ResponseWriter, r *http.Request) {
	_, path := called(r)
	section, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	a.write(rw, http.StatusForbidden, object{
		"class": "Client::Forbidden", "message": "User not granted for this request",
		"details": object{"unauthorizedActionsByIAM": section + ":apiovh:" + strings.ToLower(r.Method)},
	})
}

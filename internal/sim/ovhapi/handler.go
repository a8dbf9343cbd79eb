package ovhapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"vigie/internal/sim"
)

// slowAnswer is how long an API that the scenario makes slow takes to answer a client on a port.
const slowAnswer = 8 * time.Second

// api serves one world.
type api struct {
	world *sim.World
	keys  Keys
	now   func() time.Time // the scenario's
	slow  time.Duration    // what "slow" means
	calls atomic.Int64
	state *state

	latency time.Duration // of every call
	faults  []Fault
}

func newAPI(w *sim.World, keys Keys, now func() time.Time, options []Option) *api {
	a := &api{world: w, keys: keys, now: now, state: newState()}
	for _, set := range options {
		set(a)
	}
	return a
}

// Option changes how the API is served.
type Option func(*api)

// Latency lets every call take so long.
func Latency(d time.Duration) Option { return func(a *api) { a.latency = d } }

// Faults lets calls go wrong.
func Faults(faults ...Fault) Option { return func(a *api) { a.faults = append(a.faults, faults...) } }

// route answers one call; false means that what was asked for does not exist.
type route func(*http.Request) (any, bool)

// Handler serves the API under /1.0, /v1 and /v2. now is the scenario's time; keys are checked against the real one.
func Handler(w *sim.World, keys Keys, now func() time.Time, options ...Option) http.Handler {
	a := newAPI(w, keys, now, options)
	a.slow = slowAnswer
	return a.handler()
}

// routes are what is read, under the names that the published schemas give to paths and their parameters. Each section
// of the API has a table of its own.
func (a *api) routes() map[string]route {
	all := map[string]route{
		"/auth/currentCredential":              a.credential,
		"/auth/details":                        a.details,
		"/me":                                  a.me,
		"/support/tickets":                     a.tickets,
		"/support/tickets/{ticketId}":          a.ticket,
		"/support/tickets/{ticketId}/messages": a.messages,
	}
	for _, section := range []map[string]route{
		a.serverRoutes(), a.vpsRoutes(), a.webRoutes(), a.zoneRoutes(), a.managementRoutes(), a.databaseRoutes(),
		a.mailRoutes(), a.networkRoutes(), a.cloudRoutes(),
	} {
		maps.Copy(all, section)
	}
	return all
}

// handler serves the routes. The zones have a table of their own: a domain may be called zone as far as the paths tell,
// which one table refuses to decide.
func (a *api) handler() http.Handler {
	main, zones := http.NewServeMux(), http.NewServeMux()
	serve := func(call string, h http.HandlerFunc) {
		mux := main
		if _, path, _ := strings.Cut(call, " "); strings.HasPrefix(path, "/domain/zone") {
			mux = zones
		}
		mux.HandleFunc(call, h)
	}
	routes := a.routes()
	for path, answer := range routes {
		serve("GET "+path, a.read(path, answer, itemOf(routes, path)))
	}
	for call, w := range a.writings() {
		serve(call, a.carryOut(w))
	}
	unknown := func(rw http.ResponseWriter, _ *http.Request) {
		a.refuse(rw, refusal{http.StatusNotFound, "", "Client::NotFound", "Got an invalid (or empty) URL"})
	}
	main.HandleFunc("/", unknown)
	zones.HandleFunc("/", unknown)
	return a.guard(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/domain/zone" || strings.HasPrefix(r.URL.Path, "/domain/zone/") {
			zones.ServeHTTP(rw, r)
			return
		}
		main.ServeHTTP(rw, r)
	}))
}

// guard is what stands before every route: the state of the API, the faults, the server's time, the key and its rights.
func (a *api) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("X-Ovh-QueryID", fmt.Sprintf("EU.sim-1.%08x.%d", a.calls.Add(1), time.Now().UnixNano()))
		rw.Header().Set("Cache-Control", "no-cache, no-store")
		inner, known := within(r)
		path := inner.URL.Path
		state := a.world.APIState(a.now())
		if state == "down" {
			page(rw, http.StatusServiceUnavailable)
			return
		}
		if state == "slow" && !wait(r, a.slow) || !wait(r, a.latency) {
			return
		}
		fault := a.faultOf(r.Method, path)
		rw, finish, done := fault.befall(rw, r)
		defer finish()
		if done {
			return
		}
		clock := time.Now().Add(fault.Skew)
		var no *refusal
		if r.Method != http.MethodGet || !needsNoKey(path) {
			no = a.denied(r, path, known, clock, fault)
		}
		if no == nil && fault.Status != 0 {
			no = fault.refusal()
		}
		switch {
		case no != nil:
			a.refuse(rw, *no)
			return
		case known && path == "/auth/time" && r.Method == http.MethodGet:
			a.write(rw, http.StatusOK, clock.Unix())
			return
		}
		if inner.Body = r.Body; !known { // the signature read the body, and put it back
			inner.URL.Path, inner.URL.RawPath = "/unknown", ""
		}
		next.ServeHTTP(rw, inner)
	})
}

// needsNoKey tells what may be read without a key.
func needsNoKey(path string) bool { return path == "/auth/time" || path == "/ip/campus" }

// denied is why a key may not make a call; nil where it may.
func (a *api) denied(r *http.Request, path string, known bool, clock time.Time, fault Fault) *refusal {
	no := a.keys.authorize(r, clock)
	switch {
	case no != nil:
	case fault.Expired, a.world.APIState(a.now()) == "unauthorized":
		no = &refusal{http.StatusForbidden, "INVALID_CREDENTIAL", "", "This credential is not valid"}
	case known && !a.keys.allows(r.Method, path):
		no = &refusal{http.StatusForbidden, "NOT_GRANTED_CALL", "", "This call has not been granted"}
	}
	return no
}

// within is a request as the routes know it: without the version of v1. Its path keeps what is escaped, such as the
// slash of an address block. It is not known where it belongs to no version.
func within(r *http.Request) (inner *http.Request, known bool) {
	inner = r.Clone(r.Context())
	escaped := r.URL.EscapedPath()
	for _, prefix := range []string{"/1.0", "/v1"} {
		if rest, ours := strings.CutPrefix(escaped, prefix+"/"); ours {
			inner.URL.RawPath = "/" + rest
			inner.URL.Path = strings.TrimPrefix(r.URL.Path, prefix)
			return inner, true
		}
	}
	return inner, strings.HasPrefix(escaped, "/v2/")
}

// page is what stands before the API when it cannot be reached: no JSON.
func page(rw http.ResponseWriter, status int) {
	rw.Header().Set("Content-Type", "text/html")
	rw.WriteHeader(status)
	_, _ = fmt.Fprintf(rw, "<html><body><h1>%d %s</h1></body></html>", status, http.StatusText(status)) // the client may have gone
}

// wait lets time pass, and tells whether the client is still there then.
func wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return r.Context().Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

func (a *api) write(rw http.ResponseWriter, status int, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(v) // the client may have gone
}

// refuse writes an error in the shape that the real API uses for it: the older one has a code, the newer one a class.
func (a *api) refuse(rw http.ResponseWriter, no refusal) {
	body := map[string]string{"message": no.say}
	if no.code != "" {
		body["errorCode"], body["httpCode"] = no.code, fmt.Sprintf("%d %s", no.status, http.StatusText(no.status))
	} else {
		body["class"] = no.class
	}
	a.write(rw, no.status, body)
}

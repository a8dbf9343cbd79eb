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

	broken    breakage
	names     bool          // lists hold bare names, whatever they are asked for
	clockOff  time.Duration // how wrong the API's clock is
	clockFrom time.Time     // from when on, in the scenario's time
	granted   time.Duration // after how long a key that was asked for is granted by itself; 0: never
}

func newAPI(w *sim.World, keys Keys, now func() time.Time, options []Option) *api {
	a := &api{world: w, keys: keys, now: now, state: newState()}
	for _, o := range options {
		o(a)
	}
	return a
}

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
		a.mailRoutes(), a.blockRoutes(), a.networkRoutes(), a.cloudRoutes(),
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
	serve("GET /auth/time", func(rw http.ResponseWriter, _ *http.Request) { a.write(rw, http.StatusOK, a.clock().Unix()) })
	serve("POST /auth/credential", a.carryOut(a.keyRequest()))
	unknown := func(rw http.ResponseWriter, _ *http.Request) {
		a.refuse(rw, refusal{http.StatusNotFound, "", "Client::NotFound", "Got an invalid (or empty) URL"})
	}
	main.HandleFunc("/", unknown)
	zones.HandleFunc("/", unknown)
	return a.broken.before(a, a.guard(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/domain/zone" || strings.HasPrefix(r.URL.Path, "/domain/zone/") {
			zones.ServeHTTP(rw, r)
			return
		}
		main.ServeHTTP(rw, r)
	})))
}

// stamp sets what is at the head of every answer.
func (a *api) stamp(rw http.ResponseWriter) {
	rw.Header().Set("X-Ovh-QueryID", fmt.Sprintf("EU.sim-1.%08x.%d", a.calls.Add(1), time.Now().UnixNano()))
	rw.Header().Set("Cache-Control", "no-cache, no-store")
}

// guard is what stands before every route: the state of the API, the server's time, the key and its rights.
func (a *api) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		a.stamp(rw)
		version, path := called(r)
		state := a.world.APIState(a.now())
		if state == "down" {
			rw.Header().Set("Content-Type", "text/html")
			rw.WriteHeader(http.StatusServiceUnavailable)
			_, _ = fmt.Fprint(rw, "<html><body><h1>503 Service Unavailable</h1></body></html>") // the client may have gone
			return
		}
		if state == "slow" && !wait(r, a.slow) {
			return
		}
		if r.URL.Path == grantPage {
			a.servePermit(rw, r)
			return
		}
		if version != "" && unsigned(r.Method, path) {
			next.ServeHTTP(rw, inside(r))
			return
		}
		rules, no := a.authorize(r)
		switch {
		case no != nil:
		case state == "unauthorized":
			no = &refusal{http.StatusForbidden, "INVALID_CREDENTIAL", "", "This credential is not valid"}
		case version != "" && !allows(rules, r.Method, path):
			no = &refusal{http.StatusForbidden, "NOT_GRANTED_CALL", "", "This call has not been granted"}
		}
		if no != nil {
			a.refuse(rw, *no)
			return
		}
		next.ServeHTTP(rw, inside(r))
	})
}

// wait lets time pass, and tells whether the client is still there then.
func wait(r *http.Request, d time.Duration) bool {
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

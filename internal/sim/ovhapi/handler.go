package ovhapi

import (
	"encoding/json"
	"fmt"
	"net/http"
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

// routes are what is served, under the names that the published schemas give to paths and their parameters.
func (a *api) routes() map[string]route {
	return map[string]route{
		"/auth/currentCredential":                       a.credential,
		"/auth/details":                                 a.details,
		"/me":                                           a.me,
		"/dedicated/server":                             a.servers,
		"/dedicated/server/{serviceName}":               a.server,
		"/dedicated/server/{serviceName}/ips":           a.serverIPs,
		"/dedicated/server/{serviceName}/serviceInfos":  a.serviceInfos,
		"/dedicated/server/{serviceName}/task":          a.tasks,
		"/dedicated/server/{serviceName}/task/{taskId}": a.serverTask,
		"/vps":                                          a.vpsList,
		"/vps/{serviceName}":                            a.vps,
		"/vps/{serviceName}/ips":                        a.vpsIPs,
		"/vps/{serviceName}/datacenter":                 a.vpsDatacenter,
		"/vps/{serviceName}/status":                     a.vpsStatus,
		"/vps/{serviceName}/tasks":                      a.tasks,
		"/vps/{serviceName}/tasks/{id}":                 a.vpsTask,
		"/vps/{serviceName}/serviceInfos":               a.serviceInfos,
		"/hosting/web":                                  a.hostings,
		"/hosting/web/{serviceName}":                    a.hosting,
		"/hosting/web/{serviceName}/attachedDomain":     a.attachedDomains,
		"/hosting/web/{serviceName}/serviceInfos":       a.serviceInfos,
		"/dedicated/server/{serviceName}/boot":          a.netbootIDs,
		"/dedicated/server/{serviceName}/boot/{bootId}": a.netboot,
		"/domain/zone":                                  a.zones,
		"/domain/zone/{zoneName}":                       a.zoneHead,
		"/domain/zone/{zoneName}/record":                a.recordIDs,
		"/domain/zone/{zoneName}/record/{id}":           a.record,
		"/domain/zone/{zoneName}/status":                a.zoneStatus,
		"/domain/zone/{zoneName}/export":                a.zoneExport,
		"/domain/zone/{zoneName}/task/{id}":             a.zoneTask,
		"/support/tickets":                              a.tickets,
		"/support/tickets/{ticketId}":                   a.ticket,
		"/support/tickets/{ticketId}/messages":          a.messages,
	}
}

func (a *api) handler() http.Handler {
	mux := http.NewServeMux()
	for path, answer := range a.routes() {
		mux.HandleFunc("GET "+path, func(rw http.ResponseWriter, r *http.Request) {
			v, found := answer(r)
			if !found {
				a.refuse(rw, refusal{http.StatusNotFound, "", "Client::NotFound", "The requested object (" + r.URL.Path + ") does not exist"})
				return
			}
			a.write(rw, http.StatusOK, v)
		})
	}
	for path, w := range a.writings() {
		mux.HandleFunc(path, a.carryOut(w))
	}
	mux.HandleFunc("GET /auth/time", func(rw http.ResponseWriter, _ *http.Request) { a.write(rw, http.StatusOK, a.clock().Unix()) })
	mux.HandleFunc("POST /auth/credential", a.carryOut(a.keyRequest()))
	mux.HandleFunc("/", func(rw http.ResponseWriter, _ *http.Request) {
		a.refuse(rw, refusal{http.StatusNotFound, "", "Client::NotFound", "Got an invalid (or empty) URL"})
	})
	return a.broken.before(a, a.guard(mux))
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

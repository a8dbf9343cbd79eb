package ovhapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"vigie/internal/sim"
)

// api serves one world.
type api struct {
	world *sim.World
	keys  Keys
	now   func() time.Time // the scenario's
	calls atomic.Int64
}

// Handler serves the API under /1.0 and /v1. now is the scenario's time.
func Handler(w *sim.World, keys Keys, now func() time.Time) http.Handler {
	a := &api{world: w, keys: keys, now: now}
	mux := http.NewServeMux()
	for path, answer := range map[string]func(*http.Request) (any, bool){
		"GET /auth/currentCredential":             a.credential,
		"GET /auth/details":                       a.details,
		"GET /me":                                 a.me,
		"GET /dedicated/server":                   a.servers,
		"GET /dedicated/server/{id}":              a.server,
		"GET /dedicated/server/{id}/ips":          a.serverIPs,
		"GET /dedicated/server/{id}/serviceInfos": a.serviceInfos,
		"GET /dedicated/server/{id}/task":         a.tasks,
		"GET /dedicated/server/{id}/task/{task}":  a.task,
		"GET /vps":                                a.vpsList,
		"GET /vps/{id}":                           a.vps,
		"GET /vps/{id}/ips":                       a.vpsIPs,
		"GET /vps/{id}/datacenter":                a.vpsDatacenter,
		"GET /vps/{id}/serviceInfos":              a.serviceInfos,
		"GET /hosting/web":                        a.hostings,
		"GET /hosting/web/{id}":                   a.hosting,
		"GET /hosting/web/{id}/attachedDomain":    a.attachedDomains,
		"GET /hosting/web/{id}/serviceInfos":      a.serviceInfos,
		"GET /support/tickets":                    a.tickets,
		"GET /support/tickets/{ticket}":           a.ticket,
		"GET /support/tickets/{ticket}/messages":  a.messages,
	} {
		mux.HandleFunc(path, func(rw http.ResponseWriter, r *http.Request) {
			v, found := answer(r)
			if !found {
				a.refuse(rw, refusal{http.StatusNotFound, "", "Client::NotFound", "The requested object (" + r.URL.Path + ") does not exist"})
				return
			}
			a.write(rw, http.StatusOK, v)
		})
	}
	mux.HandleFunc("/", func(rw http.ResponseWriter, _ *http.Request) {
		a.refuse(rw, refusal{http.StatusNotFound, "", "Client::NotFound", "Got an invalid (or empty) URL"})
	})
	return a.guard(mux)
}

// guard is what stands before every route: the state of the API, the server's time, the key.
func (a *api) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("X-Ovh-QueryID", fmt.Sprintf("EU.sim-1.%08x.%d", a.calls.Add(1), time.Now().UnixNano()))
		rw.Header().Set("Cache-Control", "no-cache, no-store")
		path, known := strings.CutPrefix(r.URL.Path, "/1.0")
		if !known {
			path, known = strings.CutPrefix(r.URL.Path, "/v1")
		}
		state := a.world.APIState(a.now())
		switch {
		case state == "down" || state == "slow":
			rw.Header().Set("Content-Type", "text/html")
			rw.WriteHeader(http.StatusServiceUnavailable)
			_, _ = fmt.Fprint(rw, "<html><body><h1>503 Service Unavailable</h1></body></html>") // the client may have gone
			return
		case known && path == "/auth/time" && r.Method == http.MethodGet:
			a.write(rw, http.StatusOK, time.Now().Unix())
			return
		case state == "unauthorized":
			a.refuse(rw, refusal{http.StatusForbidden, "INVALID_CREDENTIAL", "", "This credential is not valid"})
			return
		}
		if no := a.keys.authorize(r); no != nil {
			a.refuse(rw, *no)
			return
		}
		inner := r.Clone(r.Context())
		inner.URL.Path, inner.URL.RawPath = path, ""
		if !known {
			inner.URL.Path = "/unknown"
		}
		next.ServeHTTP(rw, inner)
	})
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

package ovhapi

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"strings"
	"time"

	"vigie/internal/sim"
)

// statusDomain is where the simulated status pages are: bare-metal-servers.status.example.
const statusDomain = ".status.example"

// Pages are the hosts of the status pages on which the scenario posts.
func Pages(w *sim.World) []string {
	var hosts []string
	for _, p := range w.Pages() {
		hosts = append(hosts, p+statusDomain)
	}
	return hosts
}

// pages serves the status pages of a world.
type pages struct {
	world *sim.World
	now   func() time.Time
}

// StatusPages serves the status pages of a world in the form of Statuspage v2, each under its host.
func StatusPages(w *sim.World, now func() time.Time) http.Handler {
	p := pages{w, now}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v2/incidents/unresolved.json", p.serve(func(page string, t time.Time) object {
		return object{"incidents": p.posted(page, t, open)}
	}))
	mux.HandleFunc("GET /api/v2/incidents.json", p.serve(func(page string, t time.Time) object {
		return object{"incidents": p.posted(page, t, incident)}
	}))
	mux.HandleFunc("GET /api/v2/scheduled-maintenances.json", p.serve(func(page string, t time.Time) object {
		return object{"scheduled_maintenances": p.posted(page, t, planned)}
	}))
	mux.HandleFunc("GET /api/v2/summary.json", p.serve(func(page string, t time.Time) object {
		incidents := p.posted(page, t, open)
		return object{
			"status": overall(incidents), "components": p.components(page, t), "incidents": incidents,
			"scheduled_maintenances": p.posted(page, t, func(n sim.PostedNotice) bool { return planned(n) && n.State != "completed" }),
		}
	}))
	mux.HandleFunc("GET /api/v2/components.json", p.serve(func(page string, t time.Time) object {
		return object{"components": p.components(page, t)}
	}))
	mux.HandleFunc("GET /history.json", p.serveAs("application/json; charset=utf-8", p.history))
	mux.HandleFunc("GET /history.atom", p.serveAs("application/atom+xml; charset=utf-8", p.atom))
	mux.HandleFunc("GET /history.rss", p.serveAs("application/rss+xml; charset=utf-8", p.rss))
	return mux
}

func incident(n sim.PostedNotice) bool { return !planned(n) }

func open(n sim.PostedNotice) bool {
	return !planned(n) && n.State != "resolved" && n.State != "postmortem"
}

// planned tells whether a notice announces work; those have states of their own.
func planned(n sim.PostedNotice) bool {
	return n.Impact == "maintenance" || slices.Contains([]string{"scheduled", "in_progress", "verifying", "completed"}, n.State)
}

// serve answers for a page in JSON, with what every such answer says of the page itself.
func (p pages) serve(content func(page string, t time.Time) object) http.HandlerFunc {
	return p.serveAs("application/json; charset=utf-8", func(name string, t time.Time) ([]byte, error) {
		v := content(name, t)
		v["page"] = object{
			"id": name, "name": name, "url": address(name), "time_zone": "Etc/UTC", "updated_at": p.updated(name, t),
		}
		return json.Marshal(v)
	})
}

// address is where a page is.
func address(page string) string { return "https://" + page + statusDomain }

// serveAs answers for the page that the host names, or with "not modified" when the client has that answer already.
func (p pages) serveAs(kind string, content func(page string, t time.Time) ([]byte, error)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		name, _, _ := strings.Cut(r.Host, ".")
		if !slices.Contains(p.world.Pages(), name) {
			http.NotFound(rw, r)
			return
		}
		body, err := content(name, p.now())
		if err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
		h := fnv.New64a()
		_, _ = h.Write(body) // a hash never fails
		tag := fmt.Sprintf(`W/"%x"`, h.Sum64())
		rw.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		rw.Header().Set("Content-Type", kind)
		_, _ = rw.Write(body) // the client may have gone
	}
}

// updated is when something was last posted on a page.
func (p pages) updated(page string, t time.Time) time.Time {
	last := p.world.Scenario().Start
	for _, n := range p.world.Notices(t) {
		if n.Page == page && n.Updated.After(last) {
			last = n.Updated
		}
	}
	return last
}

// overall is the light at the head of a page: the worst of what is open.
func overall(incidents []object) object {
	worst := 0
	levels := []string{"none", "minor", "major", "critical"}
	for _, i := range incidents {
		if impact, ok := i["impact"].(string); ok {
			worst = max(worst, slices.Index(levels, impact))
		}
	}
	words := []string{"All Systems Operational", "Minor Service Outage", "Partial System Outage", "Major Service Outage"}
	return object{"indicator": levels[worst], "description": words[worst]}
}

package ovhapi

import (
	"encoding/json"
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

// StatusPages serves the status pages of a world in the form of Statuspage v2, each under its host.
func StatusPages(w *sim.World, now func() time.Time) http.Handler {
	mux := http.NewServeMux()
	answer := func(path string, make func(page string, t time.Time) object) {
		mux.HandleFunc("GET "+path, func(rw http.ResponseWriter, r *http.Request) {
			page, _, _ := strings.Cut(r.Host, ".")
			if !slices.Contains(w.Pages(), page) {
				http.NotFound(rw, r)
				return
			}
			rw.Header().Set("Content-Type", "application/json; charset=utf-8")
			_ = json.NewEncoder(rw).Encode(make(page, now())) // the client may have gone
		})
	}
	answer("/api/v2/incidents/unresolved.json", func(page string, t time.Time) object {
		return object{"page": object{"id": page, "name": page}, "incidents": incidents(w, page, t, false)}
	})
	answer("/api/v2/incidents.json", func(page string, t time.Time) object {
		return object{"page": object{"id": page, "name": page}, "incidents": incidents(w, page, t, true)}
	})
	answer("/api/v2/scheduled-maintenances.json", func(page string, _ time.Time) object {
		return object{"page": object{"id": page, "name": page}, "scheduled_maintenances": []object{}}
	})
	answer("/api/v2/summary.json", func(page string, t time.Time) object {
		return object{
			"page": object{"id": page, "name": page}, "components": []object{}, "scheduled_maintenances": []object{},
			"incidents": incidents(w, page, t, false),
		}
	})
	return mux
}

func incidents(w *sim.World, page string, t time.Time, resolvedToo bool) []object {
	list := []object{}
	for _, n := range w.Notices(t) {
		resolved := n.State == "resolved" || n.State == "completed"
		if n.Page != page || resolved && !resolvedToo {
			continue
		}
		updates := []object{}
		for i := len(n.Postings) - 1; i >= 0; i-- {
			p := n.Postings[i]
			updates = append(updates, object{"status": p.State, "body": p.Body, "created_at": p.At, "display_at": p.At})
		}
		x := object{
			"id": n.ID, "name": n.Title, "status": n.State, "impact": n.Impact, "created_at": n.Posted, "updated_at": n.Updated,
			"started_at": n.Posted, "resolved_at": nil, "shortlink": "https://" + page + statusDomain + "/incidents/" + n.ID,
			"incident_updates": updates, "components": []object{},
		}
		if resolved {
			x["resolved_at"] = n.Updated
		}
		list = append(list, x)
	}
	return list
}

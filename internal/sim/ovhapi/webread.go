package ovhapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
)

func (a *api) webRoutes() map[string]route {
	const one = "/hosting/web/{serviceName}"
	return map[string]route{
		"/hosting/web":                   a.hostings,
		"/hosting/web/incident":          a.webIncidents,
		one:                              a.hosting,
		one + "/attachedDomain":          a.attachedDomains,
		one + "/attachedDomain/{domain}": a.attachedDomain,
		one + "/database":                a.webDatabases,
		one + "/abuseState":              a.abuseState,
		one + "/tasks":                   a.tasks,
		one + "/tasks/{id}":              a.webTask,
		one + "/serviceInfos":            a.serviceInfos,
	}
}

// webIncidents are the clusters on which the provider knows of an incident: those that its open notices name.
func (a *api) webIncidents(*http.Request) (any, bool) {
	list := []string{}
	for _, n := range a.world.Notices(a.now()) {
		if planned(n) || slices.Contains([]string{"resolved", "postmortem"}, n.State) {
			continue
		}
		words := strings.FieldsFunc(strings.ToLower(n.Title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for _, h := range a.estate().Hostings {
			name := fmt.Sprintf("cluster%03d", h.Cluster)
			if (slices.Contains(words, name) || slices.Contains(words, fmt.Sprintf("cluster%d", h.Cluster))) && !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	return list, true
}

func (a *api) attachedDomain(r *http.Request) (any, bool) {
	domains, found := a.attachedDomains(r)
	name := r.PathValue("domain")
	list, _ := domains.([]string)
	return object{
		"domain": name, "path": "www", "cdn": "none", "firewall": "none", "ipLocation": nil, "isFlushable": false, "ownLog": nil,
		"runtimeId": nil, "ssl": true, "status": "created", "taskId": nil, "vcsStatus": "disabled", "capabilities": []object{},
	}, found && slices.Contains(list, name)
}

// webDatabases are the databases of a hosting itself; scenarios know those alone that are rented apart.
func (a *api) webDatabases(r *http.Request) (any, bool) {
	_, found := a.findHosting(r.PathValue("serviceName"))
	return []string{}, found
}

func (a *api) abuseState(r *http.Request) (any, bool) {
	_, found := a.findHosting(r.PathValue("serviceName"))
	return object{"accessState": "active", "mailsoutState": "ok", "outState": "active", "webState": "active"}, found
}

func (a *api) webTask(r *http.Request) (any, bool) {
	t, found := a.findTask(r.PathValue("serviceName"), r.PathValue("id"))
	return object{
		"id": t.ID, "function": t.Function, "status": t.Status, "startDate": t.At, "doneDate": nil, "lastUpdate": t.At,
		"objectId": fmt.Sprint(t.ID), "objectType": nil,
	}, found
}

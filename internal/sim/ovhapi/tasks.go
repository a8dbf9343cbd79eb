package ovhapi

import (
	"fmt"
	"net/http"

	"vigie/internal/sim"
)

// tasks are the numbers of a resource's tasks, in the states asked for.
func (a *api) tasks(r *http.Request) (any, bool) {
	id, q := r.PathValue("serviceName"), r.URL.Query()
	ids := []int{}
	for _, t := range a.allTasks(id) {
		state := q.Get("status") + q.Get("state") // the former of a server, the latter of a VPS
		if t.Service == id && (state == "" || state == t.Status) {
			ids = append(ids, t.ID)
		}
	}
	return ids, a.rents(id)
}

// allTasks are those of the scenario and those that were ordered of a service.
func (a *api) allTasks(service string) []sim.PostedTask {
	return append(append([]sim.PostedTask(nil), a.world.Tasks(a.now())...), a.ordered(service)...)
}

func (a *api) findTask(service, id string) (sim.PostedTask, bool) {
	for _, t := range a.allTasks(service) {
		if t.Service == service && fmt.Sprint(t.ID) == id {
			return t, true
		}
	}
	return sim.PostedTask{}, false
}

func (a *api) serverTask(r *http.Request) (any, bool) {
	t, found := a.findTask(r.PathValue("serviceName"), r.PathValue("taskId"))
	return object{
		"taskId": t.ID, "function": t.Function, "status": t.Status, "startDate": t.At, "comment": nil, "doneDate": nil,
		"lastUpdate": t.At, "needSchedule": false, "note": nil, "plannedInterventionId": nil, "tags": nil, "ticketReference": nil,
	}, found
}

func (a *api) vpsTask(r *http.Request) (any, bool) {
	t, found := a.findTask(r.PathValue("serviceName"), r.PathValue("id"))
	progress := 0
	if t.Status == "done" {
		progress = 100
	}
	return object{"id": t.ID, "type": t.Function, "state": t.Status, "date": t.At, "progress": progress}, found
}

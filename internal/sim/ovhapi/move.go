package ovhapi

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
)

// moveFunction is what the API calls the move of an address.
const moveFunction = "genericMoveFloatingIp"

// offered are the servers and the VPS that a block may be moved to: all that it does not lead to yet, on its campus where
// it is bound to one.
func (a *api) offered(b scenario.IPBlock) (servers, vps []string) {
	to := a.routedTo(b)
	fits := func(id, datacenter string) bool {
		return id != to && (b.Campus == "" || strings.EqualFold(b.Campus, campus(datacenter)))
	}
	for _, s := range a.estate().Servers {
		if fits(s.ID, s.Datacenter) {
			servers = append(servers, s.ID)
		}
	}
	for _, v := range a.estate().VPS {
		if fits(v.ID, v.Region) {
			vps = append(vps, v.ID)
		}
	}
	return servers, vps
}

func (a *api) destinations(r *http.Request) (any, bool) {
	b, found := a.findBlock(r)
	servers, vps := a.offered(b)
	all := func(names []string) []object {
		list := []object{}
		for _, name := range names {
			list = append(list, object{"service": name, "nexthop": nil})
		}
		return list
	}
	return object{
		"dedicatedServer": all(servers), "vps": all(vps), "cloudProject": nil, "dedicatedCloud": nil, "hostingReseller": nil,
		"ipLoadbalancing": nil, "vmwareCloudDirector": nil,
	}, found
}

func (a *api) blockWritings() map[string]writing {
	return map[string]writing{
		"POST /ip/{ip}/move": {fields{"to": {kind: "string", must: true}, "nexthop": {kind: "string", null: true}}, a.moveBlock},
	}
}

// moveBlock orders that a block leads elsewhere. It does so once the task is done, and not before.
func (a *api) moveBlock(r *http.Request, body map[string]any) (any, *refusal) {
	b, found := a.findBlock(r)
	block, err := netip.ParsePrefix(b.ID)
	if !found || err != nil {
		return nil, missing(r)
	}
	to, next := word(body, "to"), word(body, "nexthop")
	servers, vps := a.offered(b)
	no := func(format string, args ...any) *refusal {
		return &refusal{http.StatusBadRequest, "", "Client::BadRequest", fmt.Sprintf(format, args...)}
	}
	switch {
	case !slices.Contains(servers, to) && !slices.Contains(vps, to):
		return nil, no("%s cannot be moved to %s", b.ID, to)
	case next != "":
		return nil, no("%s has no next hop %s", to, next)
	}
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	now := a.now()
	for _, t := range a.state.tasks {
		if t.service == b.ID && !t.ended(now) {
			return nil, &refusal{http.StatusConflict, "", "Client::Conflict", "A task is under way on " + b.ID + " already"}
		}
	}
	t := a.state.order(b.ID, moveFunction, now)
	t.to = to
	if !t.fails {
		a.world.Route(block, to, now.Add(taskDone))
	}
	return moving(sim.PostedTask{ID: int(t.id), At: now, Task: scenario.Task{Function: moveFunction, Status: "init"}}, to), nil
}

// blockTasks are the numbers of the tasks on a block, in the state and with the function asked for.
func (a *api) blockTasks(r *http.Request) (any, bool) {
	_, found := a.findBlock(r)
	q := r.URL.Query()
	ids := []int{}
	for _, t := range a.allTasks(r.PathValue("ip")) {
		wanted := func(name, is string) bool { return q.Get(name) == "" || q.Get(name) == is }
		if t.Service == r.PathValue("ip") && wanted("status", t.Status) && wanted("function", t.Function) {
			ids = append(ids, t.ID)
		}
	}
	return ids, found
}

func (a *api) blockTask(r *http.Request) (any, bool) {
	t, found := a.findTask(r.PathValue("ip"), r.PathValue("taskId"))
	return moving(t, a.bound(t.ID)), found
}

// bound is where the address of a task is to lead; empty where the task is of the scenario, which does not tell.
func (a *api) bound(id int) string {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	for _, t := range a.state.tasks {
		if int(t.id) == id {
			return t.to
		}
	}
	return ""
}

// moving is a task as the part of the API has it that moves addresses.
func moving(t sim.PostedTask, to string) object {
	var destination, done any
	if to != "" {
		destination = object{"serviceName": to}
	}
	if t.Status == "done" {
		done = t.At.Add(taskDone)
	}
	return object{
		"taskId": t.ID, "function": t.Function, "status": t.Status, "startDate": t.At, "lastUpdate": t.At, "doneDate": done,
		"destination": destination, "comment": nil,
	}
}

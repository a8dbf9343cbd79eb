package ovhapi

import (
	"fmt"
	"net/http"
	"time"
)

// The ways in which the simulated servers can start.
const (
	bootDisk   = 1
	bootRescue = 1122
)

// awayFor is how long a machine that starts again answers nobody.
const awayFor = 70 * time.Second

// netboots are the ways to start: that the rescue system is listed as internal, and told by its kernel, is so with the
// real ones.
func netboots() []object {
	return []object{
		{"bootId": bootDisk, "bootType": "harddisk", "kernel": "hd", "description": "Boot from hard drive (no netboot)"},
		{"bootId": bootRescue, "bootType": "internal", "kernel": "rescue-customer", "description": "The rescue system"},
	}
}

// netbootIDs are the ways to start of a type.
func (a *api) netbootIDs(r *http.Request) (any, bool) {
	_, found := a.findServer(r.PathValue("serviceName"))
	ids := []any{}
	for _, b := range netboots() {
		if kind := r.URL.Query().Get("bootType"); kind == "" || kind == b["bootType"] {
			ids = append(ids, b["bootId"])
		}
	}
	return ids, found
}

func (a *api) netboot(r *http.Request) (any, bool) {
	_, found := a.findServer(r.PathValue("serviceName"))
	for _, b := range netboots() {
		if fmt.Sprint(b["bootId"]) == r.PathValue("bootId") {
			return b, found
		}
	}
	return nil, false
}

func (a *api) bootWritings() map[string]writing {
	server := fields{"bootId": {kind: "long", null: true}, "monitoring": {kind: ignored}, "noIntervention": {kind: ignored}}
	for _, name := range []string{"bootScript", "rescueMail", "rescueSshKey", "rootDevice", "efiBootloaderPath"} {
		server[name] = field{kind: "string", null: true}
	}
	for _, name := range []string{
		"availabilityZone", "commercialRange", "datacenter", "ip", "linkSpeed", "name", "newUpgradeSystem", "os", "powerState",
		"professionalUse", "rack", "region", "reverse", "serverId", "state", "supportLevel",
	} {
		server[name] = field{kind: ignored}
	}
	vps := fields{"netbootMode": {kind: "vps.VpsNetbootEnum", any: []string{"local", "rescue"}}}
	for _, name := range []string{
		"cluster", "displayName", "keymap", "lockStatus", "memoryLimit", "model", "monitoringIpBlocks", "name", "offerType",
		"slaMonitoring", "state", "vcore", "zone", "zoneType",
	} {
		vps[name] = field{kind: ignored}
	}
	return map[string]writing{
		"PUT /dedicated/server/{serviceName}":         {server, a.setServer},
		"POST /dedicated/server/{serviceName}/reboot": {nil, a.rebootServer},
		"PUT /vps/{serviceName}":                      {vps, a.setVPS},
		"POST /vps/{serviceName}/reboot":              {nil, a.rebootVPS},
	}
}

func (a *api) setServer(r *http.Request, body map[string]any) (any, *refusal) {
	id := r.PathValue("serviceName")
	if _, found := a.findServer(id); !found {
		return nil, missing(r)
	}
	boot, given := long(body, "bootId")
	if given && boot != bootDisk && boot != bootRescue {
		return nil, &refusal{http.StatusBadRequest, "", "Client::BadRequest", fmt.Sprintf("bootId %d does not exist", boot)}
	}
	if given {
		a.state.mu.Lock()
		defer a.state.mu.Unlock()
		a.state.boots[id] = boot
	}
	return nil, nil
}

// bootOf is how a server starts.
func (a *api) bootOf(id string) int64 {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	if boot := a.state.boots[id]; boot != 0 {
		return boot
	}
	return bootDisk
}

func (a *api) rebootServer(r *http.Request, _ map[string]any) (any, *refusal) {
	id := r.PathValue("serviceName")
	if _, found := a.findServer(id); !found {
		return nil, missing(r)
	}
	rescue := a.bootOf(id) == bootRescue
	t := a.restart("servers", id, "hardReboot", rescue)
	return object{
		"taskId": t.id, "function": t.function, "status": "init", "startDate": t.at, "comment": nil, "doneDate": nil,
		"lastUpdate": t.at, "needSchedule": false, "note": nil, "plannedInterventionId": nil, "tags": nil, "ticketReference": nil,
	}, nil
}

// restart orders the start of a machine: it is away for some time, and for good while its rescue system runs. Where no
// power is, or nothing gets through, the order waits for ever.
func (a *api) restart(kind, id, function string, rescue bool) task {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	now := a.now()
	t := a.state.order(id, function, now)
	if t.stuck = a.world.Silent(kind, id, now); t.stuck {
		return *t
	}
	from, until := now.Add(taskDoing), now.Add(taskDoing+awayFor)
	if rescue {
		until = time.Time{} // what runs on its disk is not there
	}
	a.world.Afflict(kind, id, "refuse", from, until)
	return *t
}

func (a *api) vpsMode(id string) string {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	if a.state.modes[id] == "rescue" {
		return "rescue"
	}
	return "local"
}

// vpsState is what the API says of a VPS: that it starts, for as long as its task goes on.
func (a *api) vpsState(id string) string {
	for _, t := range a.ordered(id) {
		if t.Status != "done" {
			return "rebooting"
		}
	}
	if a.vpsMode(id) == "rescue" {
		return "rescued"
	}
	return "running"
}

// setVPS sets how a VPS starts, and starts it so.
func (a *api) setVPS(r *http.Request, body map[string]any) (any, *refusal) {
	id := r.PathValue("serviceName")
	if _, found := a.findVPS(id); !found {
		return nil, missing(r)
	}
	mode := word(body, "netbootMode")
	if mode == "" || mode == a.vpsMode(id) {
		return nil, nil
	}
	a.state.mu.Lock()
	a.state.modes[id] = mode
	a.state.mu.Unlock()
	a.restart("vps", id, "setNetboot", mode == "rescue")
	return nil, nil
}

func (a *api) rebootVPS(r *http.Request, _ map[string]any) (any, *refusal) {
	id := r.PathValue("serviceName")
	if _, found := a.findVPS(id); !found {
		return nil, missing(r)
	}
	t := a.restart("vps", id, "rebootVm", a.vpsMode(id) == "rescue")
	return object{"id": t.id, "type": t.function, "state": "todo", "date": t.at, "progress": 0}, nil
}

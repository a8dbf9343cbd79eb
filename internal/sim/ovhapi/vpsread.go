package ovhapi

import (
	"fmt"
	"net/http"
	"time"
)

func (a *api) vpsRoutes() map[string]route {
	const one = "/vps/{serviceName}"
	return map[string]route{
		"/vps":                                 a.vpsList,
		one:                                    a.vps,
		one + "/ips":                           a.vpsIPs,
		one + "/datacenter":                    a.vpsDatacenter,
		one + "/status":                        a.vpsStatus,
		one + "/tasks":                         a.tasks,
		one + "/tasks/{id}":                    a.vpsTask,
		one + "/serviceInfos":                  a.serviceInfos,
		one + "/snapshot":                      a.vpsSnapshot,
		one + "/automatedBackup":               a.automatedBackup,
		one + "/automatedBackup/restorePoints": a.restorePoints,
		one + "/backupftp":                     a.vpsStorage,
	}
}

func (a *api) vpsSnapshot(r *http.Request) (any, bool) {
	v, _ := a.findVPS(r.PathValue("serviceName"))
	return object{
		"id": fmt.Sprintf("snapshot-%d", number(v.ID)), "creationDate": v.Snapshot, "description": "", "region": "os-" + v.Region,
	}, !v.Snapshot.IsZero()
}

// automatedBackup is an option that nobody of the account took: its answer says so.
func (a *api) automatedBackup(r *http.Request) (any, bool) {
	v, found := a.findVPS(r.PathValue("serviceName"))
	return object{"state": "disabled", "rotation": nil, "schedule": nil, "serviceResourceName": v.ID}, found
}

func (a *api) restorePoints(r *http.Request) (any, bool) {
	_, found := a.findVPS(r.PathValue("serviceName"))
	return []time.Time{}, found
}

// vpsStorage is the storage beside a VPS, of which no scenario tells: the answer is that there is none.
func (a *api) vpsStorage(*http.Request) (any, bool) { return nil, false }

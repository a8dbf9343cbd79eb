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

// automatedBackup is an option: that of a VPS without it says that it is off.
func (a *api) automatedBackup(r *http.Request) (any, bool) {
	v, found := a.findVPS(r.PathValue("serviceName"))
	if v.Automated.IsZero() {
		return object{"state": "disabled", "rotation": nil, "schedule": nil, "serviceResourceName": v.ID}, found
	}
	return object{
		"state": "enabled", "rotation": keptDays, "schedule": v.Automated.Format(time.TimeOnly), "serviceResourceName": v.ID,
	}, found
}

// keptDays is how many automatic backups are kept: one of each day.
const keptDays = 7

// restorePoints are the moments that a VPS can be taken back to. None is being restored, or was.
func (a *api) restorePoints(r *http.Request) (any, bool) {
	v, found := a.findVPS(r.PathValue("serviceName"))
	points := []time.Time{}
	if state := r.URL.Query().Get("state"); v.Automated.IsZero() || state != "" && state != "available" {
		return points, found
	}
	for day := range keptDays {
		points = append(points, v.Automated.AddDate(0, 0, -day))
	}
	return points, found
}

// vpsStorage is the storage beside a VPS.
func (a *api) vpsStorage(r *http.Request) (any, bool) {
	v, _ := a.findVPS(r.PathValue("serviceName"))
	return storage(v.ID, v.Backup), v.Backup != ""
}

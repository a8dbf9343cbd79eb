package ovhapi

import (
	"fmt"
	"net/http"
	"time"

	"vigie/internal/sim/scenario"
)

func (a *api) databaseRoutes() map[string]route {
	const one = "/hosting/privateDatabase/{serviceName}"
	return map[string]route{
		"/hosting/privateDatabase": a.databases,
		one:                        a.database,
		one + "/tasks":             a.tasks,
		one + "/tasks/{id}":        a.databaseTask,
		one + "/dump":              a.dumps,
		one + "/dump/{dumpId}":     a.dump,
		one + "/serviceInfos":      a.serviceInfos,
	}
}

func (a *api) databases(*http.Request) (any, bool) {
	ids := []string{}
	for _, d := range a.estate().Databases {
		ids = append(ids, d.ID)
	}
	return ids, true
}

func (a *api) findDatabase(r *http.Request) (scenario.Database, bool) {
	for _, d := range a.estate().Databases {
		if d.ID == r.PathValue("serviceName") {
			return d, true
		}
	}
	return scenario.Database{}, false
}

func (a *api) database(r *http.Request) (any, bool) {
	d, found := a.findDatabase(r)
	megabytes := func(n int) object { return object{"unit": "MB", "value": n} }
	return object{
		"serviceName": d.ID, "displayName": d.ID, "state": "started", "isUnderMaintenance": false, "datacenter": d.Datacenter,
		"server": "webdb" + fmt.Sprint(number(d.ID)%100) + ".example", "hostname": d.ID + ".database.example", "ip": d.IP, "port": d.Port,
		"hostnameFtp": nil, "portFtp": nil, "cpu": 1, "ram": megabytes(512), "quotaSize": megabytes(8000), "quotaUsed": megabytes(900),
		"type": "mysql", "version": "mysql_8.0", "versionLabel": "MySQL 8.0", "versionNumber": 8.0, "offer": "public",
		"infrastructure": "docker", "lastCheck": a.world.Scenario().Start, "guiURL": nil, "graphEndpoint": nil, "tlsCa": nil,
		"capabilities": []object{}, "iam": metadata("webCloudDatabases", d.ID),
	}, found
}

func (a *api) databaseTask(r *http.Request) (any, bool) {
	t, found := a.findTask(r.PathValue("serviceName"), r.PathValue("id"))
	return object{
		"id": t.ID, "function": t.Function, "status": t.Status, "startDate": t.At, "lastUpdate": t.At, "doneDate": nil,
		"databaseName": nil, "dumpId": nil, "userName": nil,
	}, found
}

// dumpID is the number of the one dump of a database, of the night before.
const dumpID = 41

func (a *api) dumps(r *http.Request) (any, bool) {
	_, found := a.findDatabase(r)
	return []int{dumpID}, found
}

func (a *api) dump(r *http.Request) (any, bool) {
	d, found := a.findDatabase(r)
	made := a.world.Scenario().Start.Add(-20 * time.Hour)
	return object{
		"dumpId": dumpID, "creationDate": made, "deletionDate": made.AddDate(0, 1, 0), "databaseName": "main", "orphan": false,
		"url": "https://" + Host + "/dump/" + d.ID,
	}, found && r.PathValue("dumpId") == fmt.Sprint(dumpID)
}

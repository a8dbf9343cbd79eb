package ovhapi

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"vigie/internal/sim/scenario"
)

func (a *api) cloudRoutes() map[string]route {
	const one = "/cloud/project/{serviceName}"
	return map[string]route{
		"/cloud/project":                      a.projects,
		one:                                   a.project,
		one + "/serviceInfos":                 a.serviceInfos,
		one + "/instance":                     a.ofProject(a.instances),
		one + "/volume":                       a.ofProject(a.volumes),
		one + "/volume/snapshot":              a.ofProject(a.volumeSnapshots),
		one + "/snapshot":                     a.ofProject(a.images),
		one + "/ip/failover":                  a.ofProject(func(scenario.Project) any { return []object{} }),
		one + "/region":                       a.ofProject(regionNames),
		one + "/region/{regionName}":          a.region,
		one + "/database/service":             a.ofProject(cloudDatabaseIDs),
		one + "/database/service/{clusterId}": a.cloudDatabase,
	}
}

func (a *api) projects(*http.Request) (any, bool) {
	ids := []string{}
	for _, p := range a.estate().Projects {
		ids = append(ids, p.ID)
	}
	return ids, true
}

func (a *api) findProject(r *http.Request) (scenario.Project, bool) {
	for _, p := range a.estate().Projects {
		if p.ID == r.PathValue("serviceName") {
			return p, true
		}
	}
	return scenario.Project{}, false
}

// ofProject answers with something of a project.
func (a *api) ofProject(what func(scenario.Project) any) route {
	return func(r *http.Request) (any, bool) {
		p, found := a.findProject(r)
		return what(p), found
	}
}

func (a *api) project(r *http.Request) (any, bool) {
	p, found := a.findProject(r)
	return object{
		"project_id": p.ID, "projectName": p.Name, "description": p.Name, "status": "ok", "access": "full", "unleash": false,
		"creationDate": a.world.Scenario().Start.AddDate(-1, 0, 0), "expiration": nil, "manualQuota": false, "orderId": nil,
		"planCode": "project.2018", "iam": metadata("publicCloudProject", p.ID),
	}, found
}

// cloudRegion is a region as the cloud writes it.
func cloudRegion(name string) string { return strings.ToUpper(name) }

func (a *api) instances(p scenario.Project) any {
	list := []object{}
	for _, i := range p.Instances {
		addresses := []object{}
		if i.IP != "" {
			addresses = append(addresses, object{"ip": i.IP, "type": "public", "version": 4, "networkId": "public", "gatewayIp": nil})
		}
		list = append(list, object{
			"id": i.ID, "name": i.ID, "region": cloudRegion(i.Region), "availabilityZone": nil, "status": "ACTIVE", "ipAddresses": addresses,
			"created": a.world.Scenario().Start.AddDate(0, -6, 0), "currentMonthOutgoingTraffic": nil, "flavor": nil, "flavorId": "b2-7",
			"image": nil, "imageId": "debian-10", "monthlyBilling": nil, "operationIds": []string{}, "planCode": nil, "rescuePassword": nil,
			"sshKey": nil, "sshKeyId": nil,
		})
	}
	return list
}

func (a *api) volumes(p scenario.Project) any {
	list := []object{}
	for _, v := range p.Volumes {
		on, status := []string{}, "available"
		if v.On != "" {
			on, status = []string{v.On}, "in-use"
		}
		list = append(list, object{
			"id": v.ID, "name": v.ID, "region": cloudRegion(v.Region), "availabilityZone": nil, "status": status, "attachedTo": on, "size": 50,
			"type": "classic", "bootable": false, "description": "", "planCode": nil, "creationDate": a.world.Scenario().Start.AddDate(0, -6, 0),
		})
	}
	return list
}

func (a *api) volumeSnapshots(p scenario.Project) any {
	list := []object{}
	for _, v := range p.Volumes {
		if !v.Snapshot.IsZero() {
			list = append(list, object{
				"id": "snapshot-" + v.ID, "name": "snapshot of " + v.ID, "volumeId": v.ID, "region": cloudRegion(v.Region), "size": 50,
				"status": "available", "description": "", "planCode": nil, "creationDate": v.Snapshot,
			})
		}
	}
	return list
}

func (a *api) images(p scenario.Project) any {
	list := []object{}
	for _, s := range p.Snapshots {
		list = append(list, object{
			"id": s.ID, "name": s.ID, "region": cloudRegion(s.Region), "creationDate": s.Snapshot, "status": "active", "type": "linux",
			"user": "debian", "visibility": "private", "size": 4.5, "minDisk": 20, "minRam": 0, "flavorType": nil, "planCode": nil, "tags": nil,
		})
	}
	return list
}

// uuid makes a stable one of a name.
func uuid(name string) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", number(name)) }

func cloudDatabaseIDs(p scenario.Project) any {
	ids := []string{}
	for _, d := range p.Databases {
		ids = append(ids, uuid(d.ID))
	}
	return ids
}

func (a *api) cloudDatabase(r *http.Request) (any, bool) {
	p, _ := a.findProject(r)
	for _, d := range p.Databases {
		if uuid(d.ID) == r.PathValue("clusterId") {
			return cloudDatabase(d, a.world.Scenario().Start.AddDate(0, -6, 0)), true
		}
	}
	return nil, false
}

// cloudDatabase is a managed database of one node, whose backups lie in its own region.
func cloudDatabase(d scenario.CloudThing, made time.Time) object {
	const engine, port = "mysql", 20184
	host := d.ID + ".database.example"
	return object{
		"id": uuid(d.ID), "description": d.ID, "engine": engine, "version": "8", "plan": "essential", "flavor": "db1-4", "status": "READY",
		"category": "operational", "createdAt": made, "backupTime": "02:00:00", "maintenanceTime": "03:00:00", "nodeNumber": 1,
		"backups":   object{"pitr": nil, "regions": []string{cloudRegion(d.Region)}, "retentionDays": 2, "time": "02:00:00"},
		"nodes":     []object{{"id": uuid("node " + d.ID), "name": "node-1", "region": cloudRegion(d.Region), "port": port, "flavor": "db1-4", "status": "READY", "role": nil, "createdAt": made}},
		"endpoints": []object{{"component": engine, "domain": host, "port": port, "path": nil, "scheme": engine, "ssl": true, "sslMode": "REQUIRED", "uri": nil}},
		"disk":      object{"size": 80, "type": "high-speed"}, "storage": nil, "capabilities": object{}, "ipRestrictions": []object{},
		"networkType": "public", "networkId": nil, "subnetId": nil, "deletionProtection": nil, "enablePrometheus": nil,
	}
}

package ovhapi

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
)

func (a *api) zoneRoutes() map[string]route {
	const one, zone = "/domain/{serviceName}", "/domain/zone/{zoneName}"
	return map[string]route{
		"/domain":                        a.domains,
		one:                              a.domain,
		one + "/serviceInfos":            a.serviceInfos,
		one + "/task":                    a.tasks,
		one + "/task/{id}":               a.domainTask,
		"/domain/zone":                   a.zones,
		zone:                             a.zoneHead,
		zone + "/record":                 a.recordIDs,
		zone + "/record/{id}":            a.record,
		zone + "/status":                 a.zoneStatus,
		zone + "/export":                 a.zoneExport,
		zone + "/task":                   a.zoneTasks,
		zone + "/task/{id}":              a.zoneTask,
		zone + "/soa":                    a.zoneSOA,
		zone + "/history":                a.zoneHistory,
		zone + "/history/{creationDate}": a.zoneRestorePoint,
	}
}

func (a *api) domains(*http.Request) (any, bool) {
	ids := []string{}
	for _, d := range a.estate().Domains {
		ids = append(ids, d.ID)
	}
	return ids, true
}

// domain is a registered domain, whose name servers are those of the zone of that name.
func (a *api) domain(r *http.Request) (any, bool) {
	id := r.PathValue("serviceName")
	for _, d := range a.estate().Domains {
		if d.ID != id {
			continue
		}
		servers := []object{}
		for _, z := range a.estate().Zones {
			for i, name := range z.Servers {
				if z.ID == id {
					servers = append(servers, object{"id": i + 1, "ipv4": nil, "ipv6": nil, "nameServer": name, "nameServerType": "hosted"})
				}
			}
		}
		state := "ok"
		if a.now().After(d.Expires) && !d.Expires.IsZero() {
			state = "expired"
		}
		contact := object{"id": owner}
		return object{
			"domain": d.ID, "state": state, "suspensionState": "not_suspended", "expirationDate": d.Expires, "renewalDate": d.Expires,
			"renewalState": "automatic_renew", "lastUpdate": a.world.Scenario().Start.AddDate(0, -1, 0), "serviceId": number(d.ID),
			"nameServers": servers, "nameServerType": "hosted", "offer": "gold", "whoisOwner": owner, "parentService": nil,
			"contactAdmin": contact, "contactBilling": contact, "contactOwner": contact, "contactTech": contact,
			"dnssecState": "disabled", "dnssecSupported": true, "glueRecordIpv6Supported": true, "glueRecordMultiIpSupported": true,
			"hostSupported": true, "owoSupported": false, "transferLockStatus": "locked", "iam": metadata("domain", d.ID),
		}, true
	}
	return nil, false
}

func (a *api) domainTask(r *http.Request) (any, bool) {
	id := r.PathValue("serviceName")
	t, found := a.findTask(id, r.PathValue("id"))
	return object{
		"id": t.ID, "function": t.Function, "status": t.Status, "type": "domain", "domain": id, "creationDate": t.At, "todoDate": t.At,
		"lastUpdate": t.At, "doneDate": nil, "comment": nil, "canAccelerate": false, "canCancel": false, "canRelaunch": false,
	}, found
}

// zoneTasks are those that were ordered through the API, in the state asked for.
func (a *api) zoneTasks(r *http.Request) (any, bool) {
	ids := []int{}
	for _, t := range a.ordered(zoneOrders(r.PathValue("zoneName"))) {
		if state := r.URL.Query().Get("status"); state == "" || state == zoneTaskState(t) {
			ids = append(ids, t.ID)
		}
	}
	return ids, true
}

// zoneTaskState is the state of a task in the words that zones have for it: nothing of them is only begun.
func zoneTaskState(t sim.PostedTask) string {
	if t.Status == "init" {
		return "todo"
	}
	return t.Status
}

func (a *api) zoneSOA(r *http.Request) (any, bool) {
	return a.look(r, func(z *zone) (any, bool) {
		server := "dns." + z.name
		if i := slices.IndexFunc(a.estate().Zones, func(x scenario.Zone) bool { return x.ID == z.name && len(x.Servers) > 0 }); i >= 0 {
			server = a.estate().Zones[i].Servers[0]
		}
		return object{
			"server": server + ".", "email": "tech." + z.name + ".", "serial": z.ready.Unix(), "refresh": 86400, "expire": 3600000,
			"nxDomainTtl": 300, "ttl": zoneTTL,
		}, true
	})
}

// zoneHistory are the moments to which a zone can be put back; the simulation keeps the one of the night before.
func (a *api) zoneHistory(r *http.Request) (any, bool) {
	return a.look(r, func(*zone) (any, bool) { return []time.Time{a.world.Scenario().Start.AddDate(0, 0, -1)}, true })
}

func (a *api) zoneRestorePoint(r *http.Request) (any, bool) {
	return a.look(r, func(z *zone) (any, bool) {
		night := a.world.Scenario().Start.AddDate(0, 0, -1)
		asked, err := time.Parse(time.RFC3339, r.PathValue("creationDate"))
		return object{"creationDate": night, "zoneFileUrl": fmt.Sprintf("https://%s/history/%s", Host, z.name)}, err == nil && asked.Equal(night)
	})
}

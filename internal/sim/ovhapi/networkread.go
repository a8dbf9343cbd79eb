package ovhapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"vigie/internal/sim/scenario"
)

func (a *api) networkRoutes() map[string]route {
	const balancer, nas = "/ipLoadbalancing/{serviceName}", "/dedicated/nasha/{serviceName}"
	return map[string]route{
		"/ip/campus":               a.campuses,
		"/ipLoadbalancing":         a.balancers,
		balancer:                   a.balancer,
		balancer + "/status":       a.balancerStatus,
		balancer + "/serviceInfos": a.serviceInfos,
		"/dedicated/nasha":         a.nasList,
		nas:                        a.nas,
		nas + "/task":              a.tasks,
		nas + "/task/{taskId}":     a.nasTask,
		nas + "/serviceInfos":      a.serviceInfos,
	}
}

// campuses are the buildings that stand together, as far as the simulation has them.
func (a *api) campuses(*http.Request) (any, bool) {
	list := []object{}
	for _, name := range []string{"BHS", "GRA", "RBX", "SBG"} {
		var buildings []string
		for i := range 4 {
			buildings = append(buildings, padded(fmt.Sprintf("%s%d", strings.ToLower(name), i+1)))
		}
		list = append(list, object{
			"name": name, "description": "The campus of " + name, "datacenters": buildings, "bringYourOwnIpSupportedRirForIp": []string{"RIPE"},
		})
	}
	return list, true
}

func (a *api) balancers(*http.Request) (any, bool) {
	ids := []string{}
	for _, b := range a.estate().LoadBalancers {
		ids = append(ids, b.ID)
	}
	return ids, true
}

func (a *api) balancer(r *http.Request) (any, bool) {
	id := r.PathValue("serviceName")
	i := slices.IndexFunc(a.estate().LoadBalancers, func(b scenario.LoadBalancer) bool { return b.ID == id })
	if i < 0 {
		return nil, false
	}
	b := a.estate().LoadBalancers[i]
	return object{
		"serviceName": b.ID, "displayName": b.ID, "state": "ok", "ipLoadbalancing": b.IP, "ipv4": b.IP, "ipv6": nil, "zone": []string{b.Place},
		"offer": "lb1", "orderableZone": []object{}, "sslConfiguration": "intermediate", "metricsToken": nil, "vrackEligibility": false,
		"vrackName": nil, "iam": metadata("loadbalancer", b.ID),
	}, true
}

func (a *api) balancerStatus(r *http.Request) (any, bool) {
	_, found := a.balancer(r)
	some := func(n int) object {
		return object{"total": n, "status": object{"ok": n, "warn": 0, "error": 0, "unknown": 0}}
	}
	return object{"service": object{"status": "ok"}, "frontends": some(1), "farms": some(1), "servers": some(2)}, found
}

func (a *api) nasList(*http.Request) (any, bool) {
	ids := []string{}
	for _, n := range a.estate().NAS {
		ids = append(ids, n.ID)
	}
	return ids, true
}

func (a *api) nas(r *http.Request) (any, bool) {
	id := r.PathValue("serviceName")
	i := slices.IndexFunc(a.estate().NAS, func(n scenario.NAS) bool { return n.ID == id })
	if i < 0 {
		return nil, false
	}
	n := a.estate().NAS[i]
	return object{
		"serviceName": n.ID, "customName": n.ID, "datacenter": padded(n.Datacenter), "ip": n.IP, "diskType": "hdd", "monitored": true,
		"canCreatePartition": true, "zpoolCapacity": 1000, "zpoolSize": 1200, "iam": metadata("nasHA", n.ID),
	}, true
}

func (a *api) nasTask(r *http.Request) (any, bool) {
	t, found := a.findTask(r.PathValue("serviceName"), r.PathValue("taskId"))
	return object{
		"taskId": t.ID, "operation": t.Function, "status": t.Status, "todoDate": t.At, "lastUpdate": t.At, "doneDate": nil, "details": nil,
		"partitionName": nil, "storageName": r.PathValue("serviceName"),
	}, found
}

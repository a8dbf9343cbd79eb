package ovhapi

import (
	"net/http"
	"net/netip"
	"strings"

	"vigie/internal/sim/scenario"
)

func (a *api) blockRoutes() map[string]route {
	return map[string]route{
		"/ip":                    a.blocks,
		"/ip/{ip}":               a.block,
		"/ip/{ip}/move":          a.destinations,
		"/ip/{ip}/task":          a.blockTasks,
		"/ip/{ip}/task/{taskId}": a.blockTask,
	}
}

func (a *api) blocks(*http.Request) (any, bool) {
	ids := []string{}
	for _, b := range a.estate().IPs {
		ids = append(ids, b.ID)
	}
	return ids, true
}

func (a *api) findBlock(r *http.Request) (scenario.IPBlock, bool) {
	for _, b := range a.estate().IPs {
		if b.ID == r.PathValue("ip") {
			return b, true
		}
	}
	return scenario.IPBlock{}, false
}

func (a *api) block(r *http.Request) (any, bool) {
	b, found := a.findBlock(r)
	version := 4
	if p, err := netip.ParsePrefix(b.ID); err == nil && p.Addr().Is6() {
		version = 6
	}
	var to, campus any
	if service := a.routedTo(b); service != "" {
		to = object{"serviceName": service}
	}
	if b.Campus != "" {
		campus = strings.ToUpper(b.Campus)
	}
	return object{
		"ip": b.ID, "version": version, "type": "failover", "isAdditionalIp": true, "routedTo": to, "campus": campus, "description": nil,
		"bringYourOwnIp": false, "canBeTerminated": true, "country": "fr", "organisationId": nil, "regions": nil, "rir": nil,
		"iam": metadata("ip", b.ID),
	}, found
}

// routedTo is the resource that a block leads to now; empty where it leads nowhere.
func (a *api) routedTo(b scenario.IPBlock) string {
	p, err := netip.ParsePrefix(b.ID)
	if err != nil {
		return ""
	}
	return a.world.RoutedTo(p, a.now())
}

// led are the blocks that lead to a resource now.
func (a *api) led(service string) []string {
	var blocks []string
	for _, b := range a.estate().IPs {
		if a.routedTo(b) == service {
			blocks = append(blocks, b.ID)
		}
	}
	return blocks
}

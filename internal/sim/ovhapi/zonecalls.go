package ovhapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// The types of record that the schemas know.
func recordTypes() []string {
	return []string{
		"A", "AAAA", "CAA", "CNAME", "DKIM", "DMARC", "DNAME", "HTTPS", "LOC", "MX", "NAPTR", "NS", "PTR", "RP", "SPF", "SRV",
		"SSHFP", "SVCB", "TLSA", "TXT",
	}
}

// inZone does something with a zone of the account.
func (a *api) inZone(r *http.Request, do func(*zone) (any, *refusal)) (any, *refusal) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	z := a.zoneOf(r.PathValue("zoneName"))
	if z == nil {
		return nil, missing(r)
	}
	return do(z)
}

// look is inZone for a call that changes nothing.
func (a *api) look(r *http.Request, do func(*zone) (any, bool)) (any, bool) {
	found := false
	v, no := a.inZone(r, func(z *zone) (v any, _ *refusal) {
		v, found = do(z)
		return v, nil
	})
	return v, found && no == nil
}

func (a *api) recordIDs(r *http.Request) (any, bool) {
	return a.look(r, func(z *zone) (any, bool) {
		q := r.URL.Query()
		ids := []int64{}
		for _, x := range z.records {
			kind, sub := q.Get("fieldType"), q.Get("subDomain")
			if !x.redirects && (kind == "" || kind == x.kind) && (sub == "" || sub == x.sub) {
				ids = append(ids, x.id)
			}
		}
		return ids, true
	})
}

func (a *api) record(r *http.Request) (any, bool) {
	return a.look(r, func(z *zone) (any, bool) {
		i := z.at(r.PathValue("id"))
		if i < 0 {
			return nil, false
		}
		return z.records[i].object(z.name), true
	})
}

func (r record) object(zone string) object {
	return object{"id": r.id, "zone": zone, "subDomain": r.sub, "fieldType": r.kind, "target": r.target, "ttl": r.ttl}
}

// at is where a record stands; -1 where there is none of that number.
func (z *zone) at(id string) int {
	return slices.IndexFunc(z.records, func(r record) bool { return fmt.Sprint(r.id) == id })
}

// zoneOrders is under what name tasks of a zone are kept: a web hosting may have its name.
func zoneOrders(zone string) string { return "the zone " + zone }

func (a *api) zoneStatus(r *http.Request) (any, bool) {
	return a.look(r, func(z *zone) (any, bool) {
		return object{"isDeployed": z.deployed(a.now()), "errors": []string{}, "warnings": []string{}}, true
	})
}

func (a *api) zoneExport(r *http.Request) (any, bool) {
	return a.look(r, func(z *zone) (any, bool) { return z.export(), true })
}

func (a *api) zoneTask(r *http.Request) (any, bool) {
	id := r.PathValue("id")
	for _, t := range a.ordered(zoneOrders(r.PathValue("zoneName"))) {
		if fmt.Sprint(t.ID) == id {
			return object{
				"id": t.ID, "function": t.Function, "status": zoneTaskState(t), "creationDate": t.At, "todoDate": t.At, "lastUpdate": t.At,
				"doneDate": nil, "comment": nil, "canAccelerate": false, "canCancel": false, "canRelaunch": false,
			}, true
		}
	}
	return nil, false
}

func (a *api) zoneWritings() map[string]writing {
	sub := field{kind: "string", null: true}
	target := field{kind: "string", must: true}
	return map[string]writing{
		"POST /domain/zone/{zoneName}/record": {fields{
			"fieldType": {kind: "domain.zone.RecordTypeEnum", must: true, any: recordTypes()}, "subDomain": sub, "target": target,
			"ttl": {kind: "long"}, "id": {kind: ignored}, "zone": {kind: ignored},
		}, a.addRecord},
		"PUT /domain/zone/{zoneName}/record/{id}": {fields{
			"subDomain": sub, "target": {kind: "string"}, "ttl": {kind: "long", null: true},
		}, a.setRecord},
		"DELETE /domain/zone/{zoneName}/record/{id}": {nil, a.dropRecord},
		"POST /domain/zone/{zoneName}/refresh":       {nil, a.refreshZone},
		"POST /domain/zone/{zoneName}/import":        {fields{"zoneFile": target}, a.importZone},
		"POST /domain/zone/{zoneName}/redirection": {fields{
			"subDomain": {kind: "string"}, "target": target,
			"type":  {kind: "domain.zone.RedirectionTypeEnum", must: true, any: []string{"invisible", "visible", "visiblePermanent"}},
			"title": sub, "description": sub, "keywords": sub,
		}, a.redirect},
	}
}

func invalid(why string) *refusal {
	return &refusal{http.StatusBadRequest, "", "Client::BadRequest", why}
}

func (a *api) addRecord(r *http.Request, body map[string]any) (any, *refusal) {
	return a.inZone(r, func(z *zone) (any, *refusal) {
		ttl, _ := long(body, "ttl")
		x := record{id: a.state.next(), sub: strings.ToLower(word(body, "subDomain")), kind: word(body, "fieldType"), target: word(body, "target"), ttl: ttl}
		if why := z.fault(x); why != "" {
			return nil, invalid(why)
		}
		z.records, z.dirty = append(z.records, x), true
		return x.object(z.name), nil
	})
}

func (a *api) setRecord(r *http.Request, body map[string]any) (any, *refusal) {
	return a.inZone(r, func(z *zone) (any, *refusal) {
		i := z.at(r.PathValue("id"))
		if i < 0 {
			return nil, missing(r)
		}
		x := z.records[i]
		if s, given := body["subDomain"].(string); given {
			x.sub = strings.ToLower(s)
		}
		if s, given := body["target"].(string); given {
			x.target = s
		}
		if n, given := long(body, "ttl"); given {
			x.ttl = n
		}
		if why := z.fault(x); why != "" {
			return nil, invalid(why)
		}
		z.records[i], z.dirty = x, true
		return nil, nil
	})
}

func (a *api) dropRecord(r *http.Request, _ map[string]any) (any, *refusal) {
	return a.inZone(r, func(z *zone) (any, *refusal) {
		i := z.at(r.PathValue("id"))
		if i < 0 {
			return nil, missing(r)
		}
		z.records, z.dirty = slices.Delete(slices.Clone(z.records), i, i+1), true
		return nil, nil
	})
}

func (a *api) refreshZone(r *http.Request, _ map[string]any) (any, *refusal) {
	return a.inZone(r, func(z *zone) (any, *refusal) {
		z.refresh(a.world, a.now())
		return nil, nil
	})
}

func (a *api) importZone(r *http.Request, body map[string]any) (any, *refusal) {
	return a.inZone(r, func(z *zone) (any, *refusal) {
		list, err := parse(z.name, word(body, "zoneFile"))
		if err != nil {
			return nil, invalid(err.Error())
		}
		for i := range list {
			list[i].id = a.state.next()
		}
		z.records, z.dirty = list, true
		t := a.state.order(zoneOrders(z.name), "ZoneImport", a.now())
		return object{
			"id": t.id, "function": t.function, "status": "todo", "creationDate": t.at, "todoDate": t.at, "lastUpdate": t.at,
			"doneDate": nil, "comment": nil, "canAccelerate": false, "canCancel": false, "canRelaunch": false,
		}, nil
	})
}

// redirect lets a name lead to OVHcloud's own machines, which send its visitors on to a page. The simulation has no such
// machine: the name leads to one of its references.
func (a *api) redirect(r *http.Request, body map[string]any) (any, *refusal) {
	return a.inZone(r, func(z *zone) (any, *refusal) {
		x := record{id: a.state.next(), sub: strings.ToLower(word(body, "subDomain")), kind: "A", target: a.world.RedirectsAt(), redirects: true}
		if why := z.fault(x); why != "" {
			return nil, invalid(why)
		}
		z.records, z.dirty = append(z.records, x), true
		return object{
			"id": x.id, "zone": z.name, "subDomain": x.sub, "target": word(body, "target"), "type": word(body, "type"),
			"title": nil, "description": nil, "keywords": nil,
		}, nil
	})
}

func (a *api) zones(*http.Request) (any, bool) {
	ids := []string{}
	for _, z := range a.estate().Zones {
		ids = append(ids, z.ID)
	}
	return ids, true
}

func (a *api) zoneHead(r *http.Request) (any, bool) {
	for _, z := range a.estate().Zones {
		if z.ID == r.PathValue("zoneName") {
			return object{
				"name": z.ID, "nameServers": z.Servers, "hasDnsAnycast": false, "dnssecSupported": true, "dnssecActivated": false,
				"lastUpdate": a.world.Scenario().Start.AddDate(0, -1, 0), "iam": metadata("dnsZone", z.ID),
			}, true
		}
	}
	return nil, false
}

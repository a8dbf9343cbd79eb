package ovhapi

import (
	"fmt"
	"net/http"
	"time"
)

func (a *api) managementRoutes() map[string]route {
	return map[string]route{
		"/v2/iam/resource":         a.iamResources,
		"/v2/location":             a.locations,
		"/v2/location/{name}":      a.location,
		"/v2/notification/history": a.mails,
		"/services":                a.serviceIDs,
		"/services/{serviceId}":    a.service,
	}
}

// town is a region with its town.
type town struct {
	name, city, code string
	country          string
	latitude         float64
	longitude        float64
}

func towns() []town {
	return []town{
		{"eu-west-gra", "Gravelines", "GRA", "FR", 50.99, 2.13},
		{"eu-west-rbx", "Roubaix", "RBX", "FR", 50.69, 3.17},
		{"eu-west-sbg", "Strasbourg", "SBG", "FR", 48.58, 7.75},
		{"ca-east-bhs", "Beauharnois", "BHS", "CA", 45.31, -73.87},
	}
}

func (t town) object() object {
	country := map[string]string{"FR": "France", "CA": "Canada"}[t.country]
	return object{
		"name": t.name, "type": "REGION-1-AZ", "specificType": "STANDARD", "availabilityZones": []string{t.name + "-a"}, "code": t.code,
		"cityName": t.city, "cityCode": t.code, "cityLatitude": t.latitude, "cityLongitude": t.longitude, "countryCode": t.country,
		"countryName": country, "geographyCode": "EU", "geographyName": "Europe", "location": t.city, "cardinalPoint": "WEST", "openingYear": 2012,
	}
}

func (a *api) locations(*http.Request) (any, bool) {
	list := []object{}
	for _, t := range towns() {
		list = append(list, t.object())
	}
	return list, true
}

func (a *api) location(r *http.Request) (any, bool) {
	for _, t := range towns() {
		if t.name == r.PathValue("name") {
			return t.object(), true
		}
	}
	return nil, false
}

// mails are those that the provider wrote to the owner: one for every answer in a ticket, the newest first.
func (a *api) mails(*http.Request) (any, bool) {
	list := []object{}
	start := a.world.Scenario().Start
	for _, t := range a.world.Tickets(a.now()) {
		for i, m := range t.Thread {
			if m.From != "provider" {
				continue
			}
			at := start.Add(m.At)
			name := fmt.Sprintf("%s-%d", t.Number, i)
			list = append([]object{{
				"id": uuid(name), "title": "[" + t.Number + "] " + t.Subject, "text": m.Body, "html": nil, "priority": "MEDIUM",
				"categories": []string{"SUPPORT"}, "createdAt": at, "attachments": []object{},
				"contacts": []object{{
					"id": uuid(name + "to"), "to": "account@vigie.example", "type": "EMAIL", "status": "DELIVERED", "error": nil, "sentAt": at.Add(time.Minute),
				}},
			}}, list...)
		}
	}
	return list, true
}

func (a *api) serviceIDs(*http.Request) (any, bool) {
	ids := []int{}
	for _, x := range a.everything() {
		ids = append(ids, number(x.path))
	}
	return ids, true
}

// service is a contract as the list of all contracts has it.
func (a *api) service(r *http.Request) (any, bool) {
	for _, x := range a.everything() {
		if id := number(x.path); fmt.Sprint(id) == r.PathValue("serviceId") {
			billing := object{"expirationDate": a.renews()}
			for _, name := range []string{"engagement", "engagementRequest", "group", "lifecycle", "nextBillingDate", "plan", "pricing", "renew"} {
				billing[name] = nil
			}
			return object{
				"serviceId": id, "parentServiceId": nil, "tags": []string{}, "billing": billing, "customer": object{"contacts": []object{}},
				"resource": object{"displayName": x.name, "name": x.name, "product": nil, "resellingProvider": nil, "state": "active"},
				"route":    object{"path": nil, "url": x.path, "vars": []object{}},
			}, true
		}
	}
	return nil, false
}

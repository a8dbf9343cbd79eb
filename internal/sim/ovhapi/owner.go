package ovhapi

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"time"
)

// object is an answer with every field that the published schema has for its model.
type object = map[string]any

// owner is whose account is simulated.
const owner = "ab12345-ovh"

// number makes a stable number of a name, for the ids that the API wants.
func number(name string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // a hash never fails
	return int(h.Sum32() % 1_000_000)
}

func (a *api) me(*http.Request) (any, bool) {
	return object{
		"nichandle": owner, "email": "account@vigie.example", "name": "Simulated", "firstname": "Account",
		"organisation": a.world.Scenario().Name, "country": "BE", "currency": object{"code": "EUR", "symbol": "€"},
		"language": "fr_FR", "legalform": "corporation", "ovhCompany": "ovh", "ovhSubsidiary": "FR", "state": "complete",
		"address": nil, "area": nil, "birthCity": nil, "birthDay": nil, "city": nil, "companyNationalIdentificationNumber": nil,
		"complementaryAddress": nil, "corporationType": nil, "customerCode": nil, "fax": nil, "italianSDI": nil,
		"kycValidated": nil, "nationalIdentificationNumber": nil, "phone": nil, "phoneCountry": nil, "phoneType": nil,
		"purposeOfPurchase": nil, "sex": nil, "spareEmail": nil, "vat": nil, "zip": nil,
	}, true
}

func (a *api) details(r *http.Request) (any, bool) {
	rules, _, _, _ := a.holder(r)
	return object{
		"account": owner, "user": nil, "method": "account", "identities": []string{}, "roles": []string{},
		"allowedRoutes": rules, "description": nil,
	}, true
}

// metadata is what the account's management knows of a resource.
func metadata(kind, id string) object {
	return object{
		"id":          fmt.Sprintf("00000000-0000-4000-8000-%012d", number(kind+id)),
		"urn":         "urn:v1:eu:resource:" + kind + ":" + id,
		"displayName": id, "state": "OK", "tags": object{},
	}
}

// serviceInfos is the contract of any resource.
func (a *api) serviceInfos(r *http.Request) (any, bool) {
	id := r.PathValue("serviceName")
	return a.contract(id), a.rents(id)
}

func (a *api) contract(id string) object {
	return object{
		"serviceId": number(id), "domain": id, "status": "ok", "creation": a.world.Scenario().Start.AddDate(-2, 0, 0).Format(time.DateOnly),
		"expiration": a.renews().Format(time.DateOnly), "engagedUpTo": nil, "renewalType": "automaticV2016",
		"renew":        object{"automatic": true, "deleteAtExpiration": false, "forced": false, "manualPayment": nil, "period": 1},
		"contactAdmin": owner, "contactBilling": owner, "contactTech": owner,
		"canDeleteAtExpiration": true, "possibleRenewPeriod": []int{1, 12},
	}
}

// renews is when the contracts of the account end or renew.
func (a *api) renews() time.Time { return a.world.Scenario().Start.AddDate(0, 3, 0) }

// rents tells whether the account holds a resource of that name.
func (a *api) rents(id string) bool {
	return slices.ContainsFunc(a.everything(), func(x holding) bool { return x.name == id })
}

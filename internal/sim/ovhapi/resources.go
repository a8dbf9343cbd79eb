package ovhapi

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
	"time"

	"vigie/internal/sim/scenario"
)

// object is an answer with every field that the published schema has for its model.
type object = map[string]any

// number makes a stable number of a name, for the ids that the API wants.
func number(name string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // a hash never fails
	return int(h.Sum32() % 1_000_000)
}

func campus(datacenter string) string { return strings.TrimRight(datacenter, "0123456789") }

func (a *api) estate() scenario.Estate { return a.world.Scenario().Estate }

func (a *api) me(*http.Request) (any, bool) {
	return object{
		"nichandle": "ab12345-ovh", "email": "direction@belles-etoffes.example", "name": "Simulated", "firstname": "Account",
		"organisation": a.world.Scenario().Name, "country": "BE", "currency": object{"code": "EUR", "symbol": "€"},
		"language": "fr_FR", "legalform": "corporation", "ovhCompany": "ovh", "ovhSubsidiary": "FR", "state": "complete",
		"address": nil, "area": nil, "birthCity": nil, "birthDay": nil, "city": nil, "companyNationalIdentificationNumber": nil,
		"complementaryAddress": nil, "corporationType": nil, "customerCode": nil, "fax": nil, "italianSDI": nil,
		"kycValidated": nil, "nationalIdentificationNumber": nil, "phone": nil, "phoneCountry": nil, "phoneType": nil,
		"purposeOfPurchase": nil, "sex": nil, "spareEmail": nil, "vat": nil, "zip": nil,
	}, true
}

func (a *api) credential(*http.Request) (any, bool) {
	start := a.world.Scenario().Start
	return object{
		"credentialId": 1, "applicationId": 1, "status": "validated", "creation": start.AddDate(-1, 0, 0),
		"expiration": nil, "lastUse": nil, "ovhSupport": false, "allowedIPs": nil,
		"rules": []object{{"method": "GET", "path": "/*"}},
	}, true
}

func (a *api) details(*http.Request) (any, bool) {
	return object{
		"account": "ab12345-ovh", "user": nil, "method": "account", "identities": []string{}, "roles": []string{},
		"allowedRoutes": []object{{"method": "GET", "path": "/*"}}, "description": nil,
	}, true
}

func (a *api) servers(*http.Request) (any, bool) {
	ids := []string{}
	for _, s := range a.estate().Servers {
		ids = append(ids, s.ID)
	}
	return ids, true
}

func (a *api) findServer(id string) (scenario.Server, bool) {
	for _, s := range a.estate().Servers {
		if s.ID == id {
			return s, true
		}
	}
	return scenario.Server{}, false
}

func (a *api) server(r *http.Request) (any, bool) {
	s, found := a.findServer(r.PathValue("id"))
	region := "eu-west-" + campus(s.Datacenter)
	return object{
		"name": s.ID, "serverId": number(s.ID), "ip": s.IP, "datacenter": s.Datacenter, "region": region,
		"availabilityZone": region + "-a", "rack": s.Rack, "os": "debian10_64", "state": "ok", "powerState": "poweron",
		"supportLevel": "pro", "monitoring": true, "noIntervention": false, "professionalUse": true, "newUpgradeSystem": true,
		"commercialRange": nil, "bootId": 1, "bootScript": nil, "rootDevice": nil, "efiBootloaderPath": nil, "linkSpeed": 1000,
		"rescueMail": nil, "rescueSshKey": nil, "reverse": s.ID, "iam": nil,
	}, found
}

func (a *api) serverIPs(r *http.Request) (any, bool) {
	s, found := a.findServer(r.PathValue("id"))
	blocks := []string{s.IP + "/32"}
	if s.IPv6 != "" {
		blocks = append(blocks, s.IPv6+"/64")
	}
	return blocks, found
}

func (a *api) serviceInfos(r *http.Request) (any, bool) {
	id := r.PathValue("id")
	start := a.world.Scenario().Start
	return object{
		"serviceId": number(id), "domain": id, "status": "ok", "creation": start.AddDate(-2, 0, 0).Format(time.DateOnly),
		"expiration": start.AddDate(0, 3, 0).Format(time.DateOnly), "engagedUpTo": nil, "renewalType": "automaticV2016",
		"renew":        object{"automatic": true, "deleteAtExpiration": false, "forced": false, "manualPayment": nil, "period": 1},
		"contactAdmin": "ab12345-ovh", "contactBilling": "ab12345-ovh", "contactTech": "ab12345-ovh",
		"canDeleteAtExpiration": true, "possibleRenewPeriod": []int{1, 12},
	}, true
}

func (a *api) tasks(r *http.Request) (any, bool) {
	_, found := a.findServer(r.PathValue("id"))
	ids := []int{}
	for _, t := range a.world.Tasks(a.now()) {
		if status := r.URL.Query().Get("status"); t.Service == r.PathValue("id") && (status == "" || status == t.Status) {
			ids = append(ids, t.ID)
		}
	}
	return ids, found
}

func (a *api) task(r *http.Request) (any, bool) {
	for _, t := range a.world.Tasks(a.now()) {
		if t.Service == r.PathValue("id") && fmt.Sprint(t.ID) == r.PathValue("task") {
			return object{
				"taskId": t.ID, "function": t.Function, "status": t.Status, "startDate": t.At, "comment": nil, "doneDate": nil,
				"lastUpdate": t.At, "needSchedule": false, "note": nil, "plannedInterventionId": nil, "tags": nil, "ticketReference": nil,
			}, true
		}
	}
	return nil, false
}

func (a *api) vpsList(*http.Request) (any, bool) {
	ids := []string{}
	for _, v := range a.estate().VPS {
		ids = append(ids, v.ID)
	}
	return ids, true
}

func (a *api) findVPS(id string) (scenario.VPS, bool) {
	for _, v := range a.estate().VPS {
		if v.ID == id {
			return v, true
		}
	}
	return scenario.VPS{}, false
}

func (a *api) vps(r *http.Request) (any, bool) {
	v, found := a.findVPS(r.PathValue("id"))
	return object{
		"name": v.ID, "displayName": v.ID, "state": "running", "zone": "Region OpenStack: os-" + v.Region, "zoneType": "region",
		"cluster": "", "offerType": "ssd", "vcore": 2, "memoryLimit": 4096, "netbootMode": "local", "slaMonitoring": true,
		"lockStatus": nil, "keymap": nil, "monitoringIpBlocks": []string{}, "iam": nil,
		"model": object{
			"name": "vps-value-1-4-80", "offer": "VPS Value", "vcore": 2, "memory": 4096, "disk": 80, "version": "2019v1",
			"datacenter": []string{}, "availableOptions": []string{}, "maximumAdditionnalIp": 16,
		},
	}, found
}

func (a *api) vpsIPs(r *http.Request) (any, bool) {
	v, found := a.findVPS(r.PathValue("id"))
	ips := []string{v.IP}
	if v.IPv6 != "" {
		ips = append(ips, v.IPv6)
	}
	return ips, found
}

func (a *api) vpsDatacenter(r *http.Request) (any, bool) {
	v, found := a.findVPS(r.PathValue("id"))
	return object{"name": v.Region, "longName": strings.ToUpper(v.Region), "country": "fr"}, found
}

func (a *api) hostings(*http.Request) (any, bool) {
	ids := []string{}
	for _, h := range a.estate().Hostings {
		ids = append(ids, h.ID)
	}
	return ids, true
}

func (a *api) findHosting(id string) (scenario.Hosting, bool) {
	for _, h := range a.estate().Hostings {
		if h.ID == id {
			return h, true
		}
	}
	return scenario.Hosting{}, false
}

func (a *api) hosting(r *http.Request) (any, bool) {
	h, found := a.findHosting(r.PathValue("id"))
	cluster := fmt.Sprintf("cluster%03d", h.Cluster)
	host := cluster + ".hosting.example"
	access := func(scheme string, port int) object { return object{"url": scheme + "://" + host, "port": port} }
	return object{
		"serviceName": h.ID, "displayName": h.ID, "state": "active", "cluster": cluster, "clusterIp": h.IP, "clusterIpv6": nil,
		"hostingIp": h.IP, "hostingIpv6": nil, "countriesIp": nil, "datacenter": h.Datacenter, "filer": fmt.Sprint(h.Filer),
		"home": "/home/site", "offer": "PRO_2014", "resourceType": "shared", "operatingSystem": "linux", "primaryLogin": "site",
		"multipleSSL": true, "quotaSize": object{"unit": "GB", "value": 250}, "quotaUsed": object{"unit": "GB", "value": 12.5},
		"trafficQuotaSize": nil, "trafficQuotaUsed": nil, "hasCdn": false, "hasHostedSsl": true, "phpVersions": []object{},
		"serviceManagementAccess": object{"ftp": access("ftp", 21), "http": access("http", 80), "ssh": access("ssh", 22)},
		"availableBoostOffer":     []object{}, "boostOffer": nil, "defaultAttachedDomain": nil, "iam": nil,
		"lastOvhConfigScan": nil, "recommendedOffer": nil, "token": nil, "updates": []string{},
	}, found
}

// attachedDomains are the host names of the sites that run on the hosting.
func (a *api) attachedDomains(r *http.Request) (any, bool) {
	h, found := a.findHosting(r.PathValue("id"))
	domains := []string{h.ID}
	for _, host := range a.world.Hosts(h.ID) {
		if host != h.ID {
			domains = append(domains, host)
		}
	}
	return domains, found
}

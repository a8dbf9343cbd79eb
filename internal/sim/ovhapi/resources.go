package ovhapi

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"

	"vigie/internal/sim/scenario"
)

func campus(datacenter string) string { return strings.TrimRight(datacenter, "0123456789") }

// padded is how the API writes a datacenter: some have a zero before the number.
func padded(datacenter string) string {
	switch datacenter {
	case "gra4", "sgp2", "syd3", "yyz1", "cch1", "ieb1":
		return datacenter[:3] + "0" + datacenter[3:]
	}
	return datacenter
}

func (a *api) estate() scenario.Estate { return a.world.Scenario().Estate }

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
	s, found := a.findServer(r.PathValue("serviceName"))
	region := "eu-west-" + campus(s.Datacenter)
	return object{
		"name": s.ID, "serverId": number(s.ID), "ip": s.IP, "datacenter": padded(s.Datacenter), "region": region,
		"availabilityZone": region + "-a", "rack": s.Rack, "os": "debian10_64", "state": "ok", "powerState": "poweron",
		"supportLevel": "pro", "monitoring": true, "noIntervention": false, "professionalUse": true, "newUpgradeSystem": true,
		"commercialRange": nil, "bootId": a.bootOf(s.ID), "bootScript": nil, "rootDevice": nil, "efiBootloaderPath": nil, "linkSpeed": 1000,
		"rescueMail": nil, "rescueSshKey": nil, "reverse": s.ID, "iam": metadata("dedicatedServer", s.ID),
	}, found
}

func (a *api) serverIPs(r *http.Request) (any, bool) {
	s, found := a.findServer(r.PathValue("serviceName"))
	blocks := []string{s.IP + "/32"}
	if s.IPv6 != "" {
		blocks = append(blocks, s.IPv6+"/64")
	}
	return append(blocks, a.led(s.ID)...), found
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
	v, found := a.findVPS(r.PathValue("serviceName"))
	return object{
		"name": v.ID, "displayName": v.ID, "state": a.vpsState(v.ID), "zone": "Region OpenStack: os-" + v.Region, "zoneType": "region",
		"cluster": "", "offerType": "ssd", "vcore": 2, "memoryLimit": 4096, "netbootMode": a.vpsMode(v.ID), "slaMonitoring": true,
		"lockStatus": object{"locked": false, "reason": "abuse"}, "keymap": nil, "monitoringIpBlocks": []string{},
		"iam": metadata("vps", v.ID),
		"model": object{
			"name": "vps-value-1-4-80", "offer": "VPS Value", "vcore": 2, "memory": 4096, "disk": 80, "version": "2019v1",
			"datacenter": []string{}, "availableOptions": []string{}, "maximumAdditionnalIp": 16,
		},
	}, found
}

func (a *api) vpsIPs(r *http.Request) (any, bool) {
	v, found := a.findVPS(r.PathValue("serviceName"))
	ips := []string{v.IP}
	if v.IPv6 != "" {
		ips = append(ips, v.IPv6)
	}
	for _, block := range a.led(v.ID) {
		if p, err := netip.ParsePrefix(block); err == nil && p.IsSingleIP() {
			ips = append(ips, p.Addr().String())
		}
	}
	return ips, found
}

func (a *api) vpsDatacenter(r *http.Request) (any, bool) {
	v, found := a.findVPS(r.PathValue("serviceName"))
	return object{"name": v.Region, "longName": strings.ToUpper(v.Region), "country": "fr"}, found
}

// vpsStatus is what the provider's own probe says. It is not part of any scenario, and always content.
func (a *api) vpsStatus(r *http.Request) (any, bool) {
	_, found := a.findVPS(r.PathValue("serviceName"))
	up := func(port int) object { return object{"port": port, "state": "up"} }
	return object{
		"ping": "up", "ssh": up(22), "http": up(80), "https": up(443), "smtp": up(25), "dns": up(53), "tools": nil,
	}, found
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
	h, found := a.findHosting(r.PathValue("serviceName"))
	cluster := fmt.Sprintf("cluster%03d", h.Cluster)
	host := cluster + ".hosting.example"
	access := func(scheme string, port int) object { return object{"url": scheme + "://" + host, "port": port} }
	return object{
		"serviceName": h.ID, "displayName": h.ID, "state": "active", "cluster": cluster, "clusterIp": h.IP, "clusterIpv6": nil,
		"hostingIp": h.IP, "hostingIpv6": nil, "countriesIp": nil, "datacenter": padded(h.Datacenter), "filer": fmt.Sprint(h.Filer),
		"home": "/home/site", "offer": "pro2014", "resourceType": "shared", "operatingSystem": "linux", "primaryLogin": "site",
		"multipleSSL": true, "quotaSize": object{"unit": "GB", "value": 250}, "quotaUsed": object{"unit": "GB", "value": 12.5},
		"trafficQuotaSize": nil, "trafficQuotaUsed": nil, "hasCdn": false, "hasHostedSsl": true, "phpVersions": []object{},
		"serviceManagementAccess": object{"ftp": access("ftp", 21), "http": access("http", 80), "ssh": access("ssh", 22)},
		"availableBoostOffer":     []object{}, "boostOffer": nil, "defaultAttachedDomain": nil, "iam": metadata("webHosting", h.ID),
		"lastOvhConfigScan": nil, "recommendedOffer": nil, "token": nil, "updates": []string{},
	}, found
}

// attachedDomains are the host names of the sites that run on the hosting.
func (a *api) attachedDomains(r *http.Request) (any, bool) {
	h, found := a.findHosting(r.PathValue("serviceName"))
	domains := []string{h.ID}
	for _, host := range a.world.Hosts(h.ID) {
		if host != h.ID {
			domains = append(domains, host)
		}
	}
	return domains, found
}

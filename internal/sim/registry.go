package sim

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"

	"vigie/internal/sim/scenario"
)

// registryHost is where the public bootstrap service of RDAP is; this world has its registry there too.
const registryHost = "rdap.org"

// registryType is the media type of RDAP (RFC 7480, section 4.2).
const registryType = "application/rdap+json"

// farOff is how long a domain is still paid for of which the scenario says nothing.
const farOff = 3 // years

// settleRegistry lets the registry answer, outside the provider.
func (b *builder) settleRegistry() error {
	for _, d := range b.sc.Estate.Domains {
		b.domains[hostName(d.ID)] = d
	}
	addrs, err := b.settleAnywhere(nil, webPorts)
	b.names[registryHost] = addrs
	return err
}

// Domain is a domain of the estate as the registry has it at a moment: with the date until which it is paid then. False:
// the estate holds no such domain.
func (w *World) Domain(name string, t time.Time) (d scenario.Domain, suspended, held bool) {
	if d, held = w.domains[hostName(name)]; !held {
		return d, false, false
	}
	for _, e := range w.sc.Events {
		if e.Domain == nil || hostName(e.Domain.ID) != hostName(name) || w.sc.Start.Add(e.At).After(t) {
			continue
		}
		if !e.Domain.Expires.IsZero() {
			d.Expires = e.Domain.Expires
		}
		if e.Domain.State != "" {
			suspended = e.Domain.State == "suspended"
		}
	}
	return d, suspended, true
}

func expired(d scenario.Domain, t time.Time) bool { return !d.Expires.IsZero() && !t.Before(d.Expires) }

// gone tells whether the registry has taken the domain that a name is in out of the names of the world.
func (w *World) gone(name string, t time.Time) bool {
	for ; name != ""; _, name, _ = strings.Cut(name, ".") {
		if d, suspended, held := w.Domain(name, t); held && (suspended || expired(d, t)) {
			return true
		}
	}
	return false
}

// registered tells whether a domain is in use in this world, whoever holds it.
func (w *World) registered(name string) bool {
	if _, held := w.domains[name]; held {
		return true
	}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(name); err != nil || domain != name {
		return false
	}
	within := func(host string) bool { return host == name || strings.HasSuffix(host, "."+name) }
	for host := range w.names {
		if within(host) {
			return true
		}
	}
	for zone := range w.zones {
		if within(zone) {
			return true
		}
	}
	return false
}

// registryPage is what the registry answers for a path, as RFC 9083 has it.
func (w *World) registryPage(path string, t time.Time) page {
	name, asked := strings.CutPrefix(path, "/domain/")
	name = hostName(name)
	status, answer := http.StatusNotFound, map[string]any{
		"rdapConformance": []string{"rdap_level_0"}, "errorCode": http.StatusNotFound, "title": "Not Found",
		"description": []string{"There is no such object."},
	}
	if asked && w.registered(name) {
		status, answer = http.StatusOK, w.registration(name, t)
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return errorPage(http.StatusInternalServerError)
	}
	return newPage(status, registryType, string(body))
}

// registration is what the registry says of a domain.
func (w *World) registration(name string, t time.Time) map[string]any {
	d, suspended, _ := w.Domain(name, t)
	status := []string{"active"}
	if d.Expires.IsZero() {
		d.Expires = w.sc.Start.AddDate(farOff, 0, 0)
	}
	switch {
	case expired(d, t):
		status = []string{"redemption period", "server hold"}
	case suspended:
		status = []string{"server hold"}
	}
	began := d.Expires.AddDate(-farOff, 0, 0)
	for began.After(w.sc.Start) {
		began = began.AddDate(-1, 0, 0)
	}
	event := func(action string, at time.Time) map[string]any {
		return map[string]any{"eventAction": action, "eventDate": at.UTC().Format(time.RFC3339)}
	}
	servers := []map[string]any{}
	if !w.deleted(name, t) {
		for _, s := range w.zones[name].Servers {
			servers = append(servers, map[string]any{"objectClassName": "nameserver", "ldhName": hostName(s)})
		}
	}
	self := "https://" + registryHost + "/domain/" + name
	return map[string]any{
		"objectClassName": "domain", "rdapConformance": []string{"rdap_level_0"}, "ldhName": name, "status": status,
		"events": []map[string]any{
			event("registration", began), event("expiration", d.Expires), event("last update of RDAP database", t),
		},
		"nameservers": servers, "secureDNS": map[string]any{"delegationSigned": false},
		"links": []map[string]any{{"value": self, "rel": "self", "href": self, "type": registryType}},
	}
}

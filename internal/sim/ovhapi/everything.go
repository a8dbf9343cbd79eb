package ovhapi

import (
	"net/http"
	"net/url"
)

// holding is one resource of the account: how the account's management calls its kind, and where it is in the API.
type holding struct{ kind, name, path string }

// everything is all that the account holds and that has a list of its own.
func (a *api) everything() []holding {
	var all []holding
	add := func(kind, list, name string) {
		all = append(all, holding{kind, name, list + "/" + url.PathEscape(name)})
	}
	e := a.estate()
	for _, x := range e.Servers {
		add("dedicatedServer", "/dedicated/server", x.ID)
	}
	for _, x := range e.VPS {
		add("vps", "/vps", x.ID)
	}
	for _, x := range e.Hostings {
		add("webHosting", "/hosting/web", x.ID)
	}
	for _, x := range e.Domains {
		add("domain", "/domain", x.ID)
	}
	for _, x := range e.Zones {
		add("dnsZone", "/domain/zone", x.ID)
	}
	for _, x := range e.Databases {
		add("webCloudDatabases", "/hosting/privateDatabase", x.ID)
	}
	for _, x := range e.Mail {
		switch platform(x) {
		case exchange:
			add("emailExchange", "/email/exchange/"+x.ID+"/service", x.ID)
		case emailPro:
			add("emailPro", "/email/pro", x.ID)
		default:
			add("emailDomain", "/email/domain", x.ID)
		}
	}
	for _, x := range e.Projects {
		add("publicCloudProject", "/cloud/project", x.ID)
	}
	for _, x := range e.IPs {
		add("ip", "/ip", x.ID)
	}
	for _, x := range e.LoadBalancers {
		add("loadbalancer", "/ipLoadbalancing", x.ID)
	}
	for _, x := range e.NAS {
		add("nasHA", "/dedicated/nasha", x.ID)
	}
	return all
}

// iamResources lists the whole account: names and kinds, no states and no places.
func (a *api) iamResources(r *http.Request) (any, bool) {
	kind := r.URL.Query().Get("resourceType")
	list := []object{}
	for _, x := range a.everything() {
		if m := metadata(x.kind, x.name); kind == "" || kind == x.kind {
			list = append(list, object{
				"id": m["id"], "urn": m["urn"], "name": x.name, "displayName": x.name, "owner": owner, "type": x.kind, "tags": nil,
			})
		}
	}
	return list, true
}

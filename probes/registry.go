package probes

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/internal/result"
)

// Registry asks what the registry of a domain says of it, by RDAP (RFC 9082, RFC 9083): whether it is registered, until
// when, on hold or not, and by which name servers it is served.
type Registry struct {
	Domain string   // as it was registered: example.com
	Server *url.URL // of RDAP; one that knows the right one of every domain, such as https://rdap.org/
}

// About is the domain.
func (p *Registry) About() string { return p.Domain }

// Burdens is the server.
func (p *Registry) Burdens() string { return hostPort(p.Server) }

// Probe asks. It is down where the registry says that the domain does not work, and unknown where the registry cannot be
// asked: not every one can.
func (p *Registry) Probe(ctx context.Context, env Env) result.Result {
	at := p.Server.JoinPath("domain", strings.ToLower(p.Domain))
	v := newVisit(ctx, &HTTP{
		URL: at, Request: Request{Header: map[string]string{"Accept": "application/rdap+json"}, Redirects: 5},
	}, env, AnyFamily)
	defer v.desk.release()
	a, _, ok := v.fetch(ctx, at, http.MethodGet, "")
	v.r.Total = sum(v.r.Phases)
	r := v.told()
	switch {
	case !ok:
		return couldNotAsk(r, "the registry of %s cannot be asked: %s", p.Domain, r.Reason)
	case a.Head.StatusCode == http.StatusNotFound:
		r.Registry = &result.Registry{}
		return fail(r, result.DNSNXDomain, "the registry knows no domain %s", p.Domain)
	case a.Head.StatusCode != http.StatusOK:
		return couldNotAsk(r, "the registry of %s answers %s", p.Domain, a.Head.Status)
	}
	var answer rdapDomain
	if err := json.Unmarshal(a.Body, &answer); err != nil || answer.Class != "domain" {
		return couldNotAsk(r, "the registry of %s answers with something that is no domain", p.Domain)
	}
	return p.judge(r, answer.facts(), env.Door.Now())
}

func (p *Registry) judge(r result.Result, said *result.Registry, now time.Time) result.Result {
	r.Registry = said
	expired := !said.Expires.IsZero() && said.Expires.Before(now)
	switch {
	case expired:
		return fail(r, result.DNSNXDomain, "%s expired on %s, says its registry", p.Domain, said.Expires.Format("2 January 2006"))
	case said.Held() != "":
		return fail(r, result.DNSNXDomain, "%s does not work any more, says its registry: %s", p.Domain, said.Held())
	case said.Expires.IsZero():
		r.State, r.Reason = result.Up, p.Domain+" is registered"
	default:
		r.State, r.Reason = result.Up, p.Domain+" is registered until "+said.Expires.Format("2 January 2006")
	}
	return r
}

// rdapDomain is a domain as RDAP tells of it (RFC 9083, 5.3).
type rdapDomain struct {
	Class  string   `json:"objectClassName"`
	Status []string `json:"status"`
	Events []struct {
		Action string `json:"eventAction"`
		Date   string `json:"eventDate"`
	} `json:"events"`
	Servers []struct {
		Name string `json:"ldhName"`
	} `json:"nameservers"`
}

func (d rdapDomain) facts() *result.Registry {
	said := &result.Registry{Registered: true}
	for _, s := range d.Status {
		said.Status = append(said.Status, strings.ToLower(s))
	}
	for _, e := range d.Events {
		if t, err := time.Parse(time.RFC3339, e.Date); err == nil && strings.EqualFold(e.Action, "expiration") {
			said.Expires = t
		}
	}
	for _, s := range d.Servers {
		said.Servers = append(said.Servers, strings.ToLower(strings.TrimSuffix(s.Name, ".")))
	}
	slices.Sort(said.Servers)
	return said
}

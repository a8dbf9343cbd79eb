package probes

import (
	"context"
	"net/netip"
	"strings"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/names"
)

// Name asks others for the addresses of a host: another resolver, or the servers of its zone themselves. It tells a
// resolver of ours that fails from a name that is gone, and name servers that are silent from a zone that is empty.
type Name struct {
	Host      string
	Resolver  *names.Resolver // that is asked; to find the servers of the zone, where those are meant
	Authority bool            // the servers of the zone are asked, one after the other until one of them knows
}

// About is the host.
func (p *Name) About() string { return p.Host }

// Burdens is nobody in particular.
func (p *Name) Burdens() string { return "" }

// Probe asks. Its DNS holds the addresses.
func (p *Name) Probe(ctx context.Context, env Env) result.Result {
	start := env.Door.Now()
	r := p.ask(ctx, env, result.Result{State: result.Up, Phases: result.NoPhases()})
	r.Phases.DNS = max(0, env.Door.Now().Sub(start))
	return r
}

func (p *Name) ask(ctx context.Context, env Env, r result.Result) result.Result {
	if p.Authority {
		return p.authority(ctx, env, r)
	}
	ips, err := p.Resolver.Lookup(ctx, env.Door, p.Host, names.AnyFamily)
	if err != nil {
		return lookupFailure(r, err)
	}
	r.DNS = &result.DNS{Server: strings.Join(p.Resolver.Servers, ", "), Rcode: dns.RcodeToString[dns.RcodeSuccess], Answers: texts(ips), TTL: -1}
	return r
}

func (p *Name) authority(ctx context.Context, env Env, r result.Result) result.Result {
	zone, err := p.Resolver.Zone(ctx, env.Door, p.Host)
	if err != nil {
		return lookupFailure(r, err)
	}
	servers := zone.Servers(ctx, env.Door, names.AnyFamily)
	failure := &names.LookupError{Failure: result.DNSTimeout, Reason: "no name server of " + zone.Name + " can be found"}
	for i, s := range servers {
		a, failed := s.Ask(ctx, env.Door, names.Question{Name: p.Host, Type: dns.TypeA}, len(servers)-i)
		if failed == nil && len(a.Records) == 0 && a.Alias() == "" {
			failed = a.Failure()
		}
		if failed == nil {
			r.DNS = &result.DNS{Server: s.Address, Rcode: dns.RcodeToString[a.Rcode], Answers: a.Values(), TTL: a.TTL, Authoritative: a.Authoritative}
			return r
		}
		failure = failed
	}
	return lookupFailure(r, failure)
}

func texts(ips []netip.Addr) []string {
	list := make([]string, len(ips))
	for i, ip := range ips {
		list[i] = ip.String()
	}
	return list
}

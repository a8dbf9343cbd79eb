package witness

import (
	"net"
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/probes"
)

// site asks what tells apart why one site fails.
func (l *list) site(a ailing) {
	before := len(l.questions)
	switch {
	case a.class.Family() == "dns":
		l.name(a)
	case a.class == result.ContentDefaultPage:
		l.registry(hostOf(l.check(a)))
		l.machine(a)
	default:
		l.machine(a)
	}
	l.origin(a)
	l.ofSites += len(l.questions) - before
}

// check is the question of the site that fails.
func (l *list) check(a ailing) probes.Check {
	list := l.checks(a.Name)
	for _, k := range list {
		if k.Kind == a.last.Check && k.Target == a.last.Target {
			return k
		}
	}
	return probes.Check{}
}

// name asks others for a name that fails, who speaks for it, its registry, and the site itself where it was last.
func (l *list) name(a ailing) {
	k := l.check(a)
	host := hostOf(k)
	if host == "" {
		return
	}
	if second := l.means.Second; second != nil {
		l.ask(Question{Role: estate.OtherName, Of: host, Target: strings.Join(second.Servers, ", "), Prober: &probes.Name{Host: host, Resolver: second}})
		l.ask(Question{Role: estate.ZoneServers, Of: host, Prober: &probes.Name{Host: host, Resolver: second, Authority: true}})
	}
	l.registry(host)
	if at := l.lastKnown(a); len(at) > 0 && k.Kind != result.KindDNS {
		l.ask(Question{
			Role: estate.ByAddress, Of: a.Name, Target: at[0].String(), Place: a.Place, Prober: probes.Aimed{Prober: k.Prober, At: at},
		})
	}
}

// registry asks the registry of the domain that a host is in.
func (l *list) registry(host string) {
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil || l.means.Registry == nil {
		return
	}
	l.ask(Question{
		Role: estate.Registrar, Of: domain, Target: l.means.Registry.Host, Every: inCalm,
		Prober: &probes.Registry{Domain: domain, Server: l.means.Registry},
	})
}

// lastKnown are the addresses at which a site was asked last, or else those of what it runs on.
func (l *list) lastKnown(a ailing) []netip.Addr {
	if at, err := netip.ParseAddr(a.Address); err == nil {
		return []netip.Addr{at}
	}
	if r := l.homes[a.Site]; r != nil {
		return first(addresses(*r), 1)
	}
	return nil
}

// machine asks whether what a site runs on is there at all, at each of its addresses.
func (l *list) machine(a ailing) {
	if r := l.homes[a.Site]; r != nil && len(r.Addresses) > 0 && r.Kind != account.WebHosting {
		for _, at := range first(addresses(*r), 3) {
			l.presence(estate.Machine, r.ID, at, r.Place, l.every)
		}
		return
	}
	host, _, err := net.SplitHostPort(a.last.Address)
	if err != nil {
		host = a.last.Address
	}
	if at, err := netip.ParseAddr(host); err == nil {
		l.presence(estate.Machine, "", at.Unmap(), a.Place, l.every)
	}
}

// origin asks the machine behind an edge for the site itself.
func (l *list) origin(a ailing) {
	r := l.homes[a.Site]
	if r == nil || !l.picture.BehindEdge(a.Site, *r) {
		return
	}
	k := l.check(a)
	at := addresses(*r)
	if len(at) == 0 || k.Kind != result.KindHTTP {
		return
	}
	l.ask(Question{Role: estate.Origin, Of: a.Name, Target: at[0].String(), Place: r.Place, Prober: probes.Aimed{Prober: k.Prober, At: at[:1]}})
}

// hostOf is the host that a check asks, lower case; empty where it is an address.
func hostOf(k probes.Check) string {
	if k.Prober == nil {
		return ""
	}
	host := strings.ToLower(strings.TrimSuffix(k.Prober.About(), "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return ""
	}
	return host
}

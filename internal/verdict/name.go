package verdict

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// lost are the sites of one zone whose names lead nowhere.
type lost struct {
	zone   string
	domain string
	sites  []*failing
}

// names judges names that lead nowhere, a zone at a time.
func (b *brief) names() []*finding {
	byZone := make(map[string]*lost)
	for _, x := range b.failing {
		host := hostOf(x)
		parked := x.Class() == result.ContentDefaultPage && b.expired(domainOf(host)) != ""
		if x.how != nameless && !parked {
			continue
		}
		x.how = nameless
		zone := b.zoneOf(host)
		if byZone[zone] == nil {
			byZone[zone] = &lost{zone: zone, domain: domainOf(host)}
		}
		byZone[zone].sites = append(byZone[zone].sites, x)
	}
	var found []*finding
	var unresolved []*lost
	for _, zone := range slices.Sorted(maps.Keys(byZone)) {
		l := byZone[zone]
		if why := b.expired(l.domain); why != "" {
			found = append(found, b.domain(l, why))
			continue
		}
		unresolved = append(unresolved, l)
	}
	if f := b.resolver(unresolved); f != nil {
		return append(found, f)
	}
	for _, group := range b.byServers(unresolved) {
		found = append(found, b.zone(group))
	}
	return found
}

// zoneOf is the zone of the account that a host is in, or else its registered domain.
func (b *brief) zoneOf(host string) string {
	for at := host; at != ""; _, at, _ = strings.Cut(at, ".") {
		if b.homes[homeKey{at, account.Zone}] != nil {
			return at
		}
	}
	return domainOf(host)
}

func domainOf(host string) string {
	if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return d
	}
	return host
}

// hostOf is the host that a failing site was asked for.
func hostOf(x *failing) string {
	if x.last == nil {
		return x.Name
	}
	host := x.last.Target
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	host, _, _ = strings.Cut(host, "/")
	if _, after, ok := strings.Cut(host, "@"); ok {
		host = after
	}
	if i := strings.LastIndexByte(host, ':'); i > 0 && !strings.Contains(host[i:], "]") {
		host = host[:i]
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// expired says why a domain does not work, in the words of its registry, or of the account; empty where it works, or
// nobody knows.
func (b *brief) expired(domain string) string {
	if w := b.witness(estate.Registrar, domain); w != nil && w.Registry != nil && w.Absent() {
		return w.Reason
	}
	if r := b.homes[homeKey{domain, account.Domain}]; r != nil && !r.Renews.IsZero() && r.Renews.Before(b.Now) {
		return fmt.Sprintf("%s expired on %s, says %s", domain, r.Renews.Format("2 January 2006"), account.ProviderName(r.Provider))
	}
	return b.led(domain)
}

// led says that a domain is served by other name servers than those of its zone; empty where it is not.
func (b *brief) led(domain string) string {
	w, zone := b.witness(estate.Registrar, domain), b.homes[homeKey{domain, account.Zone}]
	if w == nil || w.Registry == nil || zone == nil || len(zone.Servers) == 0 || len(w.Registry.Servers) == 0 {
		return ""
	}
	for _, s := range w.Registry.Servers {
		if slices.Contains(zone.Servers, s) {
			return ""
		}
	}
	return fmt.Sprintf("%s is delegated to %s, and not to the servers of its zone", domain, strings.Join(w.Registry.Servers, ", "))
}

// domain blames the registration.
func (b *brief) domain(l *lost, why string) *finding {
	f := rest(restsOnRegistry, estate.CauseDomain, l.domain, l.sites)
	f.say(unmoved, estate.FromDNS, "%s", why)
	b.tellNames(f, l.sites)
	f.Spared = b.spared
	b.compareLine(f)
	f.Summary = fmt.Sprintf("%s %s down: the domain %s does not work any more.", some(f.Affected), verb(len(l.sites), "is", "are"), l.domain)
	f.WouldChange = "its registry saying that " + l.domain + " works"
	return f
}

// resolver blames our own resolver, where another one finds every name that ours does not.
func (b *brief) resolver(all []*lost) *finding {
	var sites []*failing
	for _, l := range all {
		for _, x := range l.sites {
			w := b.witness(estate.OtherName, hostOf(x))
			if w == nil || w.State != result.Up {
				return nil
			}
			sites = append(sites, x)
		}
	}
	if len(sites) == 0 {
		return nil
	}
	f := rest(restsOnResolver, estate.CauseLocal, "", sites)
	f.say(unmoved, estate.FromDNS, "another resolver finds %s, which ours does not", plural(len(sites), "name"))
	f.Spared = b.spared
	f.Summary = "This machine's resolver does not find names that others find: visitors may well reach " + some(f.Affected) + "."
	f.WouldChange = "another resolver that does not find them either"
	return f
}

// byServers lays zones together that are served by the same servers: those fail as one.
func (b *brief) byServers(all []*lost) []*lost {
	var list []*lost
	byKey := make(map[string]*lost)
	for _, l := range all {
		key := l.zone
		if z := b.homes[homeKey{l.zone, account.Zone}]; z != nil && len(z.Servers) > 0 && b.silentServers(l) {
			key = strings.Join(slices.Sorted(slices.Values(z.Servers)), " ")
		}
		if byKey[key] == nil {
			byKey[key] = &lost{zone: l.zone, domain: l.domain}
			list = append(list, byKey[key])
		}
		g := byKey[key]
		if len(l.sites) > len(g.sites) {
			g.zone, g.domain = l.zone, l.domain
		}
		g.sites = append(g.sites, l.sites...)
	}
	return list
}

// silentServers tells whether the servers of a zone do not answer; a zone that they know and that is empty is its own.
func (b *brief) silentServers(l *lost) bool {
	for _, x := range l.sites {
		switch x.Class() {
		case result.DNSNXDomain, result.DNSEmpty, result.DNSAnswer:
			return false
		}
	}
	return true
}

// zone blames the names themselves.
func (b *brief) zone(l *lost) *finding {
	f := rest(restsOnName, estate.CauseDNS, l.zone, l.sites)
	f.place = b.placeOfZone(l)
	b.tellNames(f, l.sites)
	f.Spared = b.spared
	b.compareLine(f)
	f.Summary = fmt.Sprintf("%s %s down: the names of %s do not resolve.", some(f.Affected), verb(len(l.sites), "is", "are"), l.zone)
	f.WouldChange = "an answer from the zone's own servers"
	return f
}

func (b *brief) placeOfZone(l *lost) account.Place {
	if z := b.homes[homeKey{l.zone, account.Zone}]; z != nil {
		return account.Place{Provider: z.Provider}
	}
	return account.Place{}
}

// tellNames says what is known of names that are lost.
func (b *brief) tellNames(f *finding, sites []*failing) {
	f.say(unmoved, estate.FromProbe, "%s", sites[0].Reason)
	byAddress, elsewhere, servers := 0, "", ""
	for _, x := range sites {
		if w := b.witness(estate.ByAddress, x.Name); w != nil && w.Present() {
			byAddress++
		}
		if w := b.witness(estate.OtherName, hostOf(x)); w != nil && w.Absent() {
			elsewhere = w.Reason
		}
		if w := b.witness(estate.ZoneServers, hostOf(x)); w != nil && w.Absent() {
			servers = w.Reason
		}
	}
	if byAddress > 0 {
		f.say(addressAnswers, estate.FromProbe, "%s %s at the last known address: only the name is lost", plural(byAddress, "site"), verb(byAddress, "answers", "answer"))
	}
	if elsewhere != "" {
		f.say(secondAgrees, estate.FromDNS, "another resolver does not find it either: %s", elsewhere)
	}
	if servers != "" {
		f.say(serversSilent, estate.FromDNS, "asked themselves: %s", servers)
	}
	for _, x := range sites {
		if w := b.witness(estate.Registrar, domainOf(hostOf(x))); w != nil && w.State == result.Up {
			f.say(unmoved, estate.FromDNS, "%s", w.Reason)
			break
		}
	}
}

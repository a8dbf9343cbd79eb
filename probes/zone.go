package probes

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"vigie/internal/result"
)

// dnsZone is the part of the tree of names that a name is in, and who speaks for it.
type dnsZone struct {
	name  string                  // without its last dot
	names []string                // of its servers, in order
	glue  map[string][]netip.Addr // their addresses by name, where the zone above had to tell them
}

// findZone finds the zone of a name through the resolver: the nearest name above it that has servers. Where nobody
// answers for the name the resolver cannot tell who should, so the zone above is asked to whom it has handed the name on.
func findZone(ctx context.Context, env Env, name string) (dnsZone, error) {
	var first, silent *LookupError // why the name itself has no servers; that the resolver could not tell
	for at, top := dns.Fqdn(asciiName(name)), false; !top; at = above(at) {
		top = at == "."
		m, server, failed := env.Resolver.find(ctx, env.Door, question{name: at, qtype: dns.TypeNS, recurse: true})
		if failed != nil {
			return dnsZone{}, failed
		}
		a := readAnswer(m, at, dns.TypeNS)
		if names := serverNames(a.records); len(names) > 0 && len(a.aliases) == 0 {
			z := dnsZone{name: cmp.Or(hostKey(at), "."), names: names}
			if silent == nil {
				return z, nil
			}
			if below, ok := z.handedOn(ctx, env, name); ok {
				return below, nil
			}
			return dnsZone{}, silent
		}
		why := judgeRcode(m, at, dns.TypeNS, server)
		if first == nil {
			first = why
		}
		if silent == nil && (why.Failure == result.DNSServFail || why.Failure == result.DNSRefused) {
			silent = why
		}
	}
	if silent != nil {
		return dnsZone{}, silent
	}
	return dnsZone{}, first
}

// above is the name without its first label.
func above(name string) string {
	if next, end := dns.NextLabel(name, 0); !end {
		return name[next:]
	}
	return "."
}

func serverNames(records []dns.RR) []string {
	var names []string
	for _, rr := range records {
		if ns, ok := rr.(*dns.NS); ok {
			names = append(names, hostKey(ns.Ns))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// handedOn asks the servers of a zone to whom they have handed a name on. The first of a few that tells is believed.
func (z dnsZone) handedOn(ctx context.Context, env Env, name string) (dnsZone, bool) {
	const few = 3
	servers := z.servers(ctx, env, AnyFamily)
	for i, s := range servers[:min(few, len(servers))] {
		t := s.ask(ctx, env, question{name: name, qtype: dns.TypeNS}, few-i)
		if t.failed != nil {
			continue
		}
		for _, rr := range t.answer.Ns {
			cutAt := rr.Header().Name
			if rr.Header().Rrtype == dns.TypeNS && dns.IsSubDomain(cutAt, dns.Fqdn(asciiName(name))) && !strings.EqualFold(hostKey(cutAt), z.name) {
				return dnsZone{name: hostKey(cutAt), names: serverNames(t.answer.Ns), glue: glueOf(t.answer.Msg)}, true
			}
		}
	}
	return dnsZone{}, false
}

// glueOf are the addresses that stand beside the names of servers.
func glueOf(m *dns.Msg) map[string][]netip.Addr {
	glue := make(map[string][]netip.Addr)
	for _, rr := range m.Extra {
		if ips := addresses([]dns.RR{rr}); len(ips) > 0 {
			name := hostKey(rr.Header().Name)
			glue[name] = append(glue[name], ips...)
		}
	}
	return glue
}

// servers are those of the zone at the addresses of a family.
func (z dnsZone) servers(ctx context.Context, env Env, family Family) []dnsServer {
	var list []dnsServer
	for _, name := range z.names {
		known := z.glue[name]
		if len(known) == 0 {
			list = append(list, addressed(ctx, env, name, "53", family)...)
			continue
		}
		families := []Family{family}
		if family == Both {
			families = []Family{IPv4, IPv6}
		}
		found := len(list)
		for _, f := range families {
			if ips := ofFamily(known, f); len(ips) > 0 {
				list = append(list, dnsServer{name: name, address: net.JoinHostPort(ips[0].String(), "53")})
			}
		}
		if len(list) == found {
			list = append(list, dnsServer{name: name, failed: &LookupError{
				result.DNSEmpty, fmt.Sprintf("the name server %s has no IPv%s address", name, family),
			}})
		}
	}
	return list
}

// serialOf asks a server which version of the zone it has.
func (z dnsZone) serialOf(ctx context.Context, env Env, s dnsServer, n int) *uint32 {
	t := s.ask(ctx, env, question{name: z.name, qtype: dns.TypeSOA}, n)
	if t.failed != nil {
		return nil
	}
	for _, rr := range t.answer.records {
		if soa, ok := rr.(*dns.SOA); ok {
			return &soa.Serial
		}
	}
	return nil
}

// behind tells whether one version of a zone is older than another, on the circle of numbers that serials are
// (RFC 1982).
func behind(a, b uint32) bool { return a != b && int32(b-a) > 0 } //nolint:gosec // the circle is meant

// unspoken says that a server does not speak for a zone that it is named for.
func (z dnsZone) unspoken(s dnsServer) *LookupError {
	return &LookupError{result.DNSAnswer, fmt.Sprintf("%s does not speak for the zone %s", s.who(), z.name)}
}

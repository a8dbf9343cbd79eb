package names

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
	"vigie/probes/door"
)

// Zone is the part of the tree of names that a name is in, and who speaks for it.
type Zone struct {
	Name string // without its last dot

	resolver *Resolver
	servers  []string                // their names, in order
	glue     map[string][]netip.Addr // their addresses by name, where the zone above had to tell them
}

// Zone finds the zone of a name: the nearest name above it that has servers. Where nobody answers for the name the
// resolver cannot tell who should, so the zone above is asked to whom it has handed the name on. The error is a
// *LookupError.
func (r *Resolver) Zone(ctx context.Context, d door.Door, name string) (Zone, error) {
	var first, silent *LookupError // why the name itself has no servers; that the resolver could not tell
	for at, top := dns.Fqdn(ASCII(name)), false; !top; at = above(at) {
		top = at == "."
		a, failed := r.Find(ctx, d, Question{Name: at, Type: dns.TypeNS})
		if failed != nil {
			return Zone{}, failed
		}
		if servers := serverNames(a.Records); len(servers) > 0 && len(a.aliases) == 0 {
			z := Zone{Name: cmp.Or(hostKey(at), "."), resolver: r, servers: servers}
			if silent == nil {
				return z, nil
			}
			if below, ok := z.handedOn(ctx, d, name); ok {
				return below, nil
			}
			return Zone{}, silent
		}
		why := a.Failure()
		if first == nil {
			first = why
		}
		if silent == nil && (why.Failure == result.DNSServFail || why.Failure == result.DNSRefused) {
			silent = why
		}
	}
	if silent != nil {
		return Zone{}, silent
	}
	return Zone{}, first
}

// above is the name without its first label.
func above(name string) string {
	if next, end := dns.NextLabel(name, 0); !end {
		return name[next:]
	}
	return "."
}

// serverNames are the names of servers in records, sorted, each once.
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
func (z Zone) handedOn(ctx context.Context, d door.Door, name string) (Zone, bool) {
	const few = 3
	servers := z.Servers(ctx, d, AnyFamily)
	for i, s := range servers[:min(few, len(servers))] {
		a, failed := s.Ask(ctx, d, Question{Name: name, Type: dns.TypeNS}, few-i)
		if failed != nil {
			continue
		}
		for _, rr := range a.Ns {
			cutAt := rr.Header().Name
			if rr.Header().Rrtype == dns.TypeNS && dns.IsSubDomain(cutAt, dns.Fqdn(ASCII(name))) && !strings.EqualFold(hostKey(cutAt), z.Name) {
				return Zone{Name: hostKey(cutAt), resolver: z.resolver, servers: serverNames(a.Ns), glue: glueOf(a.Msg)}, true
			}
		}
	}
	return Zone{}, false
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

// Servers are those of the zone, each at the first of its addresses of a family, or of each for Both.
func (z Zone) Servers(ctx context.Context, d door.Door, family Family) []Server {
	var list []Server
	for _, name := range z.servers {
		known := z.glue[name]
		if len(known) == 0 {
			list = append(list, z.resolver.At(ctx, d, name, "53", family)...)
			continue
		}
		families := []Family{family}
		if family == Both {
			families = []Family{IPv4, IPv6}
		}
		found := len(list)
		for _, f := range families {
			if ips := ofFamily(known, f); len(ips) > 0 {
				list = append(list, Server{Name: name, Address: net.JoinHostPort(ips[0].String(), "53")})
			}
		}
		if len(list) == found {
			list = append(list, Server{Name: name, failed: &LookupError{
				result.DNSEmpty, fmt.Sprintf("the name server %s has no IPv%s address", name, family),
			}})
		}
	}
	return list
}

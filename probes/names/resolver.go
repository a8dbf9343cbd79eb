package names

import (
	"context"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/door"
)

// Resolver turns names into addresses, through a Door. It is its own DNS client, since Go's cannot tell a name that
// does not exist from one without addresses, nor a failing server from a refusing one. It remembers nothing:
// every probe asks anew.
type Resolver struct {
	Servers []string // host:port, asked in order; the system's when empty
	Hosts   string   // where the hosts file is, which is heeded where there are no Servers; the system's own when empty

	pinned map[string][]netip.Addr // by host: where it leads, whatever anybody says
	hosts  hostsFile
	system struct {
		sync.Mutex
		servers []string
		read    time.Time // when the system was asked for its servers
	}
}

// Lookup returns the addresses of a host: IPv4 first for AnyFamily, and IPv6 only where there is none.
// An address is its own answer. The error is a *LookupError.
func (r *Resolver) Lookup(ctx context.Context, d door.Door, host string, family Family) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return []netip.Addr{ip}, nil
	}
	if ips := r.pinned[hostKey(host)]; len(ips) > 0 {
		return ips, nil
	}
	if len(r.Servers) == 0 {
		ips := ofFamily(r.hosts.lines(r.Hosts, host, d.Now()), family)
		if len(ips) == 0 && isLocalhost(host) {
			ips = loopback(family)
		}
		if len(ips) > 0 {
			return ips, nil
		}
	}
	var firstErr *LookupError
	wanted := types(family)
	for _, t := range wanted {
		ips, err := r.lookup(ctx, d, Question{Name: host, Type: t}, len(wanted) > 1)
		if err == nil {
			return ips, nil
		}
		if firstErr == nil {
			firstErr = err
		}
		if err.Failure != result.DNSEmpty {
			return nil, err
		}
	}
	return nil, firstErr
}

// Pin is the same resolver, to which it is known already where a host leads: nobody is asked for it, and its family is not
// chosen. By it a site can be asked for at an address to which its name does not lead, or does not lead any more.
func (r *Resolver) Pin(host string, ips ...netip.Addr) *Resolver {
	return &Resolver{Servers: r.Servers, Hosts: r.Hosts, pinned: map[string][]netip.Addr{hostKey(host): ips}}
}

// Overruled tells whether the hosts file of this machine goes before what any server says of a host.
func (r *Resolver) Overruled(d door.Door, host string) bool {
	return r != nil && len(r.Servers) == 0 && !isLocalhost(host) && len(r.hosts.lines(r.Hosts, host, d.Now())) > 0
}

// lookup asks for the addresses of one family. Where that is one of several, an empty answer is said to have no address at
// all.
func (r *Resolver) lookup(ctx context.Context, d door.Door, q Question, ofSeveral bool) ([]netip.Addr, *LookupError) {
	a, err := r.Find(ctx, d, q)
	if err != nil {
		return nil, err
	}
	if ips := addresses(a.Records); len(ips) > 0 {
		return ips, nil
	}
	if err = a.Failure(); ofSeveral {
		err = a.lacks("address")
	}
	if err.Failure == result.DNSServFail {
		err.Reason, _ = a.WhyServFail(ctx, d)
	}
	return nil, err
}

// Find asks server after server, until one of them answers; what a server that fails or refuses says counts only when no
// other says better. The name is asked as it is, without the system's search list. Where nobody answers, the Server of the
// answer is the one that was asked last, and there is nothing else in it.
func (r *Resolver) Find(ctx context.Context, d door.Door, q Question) (Answer, *LookupError) {
	q.recurse = true
	var err error
	var excuse Answer // SERVFAIL or REFUSED
	var last Server
	start := d.Now()
	servers := r.servers(ctx, start)
	for i, s := range servers {
		last = Server{Address: s, Resolves: true}
		var m *dns.Msg
		m, err = ask(ctx, d, s, q, shareUntil(ctx, d, len(servers)-i, q.Last))
		if err != nil {
			continue
		}
		a := readAnswer(m, q, last)
		if m.Rcode != dns.RcodeServerFailure && m.Rcode != dns.RcodeRefused {
			return a, nil
		}
		if excuse.Msg == nil {
			excuse = a
		}
	}
	if excuse.Msg != nil {
		return excuse, nil
	}
	return Answer{Server: last}, noAnswer(err, q.Name, "the resolver "+strings.Join(servers, ", "), d.Now().Sub(start))
}

func (r *Resolver) servers(ctx context.Context, now time.Time) []string {
	if len(r.Servers) > 0 {
		return r.Servers
	}
	return r.systemServers(ctx, now)
}

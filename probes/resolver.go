package probes

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
	"golang.org/x/net/idna"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/neterr"
	"vigie/probes/words"
)

// Resolver turns names into addresses, through a Door. It is its own DNS client, since Go's cannot tell a name that
// does not exist from one without addresses, nor a failing server from a refusing one. It remembers nothing:
// every probe asks anew.
type Resolver struct {
	Servers []string // host:port, asked in order; the system's when empty

	hosts  hostsFile
	system struct {
		sync.Mutex
		servers []string
		read    time.Time // when the system was asked for its servers
	}
}

// LookupError is why a name could not be turned into addresses.
type LookupError struct {
	Failure result.Failure // one of the dns family; empty when this machine could not even ask
	Reason  string         // a sentence for a person
}

func (e *LookupError) Error() string { return e.Reason }

// Lookup returns the addresses of a host: IPv4 first for AnyFamily, and IPv6 only where there is none.
// An address is its own answer. The error is a *LookupError.
func (r *Resolver) Lookup(ctx context.Context, d door.Door, host string, family Family) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return []netip.Addr{ip}, nil
	}
	if len(r.Servers) == 0 {
		ips := r.hosts.addresses(host, family, d.Now())
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
		missing := recordOf(t)
		if len(wanted) > 1 {
			missing = "address"
		}
		ips, err := r.lookup(ctx, d, question{name: host, qtype: t, recurse: true}, missing)
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

// overruled tells whether the hosts file of this machine goes before what any server says of a host.
func (r *Resolver) overruled(d door.Door, host string) bool {
	return r != nil && len(r.Servers) == 0 && !isLocalhost(host) && r.hosts.has(host, d.Now())
}

// lookup asks for the addresses of one family; missing is what there is none of where the answer is empty.
func (r *Resolver) lookup(ctx context.Context, d door.Door, q question, missing string) ([]netip.Addr, *LookupError) {
	m, server, err := r.find(ctx, d, q)
	if err != nil {
		return nil, err
	}
	a := readAnswer(m, q.name, q.qtype)
	if ips := addresses(a.records); len(ips) > 0 {
		return ips, nil
	}
	err = a.failure(q.name, missing, "the resolver "+server)
	if err.Failure == result.DNSServFail {
		err.Reason, _ = whyServFail(ctx, d, server, q, a)
	}
	return nil, err
}

// types are the records that hold the addresses of a family, in the order in which they are asked for.
func types(family Family) []uint16 {
	switch family {
	case IPv4:
		return []uint16{dns.TypeA}
	case IPv6:
		return []uint16{dns.TypeAAAA}
	default:
		return []uint16{dns.TypeA, dns.TypeAAAA}
	}
}

// Exchange asks for one type of record of a name, server after server, until one of them answers; what a server
// that fails or refuses says counts only when no other says better. The name is asked as it is, without the
// system's search list. The server returned is the one that answered, or was asked last. The error is a *LookupError.
func (r *Resolver) Exchange(ctx context.Context, d door.Door, name string, qtype uint16) (answer *dns.Msg, server string, err error) {
	answer, server, failed := r.find(ctx, d, question{name: name, qtype: qtype, recurse: true})
	if failed != nil {
		return nil, server, failed
	}
	return answer, server, nil
}

// find is Exchange with all that a question may say.
func (r *Resolver) find(ctx context.Context, d door.Door, q question) (answer *dns.Msg, server string, failed *LookupError) {
	var err error
	start := d.Now()
	servers := r.servers(ctx, start)
	var excuse *dns.Msg // SERVFAIL or REFUSED
	var excused string
	for i, s := range servers {
		server = s
		answer, err = ask(ctx, d, s, q, shareUntil(ctx, d, len(servers)-i))
		switch {
		case err == nil && answer.Rcode != dns.RcodeServerFailure && answer.Rcode != dns.RcodeRefused:
			return answer, s, nil
		case err == nil && excuse == nil:
			excuse, excused = answer, s
		}
	}
	if excuse != nil {
		return excuse, excused, nil
	}
	return nil, server, noAnswer(err, q.name, "the resolver "+strings.Join(servers, ", "), d.Now().Sub(start))
}

func (r *Resolver) servers(ctx context.Context, now time.Time) []string {
	if len(r.Servers) > 0 {
		return r.Servers
	}
	return r.systemServers(ctx, now)
}

// noAnswer says that nothing, or nothing that is of use, came from whoever was asked.
func noAnswer(err error, name, who string, took time.Duration) *LookupError {
	about := strings.TrimSuffix(name, ".")
	switch {
	case neterr.Exhausted(err):
		return &LookupError{"", "this machine has no more connections to give: " + neterr.Plain(err)}
	case errors.Is(err, errNoName):
		return &LookupError{result.DNSNXDomain, fmt.Sprintf("%q is %s", about, errNoName)}
	case errors.Is(err, errGarbled):
		return &LookupError{result.DNSServFail, fmt.Sprintf("%s answers about the name %s with what is no DNS message", who, about)}
	case errors.Is(err, errCutShort):
		return &LookupError{result.DNSTimeout, fmt.Sprintf("the answer about the name %s is too long for UDP, and over TCP %s gives none", about, who)}
	case neterr.WasRefused(err):
		return &LookupError{result.DNSTimeout, fmt.Sprintf("no answer about the name %s: nothing listens at %s", about, who)}
	case neterr.TimedOut(err):
		return &LookupError{result.DNSTimeout, fmt.Sprintf("no answer about the name %s from %s within %s", about, who, words.Seconds(took))}
	default:
		return &LookupError{result.DNSTimeout, fmt.Sprintf("no answer about the name %s from %s: %s", about, who, neterr.Plain(err))}
	}
}

// shareUntil is until when one of n tries may take: its part of the time that is left, at most 5 s.
func shareUntil(ctx context.Context, d door.Door, n int) time.Time {
	now := d.Now()
	return door.Until(ctx, now, min(5*time.Second, max(door.Budget(ctx, now)/time.Duration(n+1), 50*time.Millisecond)))
}

// asciiName writes a name as the DNS does: café.example is xn--caf-dma.example. What is no such name stays as it is,
// and so does what is too long to be one, which would take seconds.
func asciiName(name string) string {
	if len(name) > longestWritten {
		return name
	}
	for _, r := range name {
		if r >= 0x80 {
			if ascii, err := idna.Lookup.ToASCII(name); err == nil {
				return ascii
			}
			break
		}
	}
	return name
}

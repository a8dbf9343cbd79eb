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
)

// Resolver turns names into addresses, through a Door. It is its own DNS client, since Go's cannot tell a name that
// does not exist from one without addresses, nor a failing server from a refusing one. It remembers nothing:
// every probe asks anew.
type Resolver struct {
	Servers []string // host:port, asked in order; the system's when empty

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
func (r *Resolver) Lookup(ctx context.Context, door Door, host string, family Family) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return []netip.Addr{ip}, nil
	}
	if len(r.Servers) == 0 {
		if ips := local(ctx, host, family); len(ips) > 0 {
			return ips, nil
		}
	}
	var firstErr error
	for _, t := range types(family) {
		answer, server, err := r.Exchange(ctx, door, host, t)
		if err == nil {
			if ips := addresses(answer); len(ips) > 0 {
				return ips, nil
			}
			err = judgeRcode(answer, host, t, server)
		}
		if firstErr == nil {
			firstErr = err
		}
		var le *LookupError
		if errors.As(err, &le) && le.Failure != result.DNSEmpty {
			return nil, err
		}
	}
	if family == AnyFamily || family == "" {
		return nil, &LookupError{result.DNSEmpty, fmt.Sprintf("the name %s exists, but has no address", strings.TrimSuffix(host, "."))}
	}
	return nil, firstErr
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
func (r *Resolver) Exchange(ctx context.Context, door Door, name string, qtype uint16) (answer *dns.Msg, server string, err error) {
	servers := r.Servers
	if len(servers) == 0 {
		servers = r.systemServers(ctx, door.Now())
	}
	start := door.Now()
	var excuse *dns.Msg // SERVFAIL or REFUSED
	var excused string
	for i, s := range servers {
		server = s
		try, cancel := door.WithTimeout(ctx, share(budget(ctx, door.Now()), len(servers)-i))
		answer, err = ask(try, door, s, asciiName(name), qtype)
		cancel()
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
	return nil, server, noAnswer(err, name, servers, door.Now().Sub(start))
}

// noAnswer says that none of the servers said anything.
func noAnswer(err error, name string, servers []string, took time.Duration) *LookupError {
	who := "the resolver " + strings.Join(servers, ", ")
	about := strings.TrimSuffix(name, ".")
	switch {
	case exhausted(err):
		return &LookupError{"", "this machine has no more connections to give: " + plainError(err)}
	case wasRefused(err):
		return &LookupError{result.DNSTimeout, fmt.Sprintf("no answer about the name %s: nothing listens at %s", about, who)}
	case timedOut(err):
		return &LookupError{result.DNSTimeout, fmt.Sprintf("no answer about the name %s from %s within %s", about, who, seconds(took))}
	default:
		return &LookupError{result.DNSTimeout, fmt.Sprintf("no answer about the name %s from %s: %s", about, who, plainError(err))}
	}
}

// share is the part of the time that is left which one of n tries may take: at most 5 s.
func share(left time.Duration, n int) time.Duration {
	return min(5*time.Second, max(left/time.Duration(n+1), 50*time.Millisecond))
}

// asciiName writes a name as the DNS does: café.example is xn--caf-dma.example. What is no such name stays as it is.
func asciiName(name string) string {
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

func addresses(m *dns.Msg) []netip.Addr {
	var ips []netip.Addr
	for _, rr := range m.Answer {
		var raw []byte
		switch x := rr.(type) {
		case *dns.A:
			raw = x.A
		case *dns.AAAA:
			raw = x.AAAA
		}
		if ip, ok := netip.AddrFromSlice(raw); ok {
			ips = append(ips, ip.Unmap())
		}
	}
	return ips
}

// judgeRcode says what an answer without the wanted records means.
func judgeRcode(m *dns.Msg, name string, qtype uint16, server string) *LookupError {
	name = strings.TrimSuffix(name, ".")
	switch m.Rcode {
	case dns.RcodeSuccess:
		return &LookupError{result.DNSEmpty, fmt.Sprintf("the name %s exists, but has no %s record", name, dns.TypeToString[qtype])}
	case dns.RcodeNameError:
		return &LookupError{result.DNSNXDomain, fmt.Sprintf("the name %s does not exist, says the resolver %s", name, server)}
	case dns.RcodeRefused:
		return &LookupError{result.DNSRefused, fmt.Sprintf("the resolver %s refuses to answer about %s", server, name)}
	default:
		return &LookupError{result.DNSServFail, fmt.Sprintf("the resolver %s could not find out about %s (%s)", server, name, dns.RcodeToString[m.Rcode])}
	}
}

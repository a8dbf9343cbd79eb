package probes

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"

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
	Failure result.Failure // one of the dns family
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
		if ips := fromHostsFile(ctx, host, family); len(ips) > 0 {
			return ips, nil
		}
	}
	types := []uint16{dns.TypeA, dns.TypeAAAA}
	switch family {
	case IPv4:
		types = types[:1]
	case IPv6:
		types = types[1:]
	}
	var firstErr error
	for _, t := range types {
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
	return nil, firstErr
}

// Exchange asks for one type of record of a name, server after server, until one of them says something.
// The error is a *LookupError.
func (r *Resolver) Exchange(ctx context.Context, door Door, name string, qtype uint16) (answer *dns.Msg, server string, err error) {
	servers := r.Servers
	if len(servers) == 0 {
		servers = r.systemServers(ctx, door.Now())
	}
	var silent []string
	for i, s := range servers {
		try, cancel := door.WithTimeout(ctx, share(budget(ctx, door.Now()), len(servers)-i))
		answer, err = ask(try, door, s, name, qtype)
		cancel()
		if err == nil && (answer.Rcode != dns.RcodeServerFailure && answer.Rcode != dns.RcodeRefused || i == len(servers)-1) {
			return answer, s, nil
		}
		if err != nil {
			silent = append(silent, s)
		}
	}
	if answer != nil {
		return answer, servers[len(servers)-1], nil
	}
	return nil, "", &LookupError{
		Failure: result.DNSTimeout,
		Reason:  fmt.Sprintf("no answer about the name %s from the resolver %s", strings.TrimSuffix(name, "."), strings.Join(silent, ", ")),
	}
}

// share is the part of the time that is left which one of n tries may take: at most 5 s.
func share(left time.Duration, n int) time.Duration {
	return min(5*time.Second, max(left/time.Duration(n+1), 50*time.Millisecond))
}

// ask asks one server once over UDP, again after half the time, and over TCP where the answer was cut short.
func ask(ctx context.Context, door Door, server, name string, qtype uint16) (*dns.Msg, error) {
	m := new(dns.Msg)
	m.SetQuestion(dns.Fqdn(name), qtype)
	m.SetEdns0(1232, false)
	half, cancel := door.WithTimeout(ctx, budget(ctx, door.Now())/2)
	answer, err := exchange(half, door, "udp", server, m)
	cancel()
	if err != nil && timedOut(err) {
		answer, err = exchange(ctx, door, "udp", server, m)
	}
	if err == nil && answer.Rcode == dns.RcodeFormatError {
		m.Extra = nil // an old server that does not know EDNS
		answer, err = exchange(ctx, door, "udp", server, m)
	}
	if err == nil && answer.Truncated {
		return exchange(ctx, door, "tcp", server, m)
	}
	return answer, err
}

// exchange sends a question and waits for its answer; whatever does not belong to the question is passed over.
func exchange(ctx context.Context, door Door, network, server string, m *dns.Msg) (*dns.Msg, error) {
	raw, err := open(ctx, door, network, server)
	if err != nil {
		return nil, fmt.Errorf("reaching the resolver %s: %w", server, err)
	}
	conn := &dns.Conn{Conn: raw, UDPSize: 1232}
	defer conn.Close() //nolint:errcheck // the answer is there, or it is not
	if network == "udp" {
		conn.Conn = datagrams{raw}
	}
	if err := conn.WriteMsg(m); err != nil {
		return nil, fmt.Errorf("asking the resolver %s: %w", server, err)
	}
	for {
		answer, err := conn.ReadMsg()
		if err != nil {
			var bad *dns.Error
			if network == "udp" && errors.As(err, &bad) {
				continue // not a DNS message
			}
			return nil, fmt.Errorf("waiting for the resolver %s: %w", server, err)
		}
		if answer.Id == m.Id && answer.Response && sameQuestion(answer, m) {
			return answer, nil
		}
	}
}

// datagrams makes the DNS library see that a connection keeps messages apart, also when a simulated door made it.
type datagrams struct{ net.Conn }

// ReadFrom reads one message.
func (d datagrams) ReadFrom(p []byte) (int, net.Addr, error) {
	n, err := d.Read(p)
	return n, d.RemoteAddr(), err
}

// WriteTo sends one message to the connected server.
func (d datagrams) WriteTo(p []byte, _ net.Addr) (int, error) { return d.Write(p) }

func sameQuestion(a, b *dns.Msg) bool {
	return len(a.Question) == 1 && a.Question[0].Qtype == b.Question[0].Qtype &&
		strings.EqualFold(a.Question[0].Name, b.Question[0].Name)
}

func addresses(m *dns.Msg) []netip.Addr {
	var ips []netip.Addr
	for _, rr := range m.Answer {
		var raw net.IP
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
func judgeRcode(m *dns.Msg, name string, qtype uint16, server string) error {
	name = strings.TrimSuffix(name, ".")
	switch m.Rcode {
	case dns.RcodeSuccess:
		return &LookupError{result.DNSEmpty, fmt.Sprintf("the name %s exists, but has no %s record", name, dns.TypeToString[qtype])}
	case dns.RcodeNameError:
		return &LookupError{result.DNSNXDomain, fmt.Sprintf("the name %s does not exist", name)}
	case dns.RcodeRefused:
		return &LookupError{result.DNSRefused, fmt.Sprintf("the resolver %s refuses to answer about %s", server, name)}
	default:
		return &LookupError{result.DNSServFail, fmt.Sprintf("the resolver %s could not find out about %s (%s)", server, name, dns.RcodeToString[m.Rcode])}
	}
}

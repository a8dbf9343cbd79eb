package names

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/probetest"
)

func TestLookup(t *testing.T) {
	resolver := &Resolver{Servers: []string{probetest.NameServer(t, probetest.Zone(t))}}
	for _, c := range []struct {
		name    string
		family  Family
		want    string
		failure result.Failure
	}{
		{"www.example", AnyFamily, "192.0.2.10 192.0.2.11", ""},
		{"www.example.", IPv6, "2001:db8::10", ""},
		{"six.example", AnyFamily, "2001:db8::6", ""},
		{"six.example", IPv4, "", result.DNSEmpty},
		{"none.example", AnyFamily, "", result.DNSEmpty},
		{"alias.example", IPv4, "192.0.2.10", ""},
		{"café.example", AnyFamily, "192.0.2.12", ""},
		{"gone.example", AnyFamily, "", result.DNSNXDomain},
		{"broken.example", AnyFamily, "", result.DNSServFail},
		{"refused.example", AnyFamily, "", result.DNSRefused},
		{"silent.example", AnyFamily, "", result.DNSTimeout},
		{"forged.example", IPv4, "192.0.2.1", ""},
		{"long.example", IPv4, "192.0.2.99", ""},
		{"old.example", IPv4, "192.0.2.98", ""},
		{"192.0.2.7", AnyFamily, "192.0.2.7", ""},
		{"2001:db8::7", AnyFamily, "2001:db8::7", ""},
	} {
		t.Run(c.name+" "+string(c.family), func(t *testing.T) {
			ctx := probetest.Context(t)
			if c.failure == result.DNSTimeout {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, time.Second)
				defer cancel()
			}
			ips, err := resolver.Lookup(ctx, door.System(), c.name, c.family)
			var le *LookupError
			if errors.As(err, &le); (le != nil) != (c.failure != "") || le != nil && le.Failure != c.failure {
				t.Fatalf("got %v, want %q", err, c.failure)
			}
			if got := join(ips); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func join(ips []netip.Addr) string {
	list := make([]string, len(ips))
	for i, ip := range ips {
		list[i] = ip.String()
	}
	return strings.Join(list, " ")
}

func TestTheNextServerIsAsked(t *testing.T) {
	good := probetest.NameServer(t, probetest.Zone(t))
	bad := probetest.Replies(t, func(_, m *dns.Msg) { m.Rcode = dns.RcodeServerFailure })
	for _, first := range []string{probetest.ClosedPort(t), bad} {
		ips, err := (&Resolver{Servers: []string{first, good}}).Lookup(probetest.Context(t), door.System(), "www.example", IPv4)
		if err != nil || len(ips) != 2 {
			t.Errorf("behind %s: %v, %v", first, ips, err)
		}
	}
	_, err := (&Resolver{Servers: []string{bad, probetest.ClosedPort(t)}}).Lookup(probetest.Context(t), door.System(), "www.example", IPv4)
	var le *LookupError
	if !errors.As(err, &le) || le.Failure != result.DNSServFail {
		t.Errorf("what one server said is lost behind the silence of another: %v", err)
	}
}

// Where it is not known whether there is an address of IPv4, one of IPv6 says nothing of what visitors get.
func TestAFailureOfOneFamilyIsNotHiddenByTheOther(t *testing.T) {
	server := probetest.Replies(t, func(q, m *dns.Msg) {
		if q.Question[0].Qtype == dns.TypeA {
			m.Rcode = dns.RcodeRefused
			return
		}
		m.Answer = probetest.RRs(t, "www.example. 60 IN AAAA 2001:db8::10")
	})
	ips, err := (&Resolver{Servers: []string{server}}).Lookup(probetest.Context(t), door.System(), "www.example", AnyFamily)
	var le *LookupError
	if !errors.As(err, &le) || le.Failure != result.DNSRefused {
		t.Errorf("%v, %v", ips, err)
	}
}

func TestLocalhostNeedsNoServer(t *testing.T) {
	ips, err := (&Resolver{}).Lookup(probetest.Context(t), door.System(), "localhost", AnyFamily)
	if err != nil || !slices.Contains(ips, netip.MustParseAddr("127.0.0.1")) {
		t.Errorf("localhost is %v, %v", ips, err)
	}
}

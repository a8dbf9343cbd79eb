package probes

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/result"
)

// nameServer is a DNS server on this machine, over UDP and TCP on one port.
func nameServer(t *testing.T, h dns.HandlerFunc) string {
	t.Helper()
	address, _ := serveNames(t, "127.0.0.1:0", h)
	return address
}

// serveNames lets a DNS server listen until the end of the test, or until it is stopped.
func serveNames(t *testing.T, address string, h dns.HandlerFunc) (listens string, stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	pc, err := net.ListenPacket("udp", l.Addr().String())
	if err != nil {
		t.Skipf("the port is taken over UDP: %v", err)
	}
	servers := []*dns.Server{{Listener: l, Handler: h}, {PacketConn: pc, Handler: h}}
	for _, s := range servers {
		started := make(chan struct{})
		s.NotifyStartedFunc = func() { close(started) }
		go func() { _ = s.ActivateAndServe() }()
		<-started
	}
	stop = func() {
		for _, s := range servers {
			_ = s.Shutdown() // it may be stopped already
		}
	}
	t.Cleanup(stop)
	return l.Addr().String(), stop
}

// zone answers by the first label of a name.
func zone(t *testing.T) dns.HandlerFunc {
	records := map[string][]string{
		"www A": {"www.example. 60 IN A 192.0.2.10", "www.example. 60 IN A 192.0.2.11"}, "www AAAA": {"www.example. 60 IN AAAA 2001:db8::10"},
		"six AAAA":  {"six.example. 60 IN AAAA 2001:db8::6"},
		"alias A":   {"alias.example. 60 IN CNAME www.example.", "www.example. 60 IN A 192.0.2.10"},
		"words TXT": {`words.example. 60 IN TXT "v=spf1 " "-all"`}, "mail MX": {"mail.example. 60 IN MX 10 mx1.example."},
		"xn--caf-dma A": {"xn--caf-dma.example. 60 IN A 192.0.2.12"},
	}
	return func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		label, _, _ := strings.Cut(q.Question[0].Name, ".")
		_, tcp := w.RemoteAddr().(*net.TCPAddr)
		switch label {
		case "gone":
			m.Rcode = dns.RcodeNameError
		case "broken":
			m.Rcode = dns.RcodeServerFailure
		case "refused":
			m.Rcode = dns.RcodeRefused
		case "silent":
			return
		case "forged": // an answer to another question, and one with another number, before the right one
			for _, change := range []func(*dns.Msg){func(f *dns.Msg) { f.Id++ }, func(f *dns.Msg) { f.Question[0].Name = "other.example." }} {
				f := m.Copy()
				f.Answer = parse(t, "forged.example. 60 IN A 203.0.113.66")
				change(f)
				_ = w.WriteMsg(f)
			}
			m.Answer = parse(t, "forged.example. 60 IN A 192.0.2.1")
		case "long":
			m.Truncated = !tcp
			if tcp {
				m.Answer = parse(t, "long.example. 60 IN A 192.0.2.99")
			}
		case "nothing":
			raw, _ := m.Pack()
			raw[7] = 1 // record, which does not follow
			_, _ = w.Write(raw)
			return
		case "half":
			m.Truncated = true
			if tcp {
				_ = w.Close()
				return
			}
		case "old":
			m.Answer = parse(t, "old.example. 60 IN A 192.0.2.98")
			if q.IsEdns0() != nil {
				m.Rcode, m.Answer = dns.RcodeFormatError, nil
			}
		default:
			m.Answer = parse(t, records[label+" "+dns.TypeToString[q.Question[0].Qtype]]...)
		}
		_ = w.WriteMsg(m)
	}
}

func parse(t *testing.T, lines ...string) []dns.RR {
	var list []dns.RR
	for _, line := range lines {
		rr, err := dns.NewRR(line)
		if err != nil {
			t.Error(err)
		}
		list = append(list, rr)
	}
	return list
}

func TestLookup(t *testing.T) {
	resolver := &Resolver{Servers: []string{nameServer(t, zone(t))}}
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
			ctx, cancel := System().WithTimeout(t.Context(), 600*time.Millisecond)
			defer cancel()
			ips, err := resolver.Lookup(ctx, System(), c.name, c.family)
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
	good := nameServer(t, zone(t))
	bad := nameServer(t, func(w dns.ResponseWriter, q *dns.Msg) {
		_ = w.WriteMsg(new(dns.Msg).SetRcode(q, dns.RcodeServerFailure))
	})
	for _, first := range []string{closedPort(t), bad} {
		ips, err := (&Resolver{Servers: []string{first, good}}).Lookup(background(t), System(), "www.example", IPv4)
		if err != nil || len(ips) != 2 {
			t.Errorf("behind %s: %v, %v", first, ips, err)
		}
	}
	_, err := (&Resolver{Servers: []string{bad, closedPort(t)}}).Lookup(background(t), System(), "www.example", IPv4)
	var le *LookupError
	if !errors.As(err, &le) || le.Failure != result.DNSServFail {
		t.Errorf("what one server said is lost behind the silence of another: %v", err)
	}
}

func TestLocalhostNeedsNoServer(t *testing.T) {
	ips, err := (&Resolver{}).Lookup(background(t), System(), "localhost", AnyFamily)
	if err != nil || !slices.Contains(ips, netip.MustParseAddr("127.0.0.1")) {
		t.Errorf("localhost is %v, %v", ips, err)
	}
}

func TestDNSCheck(t *testing.T) {
	server := nameServer(t, zone(t))
	for _, c := range []struct {
		check   DNS
		failure result.Failure
	}{
		{DNS{Name: "www.example"}, ""},
		{DNS{Name: "www.example", Answer: []string{"192.0.2.11", "192.0.2.10"}}, ""},
		{DNS{Name: "www.example", Answer: []string{"192.0.2.10"}}, result.DNSAnswer},
		{DNS{Name: "www.example", Type: "aaaa", Answer: []string{"2001:0db8:0:0::10"}}, ""},
		{DNS{Name: "words.example", Type: "TXT", Answer: []string{"v=spf1 -all"}}, ""},
		{DNS{Name: "mail.example", Type: "MX", Answer: []string{"10 MX1.example"}}, ""},
		{DNS{Name: "gone.example"}, result.DNSNXDomain},
		{DNS{Name: "none.example"}, result.DNSEmpty},
		{DNS{Name: "refused.example"}, result.DNSRefused},
	} {
		t.Run(c.check.Name+" "+c.check.Type, func(t *testing.T) {
			c.check.Servers = []string{server}
			r := askOnce(t, here(), &c.check, time.Second)
			if r.Failure != c.failure || r.Address != server {
				t.Errorf("%s says %s %q: %s", r.Address, r.State, r.Failure, r.Reason)
			}
			if len(r.Evidence) != 1 || r.Evidence[0].Name != "answer of "+server {
				t.Errorf("the evidence is %v", r.Evidence)
			}
		})
	}
	r := askOnce(t, here(), &DNS{Name: "www.example", Servers: []string{closedPort(t)}}, time.Second)
	wants(t, r, result.Down, result.DNSTimeout)
}

package probes

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/names"
	"vigie/probes/probetest"
)

// The lines DNS 01 to 09 of what a monitor must get right, each against servers on this machine.

// askedOf is the result of a DNS check at one server.
func askedOf(t *testing.T, server string, check DNS) result.Result {
	t.Helper()
	check.Servers = []string{server}
	return askOnce(t, here(), &check)
}

func TestDNS01_EveryKindOfAnswerIsToldApart(t *testing.T) {
	server := probetest.NameServer(t, probetest.Zone(t))
	for _, c := range []struct {
		name    string
		failure result.Failure
		rcode   string
		reason  string // %s is the server
	}{
		{"www.example", "", "NOERROR", ""},
		{"none.example", result.DNSEmpty, "NOERROR", "the name none.example exists, but has no A record"},
		{"gone.example", result.DNSNXDomain, "NXDOMAIN", "the name gone.example does not exist, says the resolver %s"},
		{"broken.example", result.DNSServFail, "SERVFAIL", "the resolver %s works, but got no answer about broken.example from its name servers (SERVFAIL)"},
		{"refused.example", result.DNSRefused, "REFUSED", "the resolver %s refuses to answer about refused.example (REFUSED)"},
		{"silent.example", result.DNSTimeout, "", "no answer about the name silent.example from the resolver %s within"},
		{"long.example", "", "NOERROR", ""}, // over UDP it is cut short
		{"old.example", "", "NOERROR", ""},  // a server that does not know EDNS
		{"nothing.example", result.DNSServFail, "", "the resolver %s answers about the name nothing.example with what is no DNS message"},
		{"half.example", result.DNSTimeout, "", "the answer about the name half.example is too long for UDP, and over TCP the resolver %s gives none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			timeout := patience
			if c.rcode == "" { // nothing of use ever comes
				timeout = brief
			}
			r := askWithin(t, here(), &DNS{Name: c.name, Servers: []string{server}}, timeout)
			got, want := r.Reason, strings.Replace(c.reason, "%s", server, 1)
			if strings.HasSuffix(want, " within") {
				got, _, _ = strings.Cut(got, " 1 s") // more or less
			}
			if r.Failure != c.failure || got != want {
				t.Errorf("%q: %s\nwant %q: %s", r.Failure, r.Reason, c.failure, want)
			}
			if (r.DNS == nil) != (c.rcode == "") || r.DNS != nil && (r.DNS.Rcode != c.rcode || r.DNS.Server != server) {
				t.Errorf("the facts are %+v", r.DNS)
			}
		})
	}
}

// A slow answer is one, as long as it comes within the timeout.
func TestDNS01_AnAnswerMayTakeAllTheTimeThereIs(t *testing.T) {
	server := probetest.NameServer(t, func(w dns.ResponseWriter, q *dns.Msg) {
		nobody, _ := net.Pipe()
		probetest.Pause(nobody, 700*time.Millisecond)
		m := new(dns.Msg).SetReply(q)
		m.Answer = probetest.RRs(t, "slow.example. 60 IN A 192.0.2.10")
		_ = w.WriteMsg(m)
	})
	wants(t, askWithin(t, here(), &DNS{Name: "slow.example", Servers: []string{server}}, 1200*time.Millisecond), result.Up, "")
	env := here()
	env.Resolver = &names.Resolver{Servers: []string{server}}
	wants(t, askWithin(t, env, &DNS{Name: "slow.example"}, 1200*time.Millisecond), result.Up, "")
}

// What is cut short over TCP too is no answer, and above all not one that says that there is nothing.
func TestDNS01_CutShortOverTCPToo(t *testing.T) {
	server := probetest.NameServer(t, func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		m.Truncated = true
		_ = w.WriteMsg(m)
	})
	wants(t, askedOf(t, server, DNS{Name: "www.example"}), result.Down, result.DNSTimeout)
}

func TestDNS02_ManyAnswersInAnyOrder(t *testing.T) {
	var records []dns.RR
	var want []string
	var mu sync.Mutex
	for i := range 40 {
		rr := probetest.RRs(t, "many.example. 60 IN TXT \"value "+strings.Repeat("x", i)+"\"")
		records, want = append(records, rr...), append(want, "value "+strings.Repeat("x", i))
	}
	server := probetest.Replies(t, func(_, m *dns.Msg) {
		mu.Lock()
		defer mu.Unlock()
		records = append(records[1:], records[0])
		m.Answer = slices.Clone(records)
	})
	slices.Reverse(want)
	for range 3 {
		wants(t, askedOf(t, server, DNS{Name: "many.example", Type: "TXT", Answer: want}), result.Up, "")
	}
	r := askedOf(t, server, DNS{Name: "many.example", Type: "TXT", Answer: want[1:]})
	wants(t, r, result.Down, result.DNSAnswer)
}

func TestDNS03_AliasesAreFollowedAndACircleIsSaid(t *testing.T) {
	chain := []string{ // not in their order
		"edge.example. 30 IN A 192.0.2.10", "WWW.example. 300 IN CNAME shop.example.", "other.example. 5 IN A 203.0.113.66",
		"shop.example. 60 IN CNAME edge.Example.",
	}
	server := probetest.Replies(t, func(q, m *dns.Msg) {
		switch q.Question[0].Name {
		case "www.example.":
			m.Answer = probetest.RRs(t, chain...)
		case "round.example.":
			m.Answer = probetest.RRs(t, "round.example. 60 IN CNAME a.example.", "a.example. 60 IN CNAME b.example.", "b.example. 60 IN CNAME A.example.")
		case "long.example.":
			for i := range 1000 {
				m.Answer = append(m.Answer, probetest.RRs(t, fmt.Sprintf("%s 60 IN CNAME a%d.example.", strings.Replace(fmt.Sprintf("a%d.example.", i-1), "a-1.", "long.", 1), i))...)
			}
		case "dangling.example.":
			m.Answer = probetest.RRs(t, "dangling.example. 60 IN CNAME away.example.")
			m.Rcode = dns.RcodeNameError
		}
	})
	r := askedOf(t, server, DNS{Name: "www.example", Answer: []string{"192.0.2.10"}})
	wants(t, r, result.Up, "")
	if r.DNS == nil || !slices.Equal(r.DNS.Answers, []string{"192.0.2.10"}) || r.DNS.TTL != 30 {
		t.Errorf("the facts are %+v", r.DNS)
	}
	wants(t, askedOf(t, server, DNS{Name: "www.example", Type: "CNAME", Answer: []string{"shop.example"}}), result.Up, "")
	for name, want := range map[string]string{
		"round.example":    "the aliases of the name round.example lead in a circle: a.example, b.example, A.example",
		"long.example":     "the name long.example is an alias of an alias, and so on more than 16 times",
		"dangling.example": "the name dangling.example, an alias of away.example, does not exist, says the resolver " + server,
	} {
		if r := askedOf(t, server, DNS{Name: name}); r.Reason != want || r.State != result.Down {
			t.Errorf("%s: %s %q\nwant %s", name, r.State, r.Reason, want)
		}
	}
	ips, err := (&names.Resolver{Servers: []string{server}}).Lookup(probetest.Context(t), door.System(), "www.example", AnyFamily)
	if err != nil || fmt.Sprint(ips) != "[192.0.2.10]" {
		t.Errorf("looked up, the name leads to %v, %v", ips, err)
	}
}

func TestDNS05_SignaturesAreAskedForAndABogusZoneIsToldFromSilence(t *testing.T) {
	var plain atomic.Bool
	server := probetest.Replies(t, func(q, m *dns.Msg) {
		opt := q.IsEdns0()
		if opt == nil || opt.UDPSize() != 1232 {
			plain.Store(true)
			return
		}
		m.SetEdns0(1232, opt.Do())
		switch label, _, _ := strings.Cut(q.Question[0].Name, "."); {
		case label == "bogus" && !q.CheckingDisabled:
			m.Rcode = dns.RcodeServerFailure
			m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeSignatureExpired, ExtraText: "since 1 May"})
		case label == "dead":
			m.Rcode = dns.RcodeServerFailure
		case label != "":
			m.Answer = probetest.RRs(t, q.Question[0].Name+" 60 IN A 192.0.2.10")
			m.AuthenticatedData = opt.Do() && label == "signed"
		}
	})
	r := askedOf(t, server, DNS{Name: "signed.example"})
	wants(t, r, result.Up, "")
	if !r.DNS.Authentic || plain.Load() {
		t.Errorf("the facts are %+v", r.DNS)
	}
	if r = askedOf(t, server, DNS{Name: "unsigned.example"}); r.DNS.Authentic {
		t.Error("what nobody has signed is authentic")
	}
	r = askedOf(t, server, DNS{Name: "bogus.example"})
	wants(t, r, result.Down, result.DNSServFail)
	want := "the signatures of the zone of bogus.example are wrong, finds the resolver " + server + " (DNSSEC, SERVFAIL, Signature Expired, since 1 May)"
	if r.Reason != want {
		t.Errorf("%s\nwant %s", r.Reason, want)
	}
	if len(r.Evidence) != 2 || !strings.HasPrefix(r.Evidence[0].Text, "SERVFAIL") || !strings.Contains(r.Evidence[1].Text, "192.0.2.10") {
		t.Errorf("the evidence is %v", r.Evidence)
	}
	if r = askedOf(t, server, DNS{Name: "dead.example"}); !strings.Contains(r.Reason, "works, but got no answer about dead.example") {
		t.Error(r.Reason)
	}
}

// A resolver that cannot even tell about the root is not believed about a name.
func TestAResolverThatKnowsNothingIsToldFromServersThatAreSilent(t *testing.T) {
	server := probetest.Replies(t, func(_, m *dns.Msg) { m.Rcode = dns.RcodeServerFailure })
	r := askedOf(t, server, DNS{Name: "www.example"})
	wants(t, r, result.Down, result.DNSServFail)
	if want := "the resolver " + server + " could not find out about www.example, nor about the root of all names (SERVFAIL)"; r.Reason != want {
		t.Errorf("%s\nwant %s", r.Reason, want)
	}
	page := askOnce(t, here(server), get(t, "https://www.example/"))
	if page.Reason != r.Reason {
		t.Errorf("a page is down for another reason: %s", page.Reason)
	}
}

func TestDNS06_AResolverThatHasOnlyIPv6(t *testing.T) {
	pc, err := net.ListenPacket("udp", "[::1]:0")
	if err != nil {
		t.Skipf("this machine has no IPv6: %v", err)
	}
	s := &dns.Server{PacketConn: pc, Handler: probetest.Zone(t)}
	go func() { _ = s.ActivateAndServe() }()
	t.Cleanup(func() { _ = pc.Close() })
	ips, err := (&names.Resolver{Servers: []string{pc.LocalAddr().String()}}).Lookup(probetest.Context(t), door.System(), "www.example", IPv4)
	if err != nil || len(ips) != 2 {
		t.Errorf("%v, %v", ips, err)
	}
	r := askedOf(t, pc.LocalAddr().String(), DNS{Name: "six.example", Type: "AAAA", Answer: []string{"2001:db8::6"}})
	wants(t, r, result.Up, "")
}

func TestDNS07_HowLongAnAnswerLivesIsRecorded(t *testing.T) {
	server := probetest.Replies(t, func(q, m *dns.Msg) {
		switch q.Question[0].Name {
		case "www.example.":
			m.Answer = probetest.RRs(t, "www.example. 300 IN A 192.0.2.10", "www.example. 20 IN A 192.0.2.11")
			return
		case "unsaid.example.":
			return
		case "short.example.":
			m.Ns = probetest.RRs(t, "example. 60 IN SOA ns1.example. root.example. 1 2 3 4 900")
		default:
			m.Ns = probetest.RRs(t, "example. 3600 IN SOA ns1.example. root.example. 1 2 3 4 900")
		}
		m.Rcode = dns.RcodeNameError
	})
	for name, want := range map[string]int{"www.example": 20, "gone.example": 900, "short.example": 60, "unsaid.example": -1} {
		if r := askedOf(t, server, DNS{Name: name}); r.DNS == nil || r.DNS.TTL != want {
			t.Errorf("%s: %+v, want %d s", name, r.DNS, want)
		}
	}
	r := askedOf(t, server, DNS{Name: "gone.example"})
	if last := r.Evidence[len(r.Evidence)-1].Text; last != "resolvers may remember this for 900 s" {
		t.Errorf("it says %q", last)
	}
}

func TestDNS09_NamesAreAskedAsTheyAre(t *testing.T) {
	names := make(chan string, 10)
	server := probetest.Replies(t, func(q, m *dns.Msg) {
		names <- q.Question[0].Name
		m.Rcode = dns.RcodeNameError
	})
	t.Setenv("LOCALDOMAIN", "search.example") // where a system's resolver would look too
	for name, want := range map[string]string{
		"shop": "shop.", "shop.example": "shop.example.", "Shop.Example.": "Shop.Example.", "café.example": "xn--caf-dma.example.",
	} {
		wants(t, askedOf(t, server, DNS{Name: name}), result.Down, result.DNSNXDomain)
		if got := <-names; got != want || len(names) > 0 {
			t.Errorf("for %s %q was asked, and %d names more", name, got, len(names))
		}
	}
}

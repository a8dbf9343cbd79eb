package probes

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

// speaker is a name server of the zone shop.example, which may have something wrong with it.
type speaker struct {
	serial int
	www    string // what it says www.shop.example is
	rcode  int    // of every answer
	lame   bool   // it answers, but does not speak for the zone
	silent bool   // nothing listens there
	empty  bool   // it knows the name, but no address
}

func (s speaker) handler(t *testing.T) dns.HandlerFunc {
	return probetest.Replying(func(q, m *dns.Msg) {
		m.Authoritative, m.Rcode = !s.lame, s.rcode
		name := q.Question[0].Name
		switch {
		case s.rcode != dns.RcodeSuccess || s.empty && name == "www.shop.example.":
		case q.RecursionDesired:
			m.Rcode = dns.RcodeRefused // it does not work for others
		case q.Question[0].Qtype == dns.TypeSOA:
			m.Answer = probetest.RRs(t, fmt.Sprintf("shop.example. 300 IN SOA ns1.shop.example. root.shop.example. %d 2 3 4 60", s.serial))
		case name == "www.shop.example.":
			m.Answer = probetest.RRs(t, "www.shop.example. 300 IN A "+s.www)
		case name == "alias.shop.example.":
			m.Answer = probetest.RRs(t, "alias.shop.example. 300 IN CNAME edge.elsewhere.example.")
		case name == "near.shop.example.":
			m.Answer = probetest.RRs(t, "near.shop.example. 300 IN CNAME www.shop.example.", "www.shop.example. 300 IN A "+s.www)
		default:
			m.Rcode = dns.RcodeNameError
		}
	})
}

// delegated is a resolver that knows who speaks for shop.example: as many servers as are given, at 127.0.0.11 and on,
// until they are stopped.
func delegated(t *testing.T, speakers ...speaker) (env Env, stop func()) {
	t.Helper()
	var stops []func()
	zone := make(map[string][]string)
	for i, s := range speakers {
		name, address := fmt.Sprintf("ns%d.shop.example.", i+1), fmt.Sprintf("127.0.0.%d", 11+i)
		zone["shop.example. NS"] = append(zone["shop.example. NS"], "shop.example. 60 IN NS "+name)
		zone[name+" A"] = []string{name + " 60 IN A " + address}
		if !s.silent {
			_, stop := probetest.ServeNames(t, address+":53", s.handler(t))
			stops = append(stops, stop)
		}
	}
	return here(probetest.NameServer(t, probetest.Answering(t, zone))), func() {
		for _, stop := range stops {
			stop()
		}
	}
}

func TestDNS04_EveryServerOfTheZoneIsAskedAndCompared(t *testing.T) {
	probetest.OwnNetwork(t)
	good := speaker{serial: 7, www: "192.0.2.10"}
	other := speaker{serial: 7, www: "203.0.113.66"}
	for what, c := range map[string]struct {
		speakers []speaker
		name     string
		answer   []string
		state    result.State
		failure  result.Failure
		reason   string
	}{
		"all agree":            {[]speaker{good, good, good}, "www", nil, result.Up, "", ""},
		"all are as expected":  {[]speaker{good, good}, "www", []string{"192.0.2.10"}, result.Up, "", ""},
		"an alias leads away":  {[]speaker{good, good}, "alias", []string{"edge.elsewhere.example"}, result.Up, "", ""},
		"an alias stays":       {[]speaker{good, good}, "near", []string{"192.0.2.10"}, result.Up, "", ""},
		"one is silent":        {[]speaker{good, {silent: true}}, "www", nil, result.Degraded, result.DNSTimeout, "1 of 2 name servers of shop.example: no answer about the name www.shop.example: nothing listens at the name server ns2.shop.example (127.0.0.12:53)"},
		"one refuses":          {[]speaker{good, {rcode: dns.RcodeRefused}, good}, "www", nil, result.Degraded, result.DNSRefused, "1 of 3 name servers of shop.example: the name server ns2.shop.example (127.0.0.12:53) refuses to answer about www.shop.example (REFUSED)"},
		"one fails":            {[]speaker{{rcode: dns.RcodeServerFailure}, good}, "www", nil, result.Degraded, result.DNSServFail, "1 of 2 name servers of shop.example: the name server ns1.shop.example (127.0.0.11:53) could not find out about www.shop.example (SERVFAIL)"},
		"one is lame":          {[]speaker{good, {www: "192.0.2.10", lame: true}}, "www", []string{"192.0.2.10"}, result.Degraded, result.DNSAnswer, "1 of 2 name servers of shop.example: the name server ns2.shop.example (127.0.0.12:53) does not speak for the zone shop.example"},
		"one is behind":        {[]speaker{good, {serial: 5, www: "192.0.2.10"}}, "www", nil, result.Degraded, result.DNSAnswer, "1 of 2 name servers of shop.example: the name server ns2.shop.example (127.0.0.12:53) has version 5 of the zone, where others have 7"},
		"one differs":          {[]speaker{good, other, good}, "www", nil, result.Degraded, result.DNSAnswer, "1 of 3 name servers of shop.example: the name server ns2.shop.example (127.0.0.12:53) answers 203.0.113.66, where others answer 192.0.2.10"},
		"one misleads":         {[]speaker{good, other}, "www", []string{"192.0.2.10"}, result.Degraded, result.DNSAnswer, "1 of 2 name servers of shop.example: the name server ns2.shop.example (127.0.0.12:53) answers 203.0.113.66, expected 192.0.2.10"},
		"most mislead":         {[]speaker{other, good, other}, "www", []string{"192.0.2.10"}, result.Down, result.DNSAnswer, "2 of 3 name servers of shop.example: the name server ns1.shop.example (127.0.0.11:53) answers 203.0.113.66, expected 192.0.2.10"},
		"all mislead":          {[]speaker{other, other}, "www", []string{"192.0.2.10"}, result.Down, result.DNSAnswer, ""},
		"one has lost it":      {[]speaker{good, {serial: 7, empty: true}}, "www", nil, result.Degraded, result.DNSEmpty, "1 of 2 name servers of shop.example: the name www.shop.example exists, but has no A record, says the name server ns2.shop.example (127.0.0.12:53)"},
		"all say it is not":    {[]speaker{good, good}, "gone", nil, result.Down, result.DNSNXDomain, "2 of 2 name servers of shop.example: the name gone.shop.example does not exist, says the name server ns1.shop.example (127.0.0.11:53)"},
		"all are silent":       {[]speaker{{silent: true}, {silent: true}}, "www", nil, result.Down, result.DNSTimeout, ""},
		"none is of use":       {[]speaker{{silent: true}, {rcode: dns.RcodeRefused}, {lame: true, www: "192.0.2.10"}}, "www", nil, result.Down, result.DNSAnswer, ""},
		"the others are right": {[]speaker{{silent: true}, {rcode: dns.RcodeRefused}, good}, "www", nil, result.Degraded, result.DNSRefused, ""},
	} {
		env, stop := delegated(t, c.speakers...)
		r := askOnce(t, env, &DNS{Name: c.name + ".shop.example", Authoritative: true, Answer: c.answer})
		if r.State != c.state || r.Failure != c.failure || c.reason != "" && r.Reason != c.reason {
			t.Errorf("%s: %s %q: %s\nwant %s %q: %s", what, r.State, r.Failure, r.Reason, c.state, c.failure, c.reason)
		}
		if len(r.Steps) != len(c.speakers) {
			t.Errorf("%s: %d steps for %d servers", what, len(r.Steps), len(c.speakers))
		}
		for i, s := range r.Steps {
			if want := fmt.Sprintf("ns%d.shop.example", i+1); s.Target != want || (s.State == result.Up) != (s.Reason == "") {
				t.Errorf("%s: the step %+v is not of %s", what, s, want)
			}
		}
		stop()
	}
}

// Where nobody speaks for a name, the resolver cannot tell who should: the zone above knows, and the silent are named.
func TestDNS04_TheSilentServersOfADeadZoneAreNamed(t *testing.T) {
	probetest.OwnNetwork(t)
	probetest.ServeNames(t, "127.0.0.5:53", probetest.Replying(func(q, m *dns.Msg) { // speaks for example
		m.Ns = probetest.RRs(t, "shop.example. 3600 IN NS ns2.shop.example.", "shop.example. 3600 IN NS ns1.shop.example.")
		m.Extra = probetest.RRs(t, "ns1.shop.example. 3600 IN A 127.0.0.11", "ns2.shop.example. 3600 IN A 127.0.0.12")
	}))
	resolver := probetest.Replies(t, func(q, m *dns.Msg) {
		switch name := q.Question[0].Name; {
		case name == "example." && q.Question[0].Qtype == dns.TypeNS:
			m.Answer = probetest.RRs(t, "example. 60 IN NS ns.nic.test.")
		case name == "ns.nic.test.":
			m.Answer = probetest.RRs(t, "ns.nic.test. 60 IN A 127.0.0.5")
		default:
			m.Rcode = dns.RcodeServerFailure
		}
	})
	env := here(resolver)
	r := askOnce(t, env, &DNS{Name: "www.shop.example", Authoritative: true})
	wants(t, r, result.Down, result.DNSTimeout)
	const want = "2 of 2 name servers of shop.example: no answer about the name www.shop.example: nothing listens at the name server ns1.shop.example (127.0.0.11:53)"
	if r.Reason != want || len(r.Steps) != 2 {
		t.Errorf("%s\nwant %s; %+v", r.Reason, want, r.Steps)
	}
}

func TestDNS04_ServersAreAskedAtTheAddressesOfBothFamilies(t *testing.T) {
	probetest.OwnNetwork(t)
	good, other := speaker{serial: 7, www: "192.0.2.10"}, speaker{serial: 7, www: "203.0.113.66"}
	probetest.ServeNames(t, "127.0.0.11:53", good.handler(t))
	probetest.ServeNames(t, "[::1]:53", other.handler(t))
	resolver := probetest.NameServer(t, probetest.Answering(t, map[string][]string{
		"shop.example. NS":       {"shop.example. 60 IN NS ns1.shop.example."},
		"ns1.shop.example. A":    {"ns1.shop.example. 60 IN A 127.0.0.11"},
		"ns1.shop.example. AAAA": {"ns1.shop.example. 60 IN AAAA ::1"},
	}))
	env := here(resolver)
	for family, want := range map[Family]string{
		AnyFamily: "", IPv4: "", IPv6: "203.0.113.66, expected 192.0.2.10", Both: "1 of 2 name servers of shop.example",
	} {
		r := askOnce(t, env, &DNS{Name: "www.shop.example", Authoritative: true, Family: family, Answer: []string{"192.0.2.10"}})
		if (r.State == result.Up) != (want == "") || !strings.Contains(r.Reason, want) {
			t.Errorf("over %s: %s %q, want %q", family, r.State, r.Reason, want)
		}
	}
}

func TestServersOfAListAreAskedApart(t *testing.T) {
	good := probetest.Replies(t, func(_, m *dns.Msg) { m.Answer = probetest.RRs(t, "www.example. 60 IN A 192.0.2.10") })
	old := probetest.Replies(t, func(_, m *dns.Msg) { m.Answer = probetest.RRs(t, "www.example. 60 IN A 192.0.2.9") })
	for what, c := range map[string]struct {
		servers []string
		state   result.State
		reason  string
	}{
		"both agree":   {[]string{good, good}, result.Up, ""},
		"they do not":  {[]string{good, old}, result.Degraded, "1 of 2 servers asked: the resolver " + old + " answers 192.0.2.9, where others answer 192.0.2.10"},
		"one is gone":  {[]string{probetest.ClosedPort(t), good}, result.Degraded, "1 of 2 servers asked: no answer about the name www.example: nothing listens at the resolver "},
		"nobody knows": {[]string{"ns.invalid:53", good}, result.Degraded, "1 of 2 servers asked: the name ns.invalid "},
	} {
		env := here(probetest.NameServer(t, probetest.Zone(t)))
		if what == "nobody knows" {
			env.Resolver.Servers[0] = probetest.Replies(t, func(_, m *dns.Msg) { m.Rcode = dns.RcodeNameError })
		}
		r := askOnce(t, env, &DNS{Name: "www.example", Servers: c.servers})
		if r.State != c.state || !strings.HasPrefix(r.Reason, c.reason) {
			t.Errorf("%s: %s %q, want %s %q", what, r.State, r.Reason, c.state, c.reason)
		}
	}
}

// Two servers of a zone, in step and out of it, and one that hangs: all are BIND, and so is the resolver.
func TestEveryServerOfAZoneAtBIND(t *testing.T) {
	probetest.OwnNetwork(t)
	probetest.OwnAddresses(t, netip.MustParseAddr("127.0.0.2"), netip.MustParseAddr("127.0.0.3"))
	dir := t.TempDir()
	shop := shopZone + "@ IN NS ns2\nns2 IN A 127.0.0.2\n"
	probetest.Write(t, dir+"/shop.zone", shop)
	probetest.Write(t, dir+"/old.zone", strings.Replace(shop, "root 7", "root 5", 1))
	probetest.Write(t, dir+"/root.zone", zoneHead)
	const speaks = "recursion no;\n};\nzone \".\" { type primary; file \"root.zone\"; };\nzone \"shop.test\" { type primary; file %q; };\n" +
		"zone \"moved.test\" { type primary; file %q; };\n"
	startNamed(t, dir, "127.0.0.1:53", fmt.Sprintf(speaks, "shop.zone", "shop.zone"))
	second := startNamed(t, dir, "127.0.0.2:53", fmt.Sprintf(speaks, "shop.zone", "old.zone"))
	startNamed(t, dir, "127.0.0.3:53", "recursion yes; forward only; forwarders { 127.0.0.1; }; dnssec-validation no;\n};\n")
	env := here("127.0.0.3:53")
	ask := func(name string) result.Result {
		return askOnce(t, env, &DNS{Name: name, Authoritative: true, Answer: []string{"192.0.2.10", "192.0.2.11"}})
	}
	wants(t, ask("www.shop.test"), result.Up, "")
	r := ask("www.moved.test")
	wants(t, r, result.Degraded, result.DNSAnswer)
	if want := "1 of 2 name servers of moved.test: the name server ns2.moved.test (127.0.0.2:53) has version 5 of the zone, where others have 7"; r.Reason != want {
		t.Errorf("%s\nwant %s", r.Reason, want)
	}
	hang(t, second)
	r = ask("www.shop.test")
	wants(t, r, result.Degraded, result.DNSTimeout)
	if want := "1 of 2 name servers of shop.test: no answer about the name www.shop.test from the name server ns2.shop.test (127.0.0.2:53) within"; !strings.HasPrefix(r.Reason, want) {
		t.Errorf("%s\nwant %s", r.Reason, want)
	}
	r = ask("www.nobody.test")
	wants(t, r, result.Down, result.DNSNXDomain)
}

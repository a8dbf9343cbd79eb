package probes

import (
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

// mailDomain is a resolver that knows the mail servers of a few domains, and their addresses: mx1 is at 127.0.0.1,
// mx2 at 127.0.0.2 and mx3 at 127.0.0.3.
func mailDomain(t *testing.T) string {
	t.Helper()
	records := map[string][]string{
		"two.example. MX":       {"two.example. 60 IN MX 20 mx2.example.", "two.example. 60 IN MX 10 MX1.example."},
		"three.example. MX":     {"three.example. 60 IN MX 10 mx3.example.", "three.example. 60 IN MX 10 mx2.example.", "three.example. 60 IN MX 5 mx1.example.", "three.example. 60 IN MX 50 mx1.example."},
		"one.example. MX":       {"one.example. 60 IN MX 10 mx1.example."},
		"none.example. A":       {"none.example. 60 IN A 127.0.0.1"},
		"null.example. MX":      {"null.example. 60 IN MX 0 ."},
		"nullish.example. MX":   {"nullish.example. 60 IN MX 0 .", "nullish.example. 60 IN MX 10 mx1.example."},
		"alias.example. MX":     {"alias.example. 60 IN MX 10 cname.example."},
		"cname.example. CNAME":  {"cname.example. 60 IN CNAME mx1.example."},
		"cname.example. A":      {"cname.example. 60 IN CNAME mx1.example.", "mx1.example. 60 IN A 127.0.0.1"},
		"literal.example. MX":   {"literal.example. 60 IN MX 10 127.0.0.1."},
		"lost.example. MX":      {"lost.example. 60 IN MX 10 gone.example."},
		"mx1.example. A":        {"mx1.example. 60 IN A 127.0.0.1"},
		"mx2.example. A":        {"mx2.example. 60 IN A 127.0.0.2"},
		"mx3.example. A":        {"mx3.example. 60 IN A 127.0.0.3"},
		"nowhere.example. TXT":  {`nowhere.example. 60 IN TXT "no mail, no address"`},
		"elsewhere.example. MX": {"elsewhere.example. 60 IN CNAME one.example.", "one.example. 60 IN MX 10 mx1.example."},
	}
	for i := range 20 {
		records["crowd.example. MX"] = append(records["crowd.example. MX"], "crowd.example. 60 IN MX "+strconv.Itoa(i)+" mx"+strconv.Itoa(i)+".crowd.example.")
	}
	return probetest.NameServer(t, probetest.Answering(t, records))
}

// mailServers are servers at one port of 127.0.0.1, 127.0.0.2 and so on. Where a mailScript is nil, nothing listens.
func mailServers(t *testing.T, scripts ...*mailScript) (port int) {
	t.Helper()
	for range 20 {
		first, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port = first.Addr().(*net.TCPAddr).Port
		_ = first.Close() // its number is what was wanted
		if listeners, ok := listenAll(t, port, scripts); ok {
			for i, l := range listeners {
				if l != nil {
					go probetest.Accept(l, func(c *net.TCPConn) { scripts[i].play(c) })
				}
			}
			return port
		}
	}
	t.Skip("no port is free at several addresses of this machine")
	return 0
}

func listenAll(t *testing.T, port int, scripts []*mailScript) (list []net.Listener, ok bool) {
	for i, s := range scripts {
		if s == nil {
			list = append(list, nil)
			continue
		}
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0."+strconv.Itoa(i+1), strconv.Itoa(port)))
		if err != nil {
			return nil, false
		}
		t.Cleanup(func() { _ = l.Close() })
		list = append(list, l)
	}
	return list, true
}

func TestEveryMailServerOfADomain(t *testing.T) {
	root, pool := probetest.Root(t)
	fine := root.Issue(t, probetest.Certified{Names: []string{"mx1.example", "mx2.example", "mx3.example", "none.example", "cname.example"}, From: -time.Hour, Till: probetest.Year})
	expired := root.Issue(t, probetest.Certified{Names: []string{"mx1.example", "mx2.example", "mx3.example"}, From: -probetest.Year, Till: -49 * time.Hour})
	well, dead := smtpScript(t, fine), smtpScript(t, expired)
	grey, gone := well.with("greeting", "450 come again\r\n"), well.with("greeting", "554 no\r\n")
	cases := map[string]struct {
		domain  string
		servers []*mailScript
		state   result.State
		failure result.Failure
		reason  []string
		steps   string
		note    string
	}{
		"both are well":               {"two.example", []*mailScript{&well, &well}, result.Up, "", nil, "mx1.example up, mx2.example up", ""},
		"in order of preference":      {"three.example", []*mailScript{&well, &well, &well}, result.Up, "", nil, "mx1.example up, mx2.example up, mx3.example up", ""},
		"the second is broken":        {"two.example", []*mailScript{&well, &dead}, result.Degraded, result.TLSExpired, []string{"trouble with 1 of the 2 mail servers of two.example: mx2.example: the certificate of mx2.example ended"}, "mx1.example up, mx2.example down", ""},
		"the first is not there":      {"two.example", []*mailScript{nil, &well}, result.Degraded, result.TCPRefused, []string{"1 of the 2", "mx1.example: 127.0.0.1:"}, "mx1.example down, mx2.example up", ""},
		"two of three":                {"three.example", []*mailScript{&gone, nil, &well}, result.Degraded, result.SMTPRefused, []string{"2 of the 3", "mx1.example: ", "mx2.example: "}, "mx1.example down, mx2.example down, mx3.example up", ""},
		"all are broken":              {"two.example", []*mailScript{&gone, nil}, result.Down, result.SMTPRefused, []string{"none of the 2 mail servers of two.example works", "554 no", "refuses the connection"}, "mx1.example down, mx2.example down", ""},
		"the only one":                {"one.example", []*mailScript{&dead}, result.Down, result.TLSExpired, []string{"the mail server mx1.example: the certificate of mx1.example ended"}, "mx1.example down", ""},
		"greylisted by one":           {"two.example", []*mailScript{&grey, &well}, result.Degraded, result.SMTPRefused, []string{"trouble with 1 of the 2", "greylisting"}, "mx1.example degraded, mx2.example up", ""},
		"greylisted by one, no other": {"two.example", []*mailScript{&grey, &gone}, result.Degraded, result.SMTPRefused, []string{"mx2.example", "554 no"}, "mx1.example degraded, mx2.example down", ""},
		"no MX, an address":           {"none.example", []*mailScript{&well}, result.Up, "", nil, "none.example up", "mail goes to its own address"},
		"no MX, a broken address":     {"none.example", []*mailScript{&gone}, result.Down, result.SMTPRefused, []string{"none.example names no mail server, so that it is its own", "554 no"}, "none.example down", ""},
		"no MX, no address":           {"nowhere.example", nil, result.Down, result.DNSEmpty, []string{"names no mail server", "has no address"}, "nowhere.example down", ""},
		"null MX":                     {"null.example", nil, result.Down, result.DNSAnswer, []string{"null.example says that it takes no mail", "RFC 7505"}, "", ""},
		"null MX and another":         {"nullish.example", []*mailScript{&well}, result.Up, "", nil, "mx1.example up", "names servers for its mail beside that"},
		"an alias for a server":       {"alias.example", []*mailScript{&well}, result.Up, "", nil, "cname.example up", "cname.example, which is an alias (CNAME) of mx1.example"},
		"an address for a server":     {"literal.example", []*mailScript{nil}, result.Down, result.TCPRefused, nil, "127.0.0.1 down", "names the address 127.0.0.1"},
		"a domain that is an alias":   {"elsewhere.example", []*mailScript{&well}, result.Up, "", nil, "mx1.example up", ""},
		"a server that is no name":    {"lost.example", nil, result.Down, result.DNSNXDomain, []string{"gone.example does not exist"}, "gone.example down", ""},
		"a domain that is not there":  {"gone.example", nil, result.Down, result.DNSNXDomain, []string{"gone.example does not exist"}, "", ""},
		"a zone that is broken":       {"broken.example", nil, result.Down, result.DNSServFail, []string{"could not find out about broken.example"}, "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			port := 25
			if c.servers != nil {
				port = mailServers(t, c.servers...)
			}
			env := here(mailDomain(t))
			env.Roots = pool
			// The name that is expected of a page beside it is not that of the servers.
			r := askOnce(t, env, &Mail{Domain: c.domain, Port: port, Policy: TLSPolicy{ServerName: "shop.example"}})
			wants(t, r, c.state, c.failure)
			saysIn(t, r, c.reason...)
			var steps []string
			for _, s := range r.Steps {
				host, _, _ := net.SplitHostPort(strings.TrimPrefix(s.Target, "smtp://"))
				steps = append(steps, host+" "+string(s.State))
			}
			if got := strings.Join(steps, ", "); got != c.steps {
				t.Errorf("asked are %s, want %s", got, c.steps)
			}
			if !strings.Contains(evidenceOf(r, "note"), c.note) {
				t.Errorf("the notes are %q, want %q", evidenceOf(r, "note"), c.note)
			}
			if c.state == result.Up && (sum(r.Phases) != r.Total || r.TLS == nil || r.Mail == nil || r.Address == "") {
				t.Errorf("%+v of %s: %+v, %+v, %q", r.Phases, r.Total, r.TLS, r.Mail, r.Address)
			}
		})
	}
}

// What could not be asked is neither fine nor broken, but one server that works is enough for mail to come.
func TestAMailServerThatCouldNotBeAsked(t *testing.T) {
	for states, want := range map[string]result.State{
		"up unknown": result.Unknown, "unknown unknown": result.Unknown, "down unknown": result.Unknown,
		"down unknown up": result.Degraded, "degraded unknown": result.Degraded, "down degraded": result.Degraded,
	} {
		var seen []asked
		for i, s := range strings.Fields(states) {
			seen = append(seen, asked{"mx" + strconv.Itoa(i), result.Result{State: result.State(s), Failure: result.Failure("of " + s), Reason: "why " + s, Address: s}})
		}
		r := judgeServers(result.Result{State: result.Up}, "shop.example", false, seen)
		if r.State != want || r.Reason == "" || want == result.Unknown && r.Address != "unknown" {
			t.Errorf("%s: %s (%s) at %s", states, r.State, r.Reason, r.Address)
		}
	}
}

func TestTheDialogueOfEachMailServerIsKept(t *testing.T) {
	well := smtpScript(t).with("EHLO", strings.Repeat("250-"+strings.Repeat("x", 100)+"\r\n", 40)+"250 mx\r\n")
	port := mailServers(t, &well, &well, &well)
	r := askOnce(t, here(mailDomain(t)), &Mail{Domain: "three.example", Port: port, StartTLS: StartTLSOptional})
	wants(t, r, result.Up, "")
	all := 0
	for _, e := range r.Evidence {
		all += len(e.Text)
	}
	for _, host := range []string{"mx1.example", "mx2.example", "mx3.example"} {
		if !strings.HasPrefix(evidenceOf(r, "dialogue of "+host), "< 220 mx.example.com ESMTP\n> EHLO") {
			t.Errorf("%s said %q", host, evidenceOf(r, "dialogue of "+host))
		}
	}
	if all > keepAll {
		t.Errorf("%d bytes are kept", all)
	}
}

// A server that says nothing may not take the time of those after it.
func TestTheTimeIsSharedBetweenTheMailServers(t *testing.T) {
	silent, well := smtpScript(t).with("greeting", saysNothing), smtpScript(t).with("EHLO", "250 mx\r\n")
	port := mailServers(t, &silent, &well, &silent)
	began := time.Now()
	r := askWithin(t, here(mailDomain(t)), &Mail{Domain: "three.example", Port: port, StartTLS: StartTLSOptional}, 6*time.Second)
	if took := time.Since(began); took > 9*time.Second {
		t.Errorf("it took %s of 6 s", took)
	}
	wants(t, r, result.Degraded, result.SMTPTimeout)
	saysIn(t, r, "2 of the 3", "mx1.example: 127.0.0.1:", "did not greet within")
	if r.Steps[1].State != result.Up || r.Steps[2].Total < 2600*time.Millisecond {
		t.Errorf("%+v", r.Steps)
	}
}

func TestACrowdOfMailServersIsCutShort(t *testing.T) {
	r := askOnce(t, here(mailDomain(t)), &Mail{Domain: "crowd.example"})
	wants(t, r, result.Down, result.DNSNXDomain)
	saysIn(t, r, "none of the 16", "and 13 more")
	if len(r.Steps) != mostServers || !strings.Contains(evidenceOf(r, "note"), "20 servers are named, of which the first 16 are asked") {
		t.Errorf("%d were asked, %q", len(r.Steps), evidenceOf(r, "note"))
	}
	if !slices.IsSortedFunc(r.Steps[:9], func(a, b result.Step) int { return strings.Compare(a.Target, b.Target) }) {
		t.Error("not in their order")
	}
}

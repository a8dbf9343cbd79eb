package probes

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/result"
)

// dnsServer is one server that is asked on purpose, at one of its addresses.
type dnsServer struct {
	name     string       // empty where only its address is known
	address  string       // host:port
	failed   *LookupError // why its name leads to no address
	resolves bool         // it is asked to find out; otherwise it is to speak for the zone itself
}

// who names the server in a sentence.
func (s dnsServer) who() string {
	switch {
	case s.name != "" && s.address != "":
		return "the name server " + s.name + " (" + s.address + ")"
	case s.name != "":
		return "the name server " + s.name
	case s.resolves:
		return "the resolver " + s.address
	default:
		return "the name server " + s.address
	}
}

// addressed is a server at the first of its addresses of each family that is asked for.
func addressed(ctx context.Context, env Env, host, port string, family Family) []dnsServer {
	name := host
	if _, err := netip.ParseAddr(host); err == nil {
		name = ""
	}
	families := []Family{family}
	if family == Both && name != "" {
		families = []Family{IPv4, IPv6}
	}
	var list []dnsServer
	var failed *LookupError
	for _, f := range families {
		ips, err := env.Resolver.Lookup(ctx, env.Door, host, f)
		if err == nil {
			list = append(list, dnsServer{name: name, address: net.JoinHostPort(ips[0].String(), port)})
			continue
		}
		var le *LookupError
		if errors.As(err, &le) && (failed == nil || failed.Failure == result.DNSEmpty) {
			failed = le
		}
	}
	if len(list) == 0 || failed != nil && failed.Failure != result.DNSEmpty {
		list = append(list, dnsServer{name: name, failed: failed})
	}
	return list
}

// testimony is what one server said, and, where several were asked, what is wrong with it.
type testimony struct {
	server   dnsServer
	answer   dnsAnswer
	failed   *LookupError // nothing, or nothing of use
	serial   *uint32      // the version of the zone that it has; nil when it was not asked for or not told
	took     time.Duration
	bad      *LookupError
	misleads bool // it is believed, and wrong
	differs  bool // it may be right by itself, but others say otherwise
}

// ask asks the server itself. It is one of n that share the time that is left.
func (s dnsServer) ask(ctx context.Context, env Env, q question, n int) testimony {
	if s.failed != nil {
		return testimony{server: s, failed: s.failed}
	}
	q.recurse = s.resolves
	start := env.Door.Now()
	m, err := ask(ctx, env.Door, s.address, q, shareUntil(ctx, env.Door, n))
	t := testimony{server: s, took: max(0, env.Door.Now().Sub(start))}
	if err != nil {
		t.failed = noAnswer(err, q.name, s.who(), t.took)
		return t
	}
	t.answer = readAnswer(m, q.name, q.qtype)
	return t
}

// values are what the server answers. One that speaks for its zone need not know where an alias leads that leaves it:
// then the alias is the answer.
func (t testimony) values() []string {
	a := t.answer
	if t.failed != nil || a.Rcode != dns.RcodeSuccess {
		return nil
	}
	if len(a.records) == 0 && len(a.aliases) > 0 && !a.circle && !a.endless && !t.server.resolves {
		return a.aliases[len(a.aliases)-1:]
	}
	return values(a.records)
}

// tells tells whether it is an answer that is believed, right or wrong.
func (t testimony) tells() bool {
	return t.failed == nil && (t.answer.Rcode == dns.RcodeSuccess || t.answer.Rcode == dns.RcodeNameError)
}

// differ notes that others say otherwise.
func (t *testimony) differ(format string, args ...any) {
	t.bad, t.differs = &LookupError{result.DNSAnswer, fmt.Sprintf(format, args...)}, true
}

// step is the testimony as a part of a result.
func (t testimony) step() result.Step {
	s := result.Step{
		Target: t.server.name, State: result.Up, Address: t.server.address, Total: t.took, Phases: result.NoPhases(),
	}
	if s.Target == "" {
		s.Target = t.server.address
	}
	if t.server.address != "" {
		s.Phases.DNS = t.took
	}
	if t.bad != nil {
		s.State, s.Failure, s.Reason = result.Down, t.bad.Failure, t.bad.Reason
	}
	if t.differs {
		s.State = result.Degraded
	}
	return s
}

func (t testimony) facts() *result.DNS {
	return &result.DNS{
		Server: t.server.address, Rcode: dns.RcodeToString[t.answer.Rcode], Answers: t.values(), TTL: t.answer.ttl,
		Authoritative: t.answer.Authoritative, Authentic: t.answer.AuthenticatedData,
	}
}

func (t testimony) evidence() result.Evidence {
	name := t.server.address
	if t.server.name != "" {
		name = t.server.name + " (" + t.server.address + ")"
	}
	return result.Evidence{Name: "answer of " + name, Text: clip(t.answer.section())}
}

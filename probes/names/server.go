package names

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
)

// Server is a name server that is asked on purpose, at one of its addresses.
type Server struct {
	Name     string // empty where only its address is known
	Address  string // host:port; empty where its name leads to none
	Resolves bool   // it is asked to find out; otherwise it is to speak for the zone itself

	failed *LookupError // why its name leads to no address
}

// String names the server in a sentence.
func (s Server) String() string {
	switch {
	case s.Name != "" && s.Address != "":
		return "the name server " + s.Name + " (" + s.Address + ")"
	case s.Name != "":
		return "the name server " + s.Name
	case s.Resolves:
		return "the resolver " + s.Address
	default:
		return "the name server " + s.Address
	}
}

// At is the server of a host, at the first of its addresses of each family that is asked for. Where it has no address,
// that is what asking it says.
func (r *Resolver) At(ctx context.Context, d door.Door, host, port string, family Family) []Server {
	name := host
	if _, err := netip.ParseAddr(host); err == nil {
		name = ""
	}
	families := []Family{family}
	if family == Both && name != "" {
		families = []Family{IPv4, IPv6}
	}
	var list []Server
	var failed *LookupError
	for _, f := range families {
		ips, err := r.Lookup(ctx, d, host, f)
		if err == nil {
			list = append(list, Server{Name: name, Address: net.JoinHostPort(ips[0].String(), port)})
			continue
		}
		var le *LookupError
		if errors.As(err, &le) && (failed == nil || failed.Failure == result.DNSEmpty) {
			failed = le
		}
	}
	if len(list) == 0 || failed != nil && failed.Failure != result.DNSEmpty {
		list = append(list, Server{Name: name, failed: failed})
	}
	return list
}

// Ask asks the server itself. It is the first of n questions that follow each other and share the time that is left.
func (s Server) Ask(ctx context.Context, d door.Door, q Question, n int) (Answer, *LookupError) {
	if s.failed != nil {
		return Answer{}, s.failed
	}
	q.recurse = s.Resolves
	start := d.Now()
	m, err := ask(ctx, d, s.Address, q, shareUntil(ctx, d, n, q.Last))
	if err != nil {
		return Answer{}, noAnswer(err, q.Name, s.String(), max(0, d.Now().Sub(start)))
	}
	return readAnswer(m, q, s), nil
}

// shareUntil is until when the first of n tries may take: its part of the time that is left, at most 5 s. A part is left to
// what follows them all; where nothing does, the last of them may take whatever is left.
func shareUntil(ctx context.Context, d door.Door, n int, last bool) time.Time {
	const least, most = 50 * time.Millisecond, 5 * time.Second
	now := d.Now()
	left := door.Budget(ctx, now)
	switch {
	case last && n == 1 && left > 0:
		return door.Until(ctx, now, left)
	case last && n > 1:
		n--
	}
	return door.Until(ctx, now, min(most, max(left/time.Duration(n+1), least)))
}

package cli

import (
	"context"
	"strings"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/names"
)

// nameServerPort is where name servers listen.
const nameServerPort = "53"

// worldNames asks name servers as the probes do, for a change of a zone to be judged and seen from the outside.
type worldNames struct {
	door     func() door.Door // a simulated one has a clock that goes on
	resolver *names.Resolver
}

// lookupTimeout is how long one question may take.
const lookupTimeout = 5 * time.Second

// Servers are those to which the world turns for a zone.
func (w worldNames) Servers(ctx context.Context, zone string) ([]string, error) {
	d := w.door()
	ctx, cancel := d.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	a, failed := w.resolver.Find(ctx, d, names.Question{Name: zone, Type: dns.TypeNS})
	if failed == nil && len(a.Records) == 0 {
		failed = a.Failure()
	}
	if failed != nil {
		return nil, failed
	}
	var list []string
	for _, value := range a.Values() {
		list = append(list, strings.ToLower(strings.TrimSuffix(value, ".")))
	}
	return list, nil
}

// Values are the records of a name at a server, or at the resolver where none is named.
func (w worldNames) Values(ctx context.Context, server, name, kind string) ([]string, time.Duration, error) {
	d := w.door()
	ctx, cancel := d.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	q := names.Question{Name: name, Type: dns.StringToType[kind]}
	var a names.Answer
	var failed *names.LookupError
	if server == "" {
		a, failed = w.resolver.Find(ctx, d, q)
	} else {
		a, failed = w.at(ctx, d, server, q)
	}
	if failed == nil && len(a.Records) == 0 {
		failed = a.Failure()
	}
	switch {
	case failed == nil:
		return a.Values(), time.Duration(max(0, a.TTL)) * time.Second, nil
	case failed.Failure == result.DNSNXDomain, failed.Failure == result.DNSEmpty:
		return nil, 0, nil
	}
	return nil, 0, failed
}

// at asks one server; what the first of its addresses that answers says counts.
func (w worldNames) at(ctx context.Context, d door.Door, server string, q names.Question) (names.Answer, *names.LookupError) {
	failed := &names.LookupError{Reason: server + " has no address"}
	for _, s := range w.resolver.At(ctx, d, server, nameServerPort, names.AnyFamily) {
		a, err := s.Ask(ctx, d, q, 1)
		if err == nil {
			return a, nil
		}
		failed = err
	}
	return names.Answer{}, failed
}

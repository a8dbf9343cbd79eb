package probes

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/names"
	"vigie/probes/words"
)

// mostServers is how many mail servers of one domain are asked. A domain that names more is a mistake or an attack.
const mostServers = 16

// exchanger is a server that takes the mail of a domain.
type exchanger struct {
	host       string // without its last dot
	preference uint16 // the least is tried first
}

// exchangers are the servers of a domain, in the order in which senders try them.
type exchangers struct {
	list     []exchanger
	implicit bool // the domain names none, and is its own
	evidence []result.Evidence
}

// findExchangers asks for the mail servers of a domain. A domain that names none is its own (RFC 5321, 5.1); one that
// names only the root says that it takes no mail (RFC 7505). The error is a *names.LookupError.
func findExchangers(ctx context.Context, env Env, domain string) (exchangers, error) {
	a, failed := env.Resolver.Find(ctx, env.Door, names.Question{Name: domain, Type: dns.TypeMX})
	if failed != nil {
		return exchangers{}, failed
	}
	x := exchangers{evidence: []result.Evidence{{Name: "answer of " + a.Server.Address, Text: words.Cut(a.Text(), keep/4)}}}
	if a.Rcode != dns.RcodeSuccess || a.Astray() {
		return x, a.Failure()
	}
	root := x.read(a.Records)
	switch {
	case len(x.list) == 0 && root:
		return x, &names.LookupError{Failure: result.DNSAnswer, Reason: domain + " says that it takes no mail (its MX record names nobody, RFC 7505)"}
	case len(x.list) == 0:
		x.implicit = true
		x.list = []exchanger{{host: domain}}
		x.note("%s has no MX record: mail goes to its own address", domain)
	case root:
		x.note("%s says that it takes no mail, and names servers for its mail beside that (RFC 7505)", domain)
	}
	return x, nil
}

// read takes the servers out of an answer, each once. It tells whether nobody is named among them.
func (x *exchangers) read(answer []dns.RR) (root bool) {
	for _, rr := range answer {
		mx, ok := rr.(*dns.MX)
		switch {
		case !ok:
		case mx.Mx == ".":
			root = true
		default:
			x.list = append(x.list, exchanger{strings.TrimSuffix(strings.ToLower(mx.Mx), "."), mx.Preference})
		}
	}
	slices.SortStableFunc(x.list, func(a, b exchanger) int {
		return cmp.Or(cmp.Compare(a.preference, b.preference), cmp.Compare(a.host, b.host))
	})
	named := make(map[string]bool)
	x.list = slices.DeleteFunc(x.list, func(e exchanger) bool {
		before := named[e.host]
		named[e.host] = true
		return before
	})
	if n := len(x.list); n > mostServers {
		x.note("%d servers are named, of which the first %d are asked", n, mostServers)
		x.list = x.list[:mostServers]
	}
	for _, e := range x.list {
		if _, err := netip.ParseAddr(e.host); err == nil {
			x.note("the MX record names the address %s, where only a name may stand: many senders will not use it", e.host)
		}
	}
	return root
}

// noteAliases tells of servers whose name is an alias, which RFC 2181 (10.3) forbids: some senders do not follow it.
func (x *exchangers) noteAliases(ctx context.Context, env Env) {
	for _, e := range x.list {
		if _, err := netip.ParseAddr(e.host); err == nil || x.implicit || door.Budget(ctx, env.Door.Now()) <= 0 {
			continue
		}
		a, failed := env.Resolver.Find(ctx, env.Door, names.Question{Name: e.host, Type: dns.TypeCNAME})
		if failed != nil {
			continue // nothing was learnt
		}
		for _, target := range a.Values() {
			x.note("the MX record names %s, which is an alias (CNAME) of %s: some senders will not follow it", e.host, strings.TrimSuffix(target, "."))
		}
	}
}

func (x *exchangers) note(format string, args ...any) {
	x.evidence = append(x.evidence, note(format, args...))
}

package probes

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"vigie/internal/result"
)

// Probe asks for the name and compares the answer, in any order.
func (p *DNS) Probe(ctx context.Context, env Env) result.Result {
	r := result.Result{State: result.Up, Phases: result.NoPhases()}
	kind := strings.ToUpper(p.Type)
	if kind == "" {
		kind = "A"
	}
	qtype, ok := dns.StringToType[kind]
	if !ok {
		return couldNotAsk(r, "%s is not a type of DNS record", kind)
	}
	start := env.Door.Now()
	m, server, err := p.exchange(ctx, env, qtype)
	r.Phases.DNS = max(0, env.Door.Now().Sub(start))
	r.Address = server
	if err != nil {
		return lookupFailure(r, err)
	}
	r.Evidence = []result.Evidence{{Name: "answer of " + server, Text: clip(section(m))}}
	got := values(m, qtype)
	if len(got) == 0 {
		return lookupFailure(r, judgeRcode(m, p.Name, qtype, server))
	}
	if want := normal(p.Answer); len(want) > 0 && !slices.Equal(normal(got), want) {
		return fail(r, result.DNSAnswer, "%s answers %s, expected %s", strings.TrimSuffix(p.Name, "."),
			strings.Join(got, ", "), strings.Join(p.Answer, ", "))
	}
	return r
}

// About is the name.
func (p *DNS) About() string { return strings.TrimSuffix(p.Name, ".") }

// Burdens is the server that is asked; the resolver is everybody's.
func (p *DNS) Burdens() string { return p.Server }

// exchange asks the server of the check, whose own name is looked up first, or the resolver that everybody uses.
func (p *DNS) exchange(ctx context.Context, env Env, qtype uint16) (*dns.Msg, string, error) {
	name := p.Name
	if qtype == dns.TypePTR {
		if reverse, err := dns.ReverseAddr(name); err == nil {
			name = reverse
		}
	}
	if p.Server == "" {
		return env.Resolver.Exchange(ctx, env.Door, name, qtype)
	}
	host, port, err := net.SplitHostPort(p.Server)
	if err != nil {
		host, port = p.Server, "53"
	}
	ips, err := env.Resolver.Lookup(ctx, env.Door, host, AnyFamily)
	if err != nil {
		return nil, p.Server, err
	}
	only := Resolver{Servers: []string{net.JoinHostPort(ips[0].String(), port)}}
	return only.Exchange(ctx, env.Door, name, qtype)
}

// values are the records of one type, as text without their header.
func values(m *dns.Msg, qtype uint16) []string {
	var list []string
	for _, rr := range m.Answer {
		if rr.Header().Rrtype != qtype {
			continue
		}
		if txt, ok := rr.(*dns.TXT); ok { // one text, sent in pieces of at most 255 bytes
			list = append(list, strings.Join(txt.Txt, ""))
			continue
		}
		list = append(list, strings.TrimPrefix(rr.String(), rr.Header().String()))
	}
	return list
}

// normal makes two sets of values comparable: addresses in their one spelling, names without their last dot.
func normal(in []string) []string {
	out := make([]string, len(in))
	for i, v := range in {
		v = strings.Trim(strings.TrimSpace(v), `"`)
		if ip, err := netip.ParseAddr(v); err == nil {
			v = ip.String()
		}
		out[i] = strings.ToLower(strings.TrimSuffix(v, "."))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func section(m *dns.Msg) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", dns.RcodeToString[m.Rcode])
	for _, rr := range m.Answer {
		b.WriteString(rr.String() + "\n")
	}
	return b.String()
}

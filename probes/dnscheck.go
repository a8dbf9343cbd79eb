package probes

import (
	"context"
	"errors"
	"fmt"
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
		return fail(r, result.DNSAnswer, "%s is not a type of DNS record", kind)
	}
	resolver := env.Resolver
	if p.Server != "" {
		resolver = &Resolver{Servers: []string{p.Server}}
	}
	start := env.Door.Now()
	m, server, err := resolver.Exchange(ctx, env.Door, p.Name, qtype)
	r.Phases.DNS = max(0, env.Door.Now().Sub(start))
	r.Address = server
	if err != nil {
		var le *LookupError
		if errors.As(err, &le) {
			return fail(r, le.Failure, "%s", le.Reason)
		}
		return fail(r, result.DNSServFail, "%s", err)
	}
	r.Evidence = []result.Evidence{{Name: "answer of " + server, Text: clip(section(m))}}
	got := values(m, qtype)
	if len(got) == 0 {
		var le *LookupError
		if errors.As(judgeRcode(m, p.Name, qtype, server), &le) {
			return fail(r, le.Failure, "%s", le.Reason)
		}
	}
	if want := normal(p.Answer); len(want) > 0 && !slices.Equal(normal(got), want) {
		return fail(r, result.DNSAnswer, "%s answers %s, expected %s", strings.TrimSuffix(p.Name, "."),
			strings.Join(got, ", "), strings.Join(p.Answer, ", "))
	}
	return r
}

// values are the records of one type, as text without their header.
func values(m *dns.Msg, qtype uint16) []string {
	var list []string
	for _, rr := range m.Answer {
		if rr.Header().Rrtype == qtype {
			list = append(list, strings.TrimPrefix(rr.String(), rr.Header().String()))
		}
	}
	return list
}

// normal makes two sets of values comparable.
func normal(in []string) []string {
	out := make([]string, len(in))
	for i, v := range in {
		out[i] = strings.ToLower(strings.TrimSuffix(strings.Trim(strings.TrimSpace(v), `"`), "."))
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

package probes

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/words"
)

// Probe asks for the name and compares the answer, in any order: of the resolver, or of each of the servers.
func (p *DNS) Probe(ctx context.Context, env Env) result.Result {
	r := result.Result{State: result.Up, Phases: result.NoPhases()}
	q, ok := p.question()
	if !ok {
		return couldNotAsk(r, "%s is not a type of DNS record", p.Type)
	}
	start := env.Door.Now()
	r = p.ask(ctx, env, q, r)
	r.Phases.DNS = max(0, env.Door.Now().Sub(start))
	return r
}

// About is the name.
func (p *DNS) About() string { return strings.TrimSuffix(p.Name, ".") }

// Burdens is the server that is asked, where it is one; the resolver is everybody's.
func (p *DNS) Burdens() string {
	if len(p.Servers) == 1 && !p.Authoritative {
		return p.Servers[0]
	}
	return ""
}

// question is what is asked. Signatures are asked for, so that a resolver says whether it has verified them.
func (p *DNS) question() (question, bool) {
	kind := strings.ToUpper(p.Type)
	if kind == "" {
		kind = "A"
	}
	qtype, ok := dns.StringToType[kind]
	name := p.Name
	if qtype == dns.TypePTR {
		if reverse, err := dns.ReverseAddr(name); err == nil {
			name = reverse
		}
	}
	return question{name: name, qtype: qtype, recurse: true, signed: true}, ok
}

func (p *DNS) ask(ctx context.Context, env Env, q question, r result.Result) result.Result {
	if len(p.Servers) == 0 && !p.Authoritative {
		start := env.Door.Now()
		m, server, failed := env.Resolver.find(ctx, env.Door, q)
		t := testimony{server: dnsServer{address: server, resolves: true}, failed: failed, took: env.Door.Now().Sub(start)}
		if failed == nil {
			t.answer = readAnswer(m, q.name, q.qtype)
		}
		return p.alone(ctx, env, q, t, r)
	}
	servers := p.named(ctx, env)
	if !p.Authoritative {
		if len(servers) == 1 {
			return p.alone(ctx, env, q, servers[0].ask(ctx, env, q, 1), r)
		}
		return p.together(ctx, env, q, nil, servers, r)
	}
	z, err := findZone(ctx, env, q.name)
	if err != nil {
		return lookupFailure(r, err)
	}
	return p.together(ctx, env, q, &z, append(z.servers(ctx, env, p.Family), servers...), r)
}

// alone judges what the only one that was asked said.
func (p *DNS) alone(ctx context.Context, env Env, q question, t testimony, r result.Result) result.Result {
	r.Address = t.server.address
	if t.failed != nil {
		return lookupFailure(r, t.failed)
	}
	r.DNS, r.Evidence = t.facts(), []result.Evidence{t.evidence()}
	bad := p.judge(q, t, p.About())
	if bad == nil {
		return r
	}
	if bad.Failure == result.DNSServFail {
		reason, second := whyServFail(ctx, env.Door, t.server.address, q, t.answer)
		bad.Reason = reason
		if second != nil {
			r.Evidence = append(r.Evidence, result.Evidence{
				Name: t.evidence().Name + ", without verifying signatures", Text: clip(second.section()),
			})
		}
	}
	if len(t.answer.records) == 0 && t.answer.ttl > 0 {
		r.Evidence = append(r.Evidence, note("resolvers may remember this for %s", words.Seconds(time.Duration(t.answer.ttl)*time.Second)))
	}
	return fail(r, bad.Failure, "%s", bad.Reason)
}

// judge tells what is wrong with an answer; nil when nothing is. who answers is the name, or one of several servers.
func (p *DNS) judge(q question, t testimony, who string) *LookupError {
	got := t.values()
	if len(got) == 0 {
		return t.answer.failure(q.name, recordOf(q.qtype), t.server.who())
	}
	if want := normal(p.Answer); len(want) > 0 && !slices.Equal(normal(got), want) {
		return &LookupError{result.DNSAnswer, fmt.Sprintf("%s answers %s, expected %s",
			who, strings.Join(got, ", "), strings.Join(p.Answer, ", "))}
	}
	return nil
}

// named are the servers that the check names, at the addresses that they have.
func (p *DNS) named(ctx context.Context, env Env) []dnsServer {
	var list []dnsServer
	for _, s := range p.Servers {
		host, port, err := net.SplitHostPort(s)
		if err != nil {
			host, port = s, "53"
		}
		for _, n := range addressed(ctx, env, host, port, p.Family) {
			n.resolves = true
			list = append(list, n)
		}
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

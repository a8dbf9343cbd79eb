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
	"vigie/probes/names"
	"vigie/probes/words"
)

// DNS asks for a name.
type DNS struct {
	Name          string
	Type          string   // A when empty
	Servers       []string // host:port of each, asked apart; the resolver of the Env when empty
	Authoritative bool     // every server of the zone is asked too
	Family        Family   // of the addresses at which servers are asked
	Answer        []string // what must be answered, in any order; any answer when empty
}

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
func (p *DNS) question() (names.Question, bool) {
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
	return names.Question{Name: name, Type: qtype, Signed: true}, ok
}

func (p *DNS) ask(ctx context.Context, env Env, q names.Question, r result.Result) result.Result {
	if len(p.Servers) == 0 && !p.Authoritative {
		q.Last = true
		start := env.Door.Now()
		a, failed := env.Resolver.Find(ctx, env.Door, q)
		t := testimony{server: a.Server, answer: a, failed: failed, took: max(0, env.Door.Now().Sub(start))}
		return p.alone(ctx, env, t, r)
	}
	servers := p.named(ctx, env)
	if !p.Authoritative {
		if len(servers) == 1 {
			q.Last = true
			return p.alone(ctx, env, ask(ctx, env, servers[0], q, 1), r)
		}
		return p.together(ctx, env, q, nil, servers, r)
	}
	z, err := env.Resolver.Zone(ctx, env.Door, q.Name)
	if err != nil {
		return lookupFailure(r, err)
	}
	return p.together(ctx, env, q, &z, append(z.Servers(ctx, env.Door, p.Family), servers...), r)
}

// alone judges what the only one that was asked said.
func (p *DNS) alone(ctx context.Context, env Env, t testimony, r result.Result) result.Result {
	r.Address = t.server.Address
	if t.failed != nil {
		return lookupFailure(r, t.failed)
	}
	r.DNS, r.Evidence = t.facts(), []result.Evidence{t.evidence()}
	bad := p.judge(t, p.About())
	if bad == nil {
		return r
	}
	if bad.Failure == result.DNSServFail {
		reason, unverified := t.answer.WhyServFail(ctx, env.Door)
		bad.Reason = reason
		if unverified != nil {
			r.Evidence = append(r.Evidence, result.Evidence{
				Name: t.evidence().Name + ", without verifying signatures", Text: clip(unverified.Text()),
			})
		}
	}
	if len(t.answer.Records) == 0 && t.answer.TTL > 0 {
		r.Evidence = append(r.Evidence, note("resolvers may remember this for %s", words.Seconds(time.Duration(t.answer.TTL)*time.Second)))
	}
	return fail(r, bad.Failure, "%s", bad.Reason)
}

// judge tells what is wrong with an answer; nil when nothing is. who answers is the name, or one of several servers.
func (p *DNS) judge(t testimony, who string) *names.LookupError {
	got := t.values()
	if len(got) == 0 {
		return t.answer.Failure()
	}
	if want := normal(p.Answer); len(want) > 0 && !slices.Equal(normal(got), want) {
		return &names.LookupError{Failure: result.DNSAnswer, Reason: fmt.Sprintf("%s answers %s, expected %s",
			who, strings.Join(got, ", "), strings.Join(p.Answer, ", "))}
	}
	return nil
}

// named are the servers that the check names, at the addresses that they have.
func (p *DNS) named(ctx context.Context, env Env) []names.Server {
	var list []names.Server
	for _, s := range p.Servers {
		host, port, err := net.SplitHostPort(s)
		if err != nil {
			host, port = s, "53"
		}
		for _, n := range env.Resolver.At(ctx, env.Door, host, port, p.Family) {
			n.Resolves = true
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

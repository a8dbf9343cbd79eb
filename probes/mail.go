package probes

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"

	"vigie/internal/result"
	"vigie/probes/door"
)

// Probe asks every server that takes the mail of the domain, one after the other, the time that is left shared between
// them. One of several that is broken is degraded: senders try the next.
func (p *Mail) Probe(ctx context.Context, env Env) result.Result {
	r := result.Result{State: result.Up, Phases: result.NoPhases()}
	began := env.Door.Now()
	x, err := findExchangers(ctx, env, p.About())
	r.Phases.DNS = max(0, env.Door.Now().Sub(began))
	if err != nil {
		r.Evidence = x.evidence
		return lookupFailure(r, err)
	}
	r.Total = r.Phases.DNS
	port := "25"
	if p.Port != 0 {
		port = strconv.Itoa(p.Port)
	}
	var seen []asked
	for i, e := range x.list {
		one, cancel := door.Share(ctx, env.Door, len(x.list)-i)
		s := p.askOne(one, env, net.JoinHostPort(e.host, port))
		cancel()
		r.Phases = addPhases(r.Phases, s.Phases)
		r.Total += s.Total
		r.Steps = append(r.Steps, stepOf("smtp://"+net.JoinHostPort(e.host, port), s))
		seen = append(seen, asked{e.host, s})
	}
	x.noteAliases(ctx, env)
	r = judgeServers(r, p.About(), x.implicit, seen)
	r.Evidence = append(x.evidence, sharedOut(evidenceFrom(seen), x.evidence)...)
	return r
}

// About is the domain.
func (p *Mail) About() string { return strings.TrimSuffix(p.Domain, ".") }

// Burdens is nobody in particular: which servers there are is not known before.
func (p *Mail) Burdens() string { return "" }

// asked is what came of asking one server.
type asked struct {
	host string
	result.Result
}

func (p *Mail) askOne(ctx context.Context, env Env, address string) result.Result {
	began := env.Door.Now()
	policy := p.Policy
	policy.ServerName = "" // each server goes by a name of its own
	r := (&MailServer{Address: address, StartTLS: p.StartTLS, Family: p.Family, Policy: policy, Under: p.Under}).Probe(ctx, env)
	if r.Total == 0 {
		r.Total = max(0, env.Door.Now().Sub(began))
	}
	return r
}

// judgeServers makes one result of those of the servers. What it shows is of the server that gives it its class, or of
// the one that senders try first.
func judgeServers(r result.Result, domain string, implicit bool, seen []asked) result.Result {
	in := make(map[result.State][]asked)
	for _, s := range seen {
		in[s.State] = append(in[s.State], s)
	}
	down, weak, unknown := in[result.Down], in[result.Degraded], in[result.Unknown]
	shown := seen[0]
	switch {
	case len(down) == len(seen):
		shown = down[0]
		r = fail(r, shown.Failure, "%s", tellServers(domain, implicit, down, len(seen)))
	case len(down)+len(unknown) == len(seen), len(down)+len(weak) == 0 && len(unknown) > 0:
		shown = unknown[0]
		r = couldNotAsk(r, "%s: %s", shown.host, shown.Reason)
	case len(down) > 0:
		shown = down[0]
		r = degrade(r, shown.Failure, "%s", tellServers(domain, implicit, down, len(seen)))
	case len(weak) > 0:
		shown = weak[0]
		r = degrade(r, shown.Failure, "%s", tellServers(domain, implicit, weak, len(seen)))
	}
	r.Address, r.TLS, r.Mail = shown.Address, shown.TLS, shown.Mail
	return r
}

// tellServers says which servers of a domain are not well, and why.
func tellServers(domain string, implicit bool, bad []asked, all int) string {
	const most = 3
	var why []string
	for _, s := range bad[:min(most, len(bad))] {
		why = append(why, s.host+": "+s.Reason)
	}
	if more := len(bad) - most; more > 0 {
		why = append(why, fmt.Sprintf("and %d more", more))
	}
	told := strings.Join(why, "; ")
	switch {
	case implicit:
		return domain + " names no mail server, so that it is its own: " + bad[0].Reason
	case all == 1:
		return "the mail server " + told
	case len(bad) == all && bad[0].State == result.Down:
		return fmt.Sprintf("none of the %d mail servers of %s works: %s", all, domain, told)
	default:
		return fmt.Sprintf("trouble with %d of the %d mail servers of %s: %s", len(bad), all, domain, told)
	}
}

// evidenceFrom is that of all servers, each piece with the name of the one that it is of.
func evidenceFrom(seen []asked) []result.Evidence {
	var list []result.Evidence
	for _, s := range seen {
		for _, e := range s.Evidence {
			if len(seen) > 1 {
				e.Name += " of " + s.host
			}
			list = append(list, e)
		}
	}
	return list
}

package probes

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/names"
)

// together asks several servers the same and judges what they say beside each other. A resolver that meets a silent
// or a lame server asks the next, so the name is down only where none is of use, or where those that mislead are
// more than those that do not.
func (p *DNS) together(ctx context.Context, env Env, q names.Question, z *names.Zone, servers []names.Server, r result.Result) result.Result {
	var all []testimony
	for i, s := range servers {
		left := 2 * (len(servers) - i) // questions: each server is asked two
		t := ask(ctx, env, s, q, left)
		t.bad, t.misleads = p.fault(z, t)
		if t.bad == nil && z != nil && !s.Resolves {
			t.serial = serialOf(ctx, env, z, s, left-1)
		}
		all = append(all, t)
	}
	if len(p.Answer) == 0 {
		compareAnswers(all)
	}
	compareSerials(all)
	return summary(z, all, r)
}

// fault tells what is wrong with what one of several servers said, by itself, and whether it misleads who believes it.
func (p *DNS) fault(z *names.Zone, t testimony) (bad *names.LookupError, misleads bool) {
	switch {
	case t.failed != nil:
		return t.failed, false
	case z != nil && !t.server.Resolves && t.tells() && !t.answer.Authoritative:
		return &names.LookupError{Failure: result.DNSAnswer, Reason: fmt.Sprintf("%s does not speak for the zone %s", t.server, z.Name)}, false
	}
	if bad = p.judge(t, t.server.String()); bad == nil {
		return nil, false
	}
	if bad.Failure == result.DNSEmpty {
		bad.Reason += ", says " + t.server.String()
	}
	return bad, t.tells()
}

// compareAnswers finds who answers other than most do. In a tie those are right that were asked first: nobody can know.
func compareAnswers(all []testimony) {
	votes := make(map[string]int)
	said := func(t testimony) string { return strings.Join(normal(t.values()), ", ") }
	for _, t := range all {
		if t.bad == nil {
			votes[said(t)]++
		}
	}
	var most string
	for _, t := range all {
		if t.bad == nil && votes[said(t)] > votes[most] {
			most = said(t)
		}
	}
	for i, t := range all {
		if t.bad == nil && said(t) != most {
			all[i].differ("%s answers %s, where others answer %s", t.server, said(t), most)
		}
	}
}

// compareSerials finds who has an older version of the zone than others.
func compareSerials(all []testimony) {
	var newest *uint32
	for _, t := range all {
		if t.serial != nil && (newest == nil || behind(*newest, *t.serial)) {
			newest = t.serial
		}
	}
	for i, t := range all {
		if t.bad == nil && t.serial != nil && behind(*t.serial, *newest) {
			all[i].differ("%s has version %d of the zone, where others have %d", t.server, *t.serial, *newest)
		}
	}
}

// summary makes one result of what all the servers said: a step for each.
func summary(z *names.Zone, all []testimony, r result.Result) result.Result {
	var worst *names.LookupError
	bad, usable, misleading := 0, 0, 0
	for _, t := range all {
		r.Steps = append(r.Steps, t.step())
		if t.failed == nil {
			r.Evidence = append(r.Evidence, t.evidence())
		}
		switch {
		case t.bad == nil || t.differs:
			usable++
		case t.misleads:
			misleading++
		}
		if t.bad != nil {
			bad++
			if worst == nil || gravity(t.bad.Failure) > gravity(worst.Failure) {
				worst = t.bad
			}
		}
	}
	if s := spokesman(all); s != nil {
		r.Address, r.DNS = s.server.Address, s.facts()
	}
	if worst == nil {
		return r
	}
	whose := "servers asked"
	if z != nil {
		whose = "name servers of " + z.Name
	}
	format, what := "%d of %d %s: %s", []any{bad, len(all), whose, worst.Reason}
	if usable == 0 || misleading > usable {
		return fail(r, worst.Failure, format, what...)
	}
	return degrade(r, worst.Failure, format, what...)
}

// spokesman is who answers as it should, or who answers at all.
func spokesman(all []testimony) *testimony {
	for _, fine := range []func(testimony) bool{
		func(t testimony) bool { return t.bad == nil },
		func(t testimony) bool { return t.failed == nil },
	} {
		if i := slices.IndexFunc(all, fine); i >= 0 {
			return &all[i]
		}
	}
	return nil
}

// gravity orders the classes by what they do to visitors: who is misled is worse off than who must ask elsewhere.
func gravity(f result.Failure) int {
	return slices.Index([]result.Failure{
		result.DNSTimeout, result.DNSRefused, result.DNSServFail, result.DNSAnswer, result.DNSEmpty, result.DNSNXDomain,
	}, f)
}

// serialOf asks a server which version of a zone it has.
func serialOf(ctx context.Context, env Env, z *names.Zone, s names.Server, n int) *uint32 {
	a, failed := s.Ask(ctx, env.Door, names.Question{Name: z.Name, Type: dns.TypeSOA}, n)
	if failed != nil {
		return nil
	}
	for _, rr := range a.Records {
		if soa, ok := rr.(*dns.SOA); ok {
			return &soa.Serial
		}
	}
	return nil
}

// behind tells whether one version of a zone is older than another, on the circle of numbers that serials are
// (RFC 1982).
func behind(a, b uint32) bool { return a != b && int32(b-a) > 0 } //nolint:gosec // the circle is meant

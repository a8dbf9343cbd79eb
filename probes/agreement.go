package probes

import (
	"context"
	"slices"
	"strings"

	"vigie/internal/result"
)

// together asks several servers the same and judges what they say beside each other. A resolver that meets a silent
// or a lame server asks the next, so the name is down only where none is of use, or where those that mislead are
// more than those that do not.
func (p *DNS) together(ctx context.Context, env Env, q question, z *dnsZone, servers []dnsServer, r result.Result) result.Result {
	var all []testimony
	for i, s := range servers {
		left := 2 * (len(servers) - i) // questions: each server is asked two
		t := s.ask(ctx, env, q, left)
		t.bad, t.misleads = p.fault(q, z, t)
		if t.bad == nil && z != nil && !s.resolves {
			t.serial = z.serialOf(ctx, env, s, left-1)
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
func (p *DNS) fault(q question, z *dnsZone, t testimony) (bad *LookupError, misleads bool) {
	switch {
	case t.failed != nil:
		return t.failed, false
	case z != nil && !t.server.resolves && t.tells() && !t.answer.Authoritative:
		return z.unspoken(t.server), false
	}
	if bad = p.judge(q, t, t.server.who()); bad == nil {
		return nil, false
	}
	if bad.Failure == result.DNSEmpty {
		bad.Reason += ", says " + t.server.who()
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
			all[i].differ("%s answers %s, where others answer %s", t.server.who(), said(t), most)
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
			all[i].differ("%s has version %d of the zone, where others have %d", t.server.who(), *t.serial, *newest)
		}
	}
}

// summary makes one result of what all the servers said: a step for each.
func summary(z *dnsZone, all []testimony, r result.Result) result.Result {
	var worst *LookupError
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
		r.Address, r.DNS = s.server.address, s.facts()
	}
	if worst == nil {
		return r
	}
	whose := "servers asked"
	if z != nil {
		whose = "name servers of " + z.name
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

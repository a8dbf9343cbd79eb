package probes

import (
	"context"
	"fmt"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/names"
)

// testimony is what one server said, and, where several were asked, what is wrong with it.
type testimony struct {
	server   names.Server
	answer   names.Answer
	failed   *names.LookupError // nothing, or nothing of use
	serial   *uint32            // the version of the zone that it has; nil when it was not asked for or not told
	took     time.Duration
	bad      *names.LookupError
	misleads bool // it is believed, and wrong
	differs  bool // it may be right by itself, but others say otherwise
}

// ask asks one server. It is the first of n questions that follow each other and share the time that is left.
func ask(ctx context.Context, env Env, s names.Server, q names.Question, n int) testimony {
	start := env.Door.Now()
	a, failed := s.Ask(ctx, env.Door, q, n)
	return testimony{server: s, answer: a, failed: failed, took: max(0, env.Door.Now().Sub(start))}
}

// values are what the server answers. One that speaks for its zone need not know where an alias leads that leaves it:
// then the alias is the answer.
func (t testimony) values() []string {
	if t.failed != nil || t.answer.Rcode != dns.RcodeSuccess {
		return nil
	}
	if to := t.answer.Alias(); len(t.answer.Records) == 0 && to != "" && !t.server.Resolves {
		return []string{to}
	}
	return t.answer.Values()
}

// tells tells whether it is an answer that is believed, right or wrong.
func (t testimony) tells() bool {
	return t.failed == nil && (t.answer.Rcode == dns.RcodeSuccess || t.answer.Rcode == dns.RcodeNameError)
}

// differ notes that others say otherwise.
func (t *testimony) differ(format string, args ...any) {
	t.bad, t.differs = &names.LookupError{Failure: result.DNSAnswer, Reason: fmt.Sprintf(format, args...)}, true
}

// step is the testimony as a part of a result.
func (t testimony) step() result.Step {
	s := result.Step{
		Target: t.server.Name, State: result.Up, Address: t.server.Address, Total: t.took, Phases: result.NoPhases(),
	}
	if s.Target == "" {
		s.Target = t.server.Address
	}
	if t.server.Address != "" {
		s.Phases.DNS = t.took
	}
	if t.bad != nil {
		s.State, s.Failure, s.Reason = result.Down, t.bad.Failure, t.bad.Reason
	}
	if t.differs {
		s.State = result.Degraded
	}
	return s
}

func (t testimony) facts() *result.DNS {
	return &result.DNS{
		Server: t.server.Address, Rcode: dns.RcodeToString[t.answer.Rcode], Answers: t.values(), TTL: t.answer.TTL,
		Authoritative: t.answer.Authoritative, Authentic: t.answer.AuthenticatedData,
	}
}

func (t testimony) evidence() result.Evidence {
	name := t.server.Address
	if t.server.Name != "" {
		name = t.server.Name + " (" + t.server.Address + ")"
	}
	return result.Evidence{Name: "answer of " + name, Text: clip(t.answer.Text())}
}

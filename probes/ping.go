package probes

import (
	"context"
	"time"

	"vigie/internal/result"
	"vigie/probes/words"
)

// Ping sends echoes.
type Ping struct {
	Host   string // a name or an address
	Family Family
	Under  time.Duration // slower on average is degraded; 0 turns that off
}

// echoes is how many are sent: one that is lost says little.
const echoes = 3

// Probe sends a few echoes, each after the one before has come back or its share of the time is over. The total is
// that of one echo, on average, and of the look-up before it; the round trip stands in the phase of the first byte.
func (p *Ping) Probe(ctx context.Context, env Env) result.Result {
	return eachFamily(ctx, env, p.Family, p.probe)
}

// About is the host.
func (p *Ping) About() string { return p.Host }

// Burdens is the host: it has no port.
func (p *Ping) Burdens() string { return p.Host }

func (p *Ping) probe(ctx context.Context, env Env, family Family) result.Result {
	r := result.Result{Phases: result.NoPhases()}
	start := env.Door.Now()
	ips, err := env.Resolver.Lookup(ctx, env.Door, p.Host, family)
	r.Phases.DNS = max(0, env.Door.Now().Sub(start))
	if err != nil {
		return lookupFailure(r, err)
	}
	r.Address = ips[0].String()
	s := &series{env: env, ip: ips[0]}
	for left := echoes; left > 0; left-- {
		s.next(ctx, left)
	}
	return p.judge(r, s, words.Seconds(env.Door.Now().Sub(start)))
}

// judge says what the echoes mean. Some that are lost are no reason to call a host down.
func (p *Ping) judge(r result.Result, s *series, took string) result.Result {
	r.State, r.Ping, r.Evidence = result.Up, s.facts(), s.evidence()
	if r.Ping.Received == 0 {
		return s.silence(r, took)
	}
	r.Phases.FirstByte = r.Ping.Mean
	r.Total = r.Phases.DNS + r.Ping.Mean
	if lost := r.Ping.Sent - r.Ping.Received; lost > 0 {
		return s.loss(r, lost)
	}
	if p.Under > 0 && r.Ping.Mean > p.Under {
		return degrade(r, result.Slow, "%s to %s take %s on average, wanted under %s",
			s.word(), r.Address, words.Seconds(r.Ping.Mean), words.Seconds(p.Under))
	}
	return r
}

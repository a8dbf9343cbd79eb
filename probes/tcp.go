package probes

import (
	"context"
	"fmt"
	"io"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/neterr"
	"vigie/probes/words"
)

// TCP connects, may say something, and may expect an answer.
type TCP struct {
	Address  string // host:port
	Family   Family
	Send     string
	Contains []Pattern
	Under    time.Duration // slower is degraded; 0 turns that off
}

// Probe connects, says what it was told to say, and waits for what it was told to expect.
func (p *TCP) Probe(ctx context.Context, env Env) result.Result {
	return eachFamily(ctx, env, p.Family, p.probe)
}

// About is the host.
func (p *TCP) About() string { return hostOnly(p.Address) }

// Burdens is the port.
func (p *TCP) Burdens() string { return p.Address }

func (p *TCP) probe(ctx context.Context, env Env, family Family) result.Result {
	conn, bad := connect(ctx, env, p.Address, family)
	if bad != nil {
		return *bad
	}
	defer conn.Close() //nolint:errcheck // everything was read
	r := conn.result()
	start := env.Door.Now()
	if p.Send != "" {
		if _, err := io.WriteString(conn, p.Send); err != nil {
			return fail(r, result.TCPReset, "%s took the connection, but not what was sent", conn.address)
		}
	}
	if wanted := missing(p.Contains, ""); len(wanted) > 0 {
		r = p.listen(ctx, env, conn, r)
		r.Phases.FirstByte = max(0, env.Door.Now().Sub(start))
	}
	if total := sum(r.Phases); r.State == result.Up && p.Under > 0 && total > p.Under {
		return slow(r, total, p.Under)
	}
	return r
}

// listen reads until everything expected has come, in however many pieces, or the time is over.
func (p *TCP) listen(ctx context.Context, env Env, conn connection, r result.Result) result.Result {
	const limit = 64 << 10
	within := words.Seconds(door.Budget(ctx, env.Door.Now()))
	var heard []byte
	buf := make([]byte, 4096)
	for len(heard) < limit {
		n, err := conn.Read(buf)
		heard = append(heard, buf[:n]...)
		wanted := missing(p.Contains, string(heard))
		if len(wanted) == 0 {
			r.Evidence = []result.Evidence{{Name: "answer", Text: clip(string(heard))}}
			return r
		}
		if err == nil {
			continue
		}
		r.Evidence = []result.Evidence{{Name: "answer", Text: clip(string(heard))}}
		switch {
		case neterr.TimedOut(err) && len(heard) == 0:
			return fail(r, result.TCPTimeout, "%s took the connection and said nothing within %s", conn.address, within)
		case neterr.WasReset(err):
			return fail(r, result.TCPReset, "%s cut the connection", conn.address)
		default:
			return fail(r, result.ContentMissing, "%s did not say %q%s", conn.address, wanted[0].Text, but(heard))
		}
	}
	return fail(r, result.ContentMissing, "%s said a lot, but not %q", conn.address, missing(p.Contains, string(heard))[0].Text)
}

func but(heard []byte) string {
	if len(heard) == 0 {
		return ", it closed the connection"
	}
	return fmt.Sprintf(" but %q", words.First(string(heard)))
}

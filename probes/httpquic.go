package probes

import (
	"context"
	"net"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/web"
	"vigie/probes/words"
)

// overQUIC asks over HTTP/3. There is no connection before the secure one: the phase of connecting does not happen.
func (v *visit) overQUIC(ctx context.Context, q web.Request) (web.Answer, bool) {
	dialer, ok := v.env.Door.(door.PacketDialer)
	if !ok {
		v.r = couldNotAsk(v.r, "HTTP/3 cannot be asked from here: no packets can be sent")
		return web.Answer{}, false
	}
	now := v.env.Door.Now
	ph, start := result.NoPhases(), now()
	ips, err := v.env.Resolver.Lookup(ctx, v.env.Door, q.At.Hostname(), v.family)
	located := now()
	ph.DNS = max(0, located.Sub(start))
	if err != nil {
		v.addPhases(ph)
		v.r = lookupFailure(v.r, err)
		return web.Answer{}, false
	}
	_, port, _ := net.SplitHostPort(hostPort(q.At)) // it was joined a moment ago
	line, address, err := firstAnswering(ctx, v.env, ips, port, func(ctx context.Context, address string) (web.Line, error) {
		return web.DialQUIC(ctx, dialer, address, door.Budget(ctx, now()), v.hello(q.At, web.H3).Config(now))
	})
	v.r.Address = address
	ready := now()
	if err != nil {
		v.addPhases(ph)
		failure, reason := line.Failure(err, words.Seconds(ready.Sub(located)))
		v.r = fail(v.r, failure, "%s", reason)
		return web.Answer{}, false
	}
	defer line.Close()
	ph.TLS = max(0, ready.Sub(located))
	found := v.hello(q.At).Judge(line.TLS(), ready)
	v.r.TLS, v.seen = found.Facts, found.Evidence
	if found.Failure != "" {
		v.addPhases(ph)
		v.r = fail(v.r, found.Failure, "%s", found.Reason)
		return web.Answer{}, false
	}
	a := v.desk.HTTP3(ctx, v.env.Door, line, ready, q)
	ph.FirstByte, ph.Transfer = a.FirstByte, a.Transfer
	v.addPhases(ph)
	return a, true
}

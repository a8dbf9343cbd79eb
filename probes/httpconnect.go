package probes

import (
	"context"
	"crypto/tls"
	"net"
	"net/url"

	"vigie/internal/result"
	"vigie/probes/cert"
	"vigie/probes/door"
	"vigie/probes/web"
	"vigie/probes/words"
)

// overTCP opens a connection and asks on it, in the version of HTTP that the server chooses.
func (v *visit) overTCP(ctx context.Context, req web.Request) (web.Answer, bool) {
	conn, bad := connect(ctx, v.env, hostPort(req.At), v.family)
	if bad != nil {
		v.r.Phases = addPhases(v.r.Phases, bad.Phases)
		v.r.State, v.r.Failure, v.r.Reason = bad.State, bad.Failure, bad.Reason
		v.r.Address = bad.Address
		v.caughtInside()
		return web.Answer{}, false
	}
	defer conn.Close() //nolint:errcheck // everything was read
	v.r.Address = conn.address
	if v.caughtInside() {
		return web.Answer{}, false
	}
	ph, stream, ready, speak := conn.phases, net.Conn(conn), conn.ready, v.desk.HTTP1
	if req.At.Scheme == "https" {
		secured, found := v.secure(ctx, conn, req.At)
		ready = v.env.Door.Now()
		ph.TLS = max(0, ready.Sub(conn.ready))
		v.r.TLS, v.seen = found.Facts, found.Evidence
		if found.Failure != "" {
			v.r.Phases = addPhases(v.r.Phases, ph)
			v.r = fail(v.r, found.Failure, "%s", found.Reason)
			return web.Answer{}, false
		}
		stream = secured
		if secured.ConnectionState().NegotiatedProtocol == web.H2 {
			speak = v.desk.HTTP2
		}
	}
	a := speak(v.env.Door, stream, ready, req)
	ph.FirstByte, ph.Transfer = a.FirstByte, a.Transfer
	v.r.Phases = addPhases(v.r.Phases, ph)
	if a.WantsHTTP1 && !v.onlyHTTP1 {
		v.onlyHTTP1 = true
		v.notes = append(v.notes, note("the server chose HTTP/2, and then asked for HTTP/1.1"))
		return v.overTCP(ctx, req)
	}
	return a, true
}

// hello is how a handshake with the server of an address is begun.
func (v *visit) hello(at *url.URL, protos ...string) cert.Hello {
	h := v.TLS.hello(v.env, v.serverName(at))
	h.Protos, h.Known = protos, v.known
	return h
}

// secure makes a connection of a visit a secure one, and offers the versions of HTTP that may be spoken.
func (v *visit) secure(ctx context.Context, conn net.Conn, at *url.URL) (*tls.Conn, cert.Shown) {
	protos := []string{web.H2, web.H1}
	switch {
	case v.Protocol == HTTP1, v.onlyHTTP1:
		protos = protos[1:]
	case v.Protocol == HTTP2:
		protos = protos[:1]
	}
	c, found := v.hello(at, protos...).Secure(ctx, v.env.Door, conn)
	if found.Failure == "" && v.Protocol == HTTP2 && c.ConnectionState().NegotiatedProtocol != web.H2 {
		found.Failure, found.Reason = result.TLSHandshake, "the server does not offer HTTP/2, which this check asks for"
	}
	return c, found
}

// overQUIC asks over HTTP/3. There is no connection before the secure one: the phase of connecting does not happen.
func (v *visit) overQUIC(ctx context.Context, req web.Request) (web.Answer, bool) {
	dialer, ok := v.env.Door.(door.PacketDialer)
	if !ok {
		v.r = couldNotAsk(v.r, "HTTP/3 cannot be asked from here: no packets can be sent")
		return web.Answer{}, false
	}
	now := v.env.Door.Now
	ph, start := result.NoPhases(), now()
	ips, err := v.env.Resolver.Lookup(ctx, v.env.Door, req.At.Hostname(), v.family)
	located := now()
	ph.DNS = max(0, located.Sub(start))
	if err != nil {
		v.r.Phases = addPhases(v.r.Phases, ph)
		v.r = lookupFailure(v.r, err)
		return web.Answer{}, false
	}
	_, port, _ := net.SplitHostPort(hostPort(req.At)) // it was joined a moment ago
	line, address, err := firstAnswering(ctx, v.env, ips, port, func(ctx context.Context, address string) (web.Line, error) {
		return web.DialQUIC(ctx, dialer, address, door.Budget(ctx, now()), v.hello(req.At, web.H3).Config(now))
	})
	v.r.Address = address
	ready := now()
	if err != nil {
		v.r.Phases = addPhases(v.r.Phases, ph)
		failure, reason := line.Failure(err, words.Seconds(ready.Sub(located)))
		v.r = fail(v.r, failure, "%s", reason)
		return web.Answer{}, false
	}
	defer line.Close()
	ph.TLS = max(0, ready.Sub(located))
	found := v.hello(req.At).Judge(line.TLS(), ready)
	v.r.TLS, v.seen = found.Facts, found.Evidence
	if found.Failure != "" {
		v.r.Phases = addPhases(v.r.Phases, ph)
		v.r = fail(v.r, found.Failure, "%s", found.Reason)
		return web.Answer{}, false
	}
	a := v.desk.HTTP3(ctx, v.env.Door, line, ready, req)
	ph.FirstByte, ph.Transfer = a.FirstByte, a.Transfer
	v.r.Phases = addPhases(v.r.Phases, ph)
	return a, true
}

package probes

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/names"
	"vigie/probes/neterr"
	"vigie/probes/words"
)

// connection is a fresh TCP connection with what it took to make it.
type connection struct {
	net.Conn
	address string
	phases  result.Phases // looking up and connecting
	ready   time.Time     // when it was there
}

// result is one that is fine as far as it goes.
func (c connection) result() result.Result {
	return result.Result{State: result.Up, Address: c.address, Phases: c.phases}
}

// connect looks a host up and connects to the first of its addresses that answers, the time that is left shared
// between them. Where it fails, the result says why, and names the address that was asked last.
func connect(ctx context.Context, env Env, hostport string, family Family) (connection, *result.Result) {
	r := result.Result{Phases: result.NoPhases()}
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		r = couldNotAsk(r, "%s is not an address with a port", hostport)
		return connection{}, &r
	}
	start := env.Door.Now()
	ips, err := env.Resolver.Lookup(ctx, env.Door, host, family)
	found := env.Door.Now()
	r.Phases.DNS = max(0, found.Sub(start))
	if err != nil {
		r = lookupFailure(r, err)
		return connection{}, &r
	}
	c := connection{phases: r.Phases}
	c.Conn, c.address, err = firstAnswering(ctx, env, ips, port, func(one context.Context, address string) (net.Conn, error) {
		return door.Dial(one, ctx, env.Door, "tcp", address)
	})
	c.ready = env.Door.Now()
	c.phases.Connect = max(0, c.ready.Sub(found))
	if err != nil {
		r.Address = c.address
		r = connectResult(r, err, c.ready.Sub(start), len(ips))
		return connection{}, &r
	}
	return c, nil
}

// firstAnswering tries address after address, the time that is left shared between them. It returns the one that was tried
// last, and what came of that.
func firstAnswering[C any](ctx context.Context, env Env, ips []netip.Addr, port string, try func(context.Context, string) (C, error)) (c C, address string, err error) {
	for i, ip := range ips {
		address = net.JoinHostPort(ip.String(), port)
		one, cancel := door.Share(ctx, env.Door, len(ips)-i)
		c, err = try(one, address)
		cancel()
		if err == nil {
			break
		}
	}
	return c, address, err
}

// connectResult says why none of the addresses of a host took a connection.
func connectResult(r result.Result, err error, took time.Duration, addresses int) result.Result {
	if neterr.Exhausted(err) {
		return couldNotAsk(r, "%s", neterr.WhyExhausted(err))
	}
	failure, reason := neterr.WhyNotConnected(err, r.Address, words.Seconds(took))
	if addresses > 1 {
		return fail(r, failure, "none of %d addresses takes a connection, the last: %s", addresses, reason)
	}
	return fail(r, failure, "%s", reason)
}

// hostOnly is the host of host:port.
func hostOnly(hostport string) string {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		return hostport
	}
	return host
}

// lookupFailure says why a name has no address to connect to.
func lookupFailure(r result.Result, err error) result.Result {
	var le *names.LookupError
	switch {
	case !errors.As(err, &le):
		return fail(r, result.DNSServFail, "%s", neterr.Plain(err))
	case le.Failure == "":
		return couldNotAsk(r, "%s", le.Reason)
	default:
		return fail(r, le.Failure, "%s", le.Reason)
	}
}

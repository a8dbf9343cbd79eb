package probes

import (
	"context"
	"errors"
	"net"
	"time"

	"vigie/internal/result"
)

// connection is a fresh TCP connection with what it took to make it.
type connection struct {
	net.Conn
	address string
	dns     time.Duration
	connect time.Duration
}

// connect looks a host up and connects to the first of its addresses that answers, the time that is left shared
// between them. Where it fails, the result says why, and names the address that was asked last.
func connect(ctx context.Context, env Env, hostport string, family Family) (connection, *result.Result) {
	r := result.Result{Phases: result.NoPhases()}
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		bad := fail(r, result.TCPUnreachable, "%s is not an address with a port", hostport)
		return connection{}, &bad
	}
	start := env.Door.Now()
	within := seconds(budget(ctx, start))
	ips, err := env.Resolver.Lookup(ctx, env.Door, host, family)
	r.Phases.DNS = max(0, env.Door.Now().Sub(start))
	if err != nil {
		var le *LookupError
		if !errors.As(err, &le) {
			le = &LookupError{result.DNSServFail, err.Error()}
		}
		bad := fail(r, le.Failure, "%s", le.Reason)
		return connection{}, &bad
	}

	began := env.Door.Now()
	var failure result.Failure
	var reason string
	for i, ip := range ips {
		address := net.JoinHostPort(ip.String(), port)
		one, cancel := env.Door.WithTimeout(ctx, budget(ctx, env.Door.Now())/time.Duration(len(ips)-i))
		try := env.Door.Now()
		conn, err := dial(one, ctx, env.Door, address)
		cancel()
		if err == nil {
			return connection{
				Conn: conn, address: address, dns: r.Phases.DNS, connect: max(0, env.Door.Now().Sub(began)),
			}, nil
		}
		r.Address = address
		took := env.Door.Now().Sub(try)
		failure, reason = connectFailure(err, address, within)
		if failure == result.TCPTimeout && len(ips) > 1 {
			_, reason = connectFailure(err, address, seconds(took))
		}
	}
	bad := fail(r, failure, "%s", reason)
	return connection{}, &bad
}

// dial connects within one, and leaves the connection bound to all, the time of the whole probe.
func dial(one, all context.Context, door Door, address string) (net.Conn, error) {
	conn, err := door.Dial(one, "tcp", address)
	if err != nil {
		return nil, err
	}
	release, err := bind(all, conn)
	if err != nil {
		_ = conn.Close() // it is of no use any more
		return nil, err
	}
	return &boundConn{Conn: conn, release: release}, nil
}

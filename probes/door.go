package probes

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// System is the door to the real world: this machine's network and clock.
func System() Door { return &systemDoor{six: echoes{six: true}} }

type systemDoor struct{ four, six echoes }

// Dial connects anew every time: a reused connection would hide a renewed certificate and a moved name.
func (*systemDoor) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{KeepAlive: -1}
	return d.DialContext(ctx, network, address)
}

func (*systemDoor) Now() time.Time { return time.Now() }

func (*systemDoor) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

// Echo sends an echo over IPv4 or IPv6.
func (d *systemDoor) Echo(ctx context.Context, ip netip.Addr) (time.Duration, error) {
	if ip = ip.Unmap(); ip.Is4() {
		return d.four.ask(ctx, ip)
	}
	return d.six.ask(ctx, ip)
}

// open dials and binds.
func open(ctx context.Context, door Door, network, address string) (net.Conn, error) {
	return dialWithin(ctx, ctx, door, network, address)
}

// dialWithin dials within one, and leaves the connection bound to all, the time of the whole probe.
func dialWithin(one, all context.Context, door Door, network, address string) (net.Conn, error) {
	conn, err := door.Dial(one, network, address)
	if err != nil {
		return nil, err
	}
	return bind(all, conn)
}

// bind gives a connection the deadline of ctx, and cuts what it is doing when ctx is cancelled.
// A door's own clock may not be this machine's, so the deadline goes to the connection and no timer is made here.
func bind(ctx context.Context, conn net.Conn) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			_ = conn.Close() // it is of no use any more
			return nil, err
		}
	}
	release := context.AfterFunc(ctx, func() {
		_ = conn.SetDeadline(time.Unix(1, 0)) // a closed connection needs no deadline
	})
	return &boundConn{Conn: conn, release: release}, nil
}

// boundConn lets go of its context when it is closed.
type boundConn struct {
	net.Conn
	release func() bool
}

// Close closes the connection.
func (c *boundConn) Close() error {
	c.release()
	return c.Conn.Close()
}

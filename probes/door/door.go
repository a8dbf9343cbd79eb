// Package door is the way from a probe to the world: one dialer and one clock, so that the world can be a simulated one.
//
// A connection that is dialled through it ends with the time of the probe. A door's clock may not be this machine's, so
// deadlines are set on connections, and nobody here makes a timer. Of vigie it may import only probes/echo.
package door

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// Door is the way from a probe to the world: one dialer and one clock.
type Door interface {
	// Dial connects to an address that is a literal IP and a port; network is "tcp" or "udp".
	// It ends no later than the deadline of ctx.
	Dial(ctx context.Context, network, address string) (net.Conn, error)
	// Now is the time at this door. Durations are differences of it.
	Now() time.Time
	// WithTimeout derives a context whose deadline is d from Now.
	// A simulated door's context has a deadline but need not end by itself, so every
	// connection is given its deadline with SetDeadline too.
	WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc)
}

// Echoer is a Door through which an echo can be sent and its return awaited. A door without it, or one that may
// not, answers echo.ErrForbidden.
type Echoer interface {
	// Echo sends one ICMP echo request to ip and waits for its reply until the deadline of ctx. It returns how long
	// that took. The error is echo.ErrForbidden where this machine may not send one, an *echo.Unreachable where somebody
	// on the way refused to pass it on, wraps syscall.ENETUNREACH or the like where this machine knows no way itself, and
	// is a timeout where nothing came back.
	Echo(ctx context.Context, ip netip.Addr) (time.Duration, error)
}

// PacketDialer is a Door to this machine's own network and clock, through which packets can be exchanged with an address
// without a connection. HTTP/3 needs it: its library keeps its own time. A door without it cannot ask over HTTP/3.
type PacketDialer interface {
	// DialPackets opens a socket that exchanges packets with one address, a literal IP and a port. Packets that the
	// address refuses are told of as an error that wraps syscall.ECONNREFUSED, where the system learns of it.
	DialPackets(ctx context.Context, address string) (net.Conn, error)
}

// Named is a Door of a machine that knows by what name it is called.
type Named interface {
	// Name is the machine's own name, such as console.example.com; empty where it has none.
	Name() string
}

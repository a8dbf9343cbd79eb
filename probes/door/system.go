package door

import (
	"context"
	"net"
	"os"
	"time"

	"vigie/probes/echo"
)

// System is the door to the real world: this machine's network and clock. It has every optional way too: it is an Echoer,
// a PacketDialer and Named.
func System() Door { return &system{} }

type system struct{ echo.Sender }

// Dial connects anew every time: a reused connection would hide a renewed certificate and a moved name. The dialer's ways for
// parsed addresses would bind each socket to a port of its own first, of which a machine has not many.
func (*system) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{KeepAlive: -1}
	return d.DialContext(ctx, network, address)
}

// DialPackets opens a socket for UDP.
func (s *system) DialPackets(ctx context.Context, address string) (net.Conn, error) {
	return s.Dial(ctx, "udp", address)
}

// Now is the time of this machine's clock.
func (*system) Now() time.Time { return time.Now() }

// WithTimeout derives a context that ends by itself.
func (*system) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

// Name is what this machine calls itself.
func (*system) Name() string {
	name, err := os.Hostname()
	if err != nil {
		return "" // then it goes by its address
	}
	return name
}

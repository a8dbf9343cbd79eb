package sim

import (
	"context"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Visit is a door to the world with a clock of its own. It may be used by several goroutines; where they wait at the
// same time, the clock goes to the latest of what they waited for.
type Visit struct {
	world *World
	mu    sync.Mutex
	now   time.Time
}

// unasked is how long an operating system would wait for an answer to somebody who gives no deadline.
const unasked = 2 * time.Minute

// Visit opens a door at a moment.
func (w *World) Visit(at time.Time) *Visit { return &Visit{world: w, now: at} }

// Now is the time at this door.
func (v *Visit) Now() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.now
}

// reach moves the clock on to a moment, never back.
func (v *Visit) reach(t time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if t.After(v.now) {
		v.now = t
	}
}

// WithTimeout derives a context with a deadline in this world's time. It ends with its parent, not by itself.
func (v *Visit) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	deadline := v.Now().Add(d)
	if outer, limited := ctx.Deadline(); limited && outer.Before(deadline) {
		deadline = outer
	}
	ctx, cancel := context.WithCancel(ctx)
	return worldContext{ctx, deadline}, cancel
}

type worldContext struct {
	context.Context
	deadline time.Time
}

// Deadline is in the world's time.
func (c worldContext) Deadline() (time.Time, bool) { return c.deadline, true }

// Dial connects to a literal address and port over "tcp" or "udp", as the world has it at this moment. The error is
// a *net.OpError, like that of the net package.
func (v *Visit) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := netip.ParseAddrPort(address)
	d := v.dialing(ctx, network, to)
	switch {
	case ctx.Err() != nil:
		return nil, d.fail(ctx.Err())
	case err != nil:
		return nil, d.fail(err)
	case v.world.lineDown(d.at):
		return nil, d.fail(syscall.ENETUNREACH)
	case v.world.lineCaught(d.at):
		return d.toPortal()
	}
	return d.connect()
}

// dialing begins an attempt.
func (v *Visit) dialing(ctx context.Context, network string, to netip.AddrPort) dialing {
	d := dialing{Visit: v, network: network, at: v.Now(), to: netip.AddrPortFrom(to.Addr().Unmap(), to.Port())}
	d.trip = roundTrip(d.to.Addr().String(), d.at)
	d.deadline = d.at.Add(unasked)
	if t, limited := ctx.Deadline(); limited {
		d.deadline = t
	}
	return d
}

// dialing is one attempt to connect.
type dialing struct {
	*Visit
	network  string
	to       netip.AddrPort
	at       time.Time
	deadline time.Time
	trip     time.Duration
}

func (d *dialing) connect() (net.Conn, error) {
	m := d.world.machineAt(d.to.Addr(), d.at)
	switch {
	case m == nil && d.network == "udp":
		return newDNSConn(d, condition{what: "blackhole"}), nil // a datagram is sent, whatever becomes of it
	case m == nil:
		return nil, d.silence()
	}
	p := m.ports[d.to.Port()]
	scopes := m.scopes
	if p != nil {
		scopes = m.meets(p, d.to.Addr())
	}
	c := d.world.condition(scopes, d.family(), d.at)
	if p != nil && p.service == nameServer && d.network == "udp" {
		return newDNSConn(d, c), nil
	}
	switch {
	case c.silent(d.to.String(), d.at), d.at.Add(d.trip).After(d.deadline), d.toResolver() && d.world.resolverDown(d.at):
		return nil, d.silence()
	case c.what == "unreachable":
		d.reach(d.at.Add(d.trip))
		return nil, d.fail(syscall.EHOSTUNREACH)
	case c.what == "refuse", p == nil, p.service == echoing, !strings.HasPrefix(d.network, "tcp"):
		d.reach(d.at.Add(d.trip))
		return nil, d.fail(syscall.ECONNREFUSED)
	}
	d.reach(d.at.Add(d.trip))
	if p.service == nameServer {
		return newDNSConn(d, c), nil
	}
	return d.serve(m, p, c), nil
}

func (d *dialing) family() int {
	if d.to.Addr().Is4() {
		return 4
	}
	return 6
}

func (d *dialing) toResolver() bool { return d.to.Addr().String() == resolverAddr }

// silence lets the time pass until the deadline.
func (d *dialing) silence() error {
	d.reach(d.deadline)
	return d.fail(os.ErrDeadlineExceeded)
}

func (d *dialing) fail(err error) error {
	oe := &net.OpError{Op: "dial", Net: d.network, Err: err}
	if d.to.IsValid() {
		oe.Addr = d.addr()
	}
	return oe
}

// addr is where to, as the net package would say it.
func (d *dialing) addr() net.Addr {
	if strings.HasPrefix(d.network, "udp") {
		return net.UDPAddrFromAddrPort(d.to)
	}
	return net.TCPAddrFromAddrPort(d.to)
}

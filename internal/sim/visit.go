package sim

import (
	"context"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
)

// Visit is a door to the world with a clock of its own. It may be used by several goroutines of one probe.
type Visit struct {
	world *World
	mu    sync.Mutex
	now   time.Time
}

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

// WithTimeout derives a context with a deadline in this world's time. It does not end by itself.
func (v *Visit) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	deadline := v.Now().Add(d)
	if outer, ok := ctx.Deadline(); ok && outer.Before(deadline) {
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

// Dial connects to a literal address, as the world has it at this moment.
func (v *Visit) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, opError(network, err)
	}
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, opError(network, err)
	}
	now := v.Now()
	if v.world.current(scope{"line", ""}, now) == "down" {
		return nil, opError(network, syscall.ENETUNREACH)
	}
	if ap.Addr().String() == resolverAddr {
		return v.dialResolver(ctx, network, address)
	}
	m := v.world.machines[ap.Addr()]
	if m == nil {
		return nil, v.silence(ctx, network)
	}
	family := 6
	if ap.Addr().Is4() {
		family = 4
	}
	c := v.world.condition(m.scopes, family, now)
	switch {
	case c.what == "blackhole" || c.lost(address, now):
		return nil, v.silence(ctx, network)
	case c.what == "unreachable":
		v.reach(now.Add(roundTrip(address, now)))
		return nil, opError(network, syscall.EHOSTUNREACH)
	}
	trip := roundTrip(address, now)
	if deadline, has := ctx.Deadline(); has && now.Add(trip).After(deadline) {
		return nil, v.silence(ctx, network)
	}
	v.reach(now.Add(trip))
	port := address[len(address)-portLen(address):]
	if c.what == "refuse" || network != "tcp" || !m.ports[port] {
		return nil, opError(network, syscall.ECONNREFUSED)
	}
	return v.serve(c, address, port, trip), nil
}

func portLen(address string) int {
	n := 0
	for n < len(address) && address[len(address)-1-n] != ':' {
		n++
	}
	return n
}

// silence lets the time pass until the deadline.
func (v *Visit) silence(ctx context.Context, network string) error {
	deadline, has := ctx.Deadline()
	if !has {
		deadline = v.Now().Add(2 * time.Minute) // what an operating system would wait
	}
	v.reach(deadline)
	return opError(network, os.ErrDeadlineExceeded)
}

func opError(network string, err error) error {
	return &net.OpError{Op: "dial", Net: network, Err: err}
}

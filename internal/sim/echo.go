package sim

import (
	"context"
	"net/netip"
	"strconv"
	"syscall"
	"time"
)

// Echo sends an echo to a machine of the world and waits for its return in the world's time. A machine answers it as
// long as packets reach it, whatever becomes of what runs on it.
func (v *Visit) Echo(ctx context.Context, ip netip.Addr) (time.Duration, error) {
	d := v.dialing(ctx, "ip", netip.AddrPortFrom(ip.Unmap(), echoPort))
	if err := ctx.Err(); err != nil {
		return 0, d.fail(err)
	}
	m := v.world.machineAt(d.to.Addr(), d.at)
	switch {
	case v.world.lineDown(d.at):
		return 0, d.fail(syscall.ENETUNREACH)
	case m == nil, v.world.lineCaught(d.at), d.toResolver() && v.world.resolverDown(d.at):
		return 0, d.silence()
	}
	scopes := m.scopes
	if p := m.ports[echoPort]; p != nil {
		scopes = m.meets(p, d.to.Addr())
	}
	c := v.world.condition(scopes, d.family(), d.at)
	took := d.trip + c.slow
	echo := d.to.Addr().String() + strconv.FormatInt(d.at.UnixNano(), 10) // several in a second have their luck apart
	switch {
	case c.silent(echo, d.at), d.at.Add(took).After(d.deadline):
		return 0, d.silence()
	case c.what == "unreachable":
		d.reach(d.at.Add(d.trip))
		return 0, d.fail(syscall.EHOSTUNREACH)
	}
	d.reach(d.at.Add(took))
	return took, nil
}

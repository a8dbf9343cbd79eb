package sim

import (
	"fmt"
	"net/netip"
	"slices"
	"time"
)

// route is where a block of addresses leads from a moment on.
type route struct {
	block  netip.Prefix
	to     string
	scopes []scope // of the machine that it leads to
	from   time.Time
}

// Route lets a block of addresses lead to a server or a VPS of the estate from a moment on: whoever asks for an address
// of it comes to that machine, which is set up to serve there what was served there before. It tells whether the estate
// has such a machine.
func (w *World) Route(block netip.Prefix, to string, from time.Time) bool {
	r, found := w.routable(to)
	if !found {
		return false
	}
	w.deeds.mu.Lock()
	defer w.deeds.mu.Unlock()
	w.deeds.routes = append(w.deeds.routes, route{block.Masked(), to, append(slices.Clip(r.place), r.scope()), from})
	return true
}

// RoutedTo is the resource that a block of the estate leads to at a moment; empty where it leads nowhere.
func (w *World) RoutedTo(block netip.Prefix, t time.Time) string {
	if r, moved := w.routed(block.Addr(), t); moved {
		return r.to
	}
	for _, b := range w.sc.Estate.IPs {
		if p, err := netip.ParsePrefix(b.ID); err == nil && p.Masked() == block.Masked() {
			return b.To
		}
	}
	return ""
}

// routable finds a machine that a block of addresses can lead to.
func (w *World) routable(id string) (resource, bool) {
	for _, r := range resources(w.sc.Estate) {
		if r.id == id && (r.kind == "servers" || r.kind == "vps") {
			return r, true
		}
	}
	return resource{}, false
}

// routed is where people have let an address lead, at a moment.
func (w *World) routed(addr netip.Addr, t time.Time) (route, bool) {
	w.deeds.mu.RLock()
	defer w.deeds.mu.RUnlock()
	for _, r := range slices.Backward(w.deeds.routes) {
		if !r.from.After(t) && r.block.Contains(addr) {
			return r, true
		}
	}
	return route{}, false
}

// machineAt is what an address leads to at a moment; nil where nothing is there.
func (w *World) machineAt(addr netip.Addr, t time.Time) *machine {
	m := w.machines[addr]
	r, moved := w.routed(addr, t)
	if !moved {
		return m
	}
	there := &machine{scopes: r.scopes, moved: true}
	if m != nil {
		there.ports = m.ports
		return there
	}
	there.ports = make(map[uint16]*port)
	for number, s := range webPorts {
		there.open(number, s)
	}
	return there
}

// settleBlocks lets the single addresses that the account has beside those of its machines lead to these, and notes which
// sites are asked for there.
func (b *builder) settleBlocks() error {
	for _, x := range b.sc.Estate.IPs {
		p, err := netip.ParsePrefix(x.ID)
		r, found := b.routable(x.To)
		settled := err == nil && p.IsSingleIP() && found
		if !settled && len(x.Sites) > 0 {
			return fmt.Errorf("sites are asked for at %s of the estate, which is no single address of a server or a VPS", x.ID)
		}
		if !settled {
			continue
		}
		b.settle(p.Addr().Unmap(), append(slices.Clip(r.place), r.scope()), webPorts)
		for _, name := range x.Sites {
			b.blocks[name] = blockSite{r, p.Addr().Unmap()}
		}
	}
	return nil
}

// blockSite is where a site is asked for that has an address of its own.
type blockSite struct {
	on resource
	at netip.Addr
}

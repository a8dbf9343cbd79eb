package probes

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"time"
)

var errNotAsked = errors.New("not asked over the network")

// fromHostsFile looks a host up in the system's hosts file. Go's resolver reads that file before it asks anybody;
// with a dialer that always fails, nobody else is asked.
func fromHostsFile(ctx context.Context, host string, family Family) []netip.Addr {
	local := net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errNotAsked
	}}
	network := "ip"
	switch family {
	case IPv4:
		network = "ip4"
	case IPv6:
		network = "ip6"
	}
	ips, err := local.LookupNetIP(ctx, network, host)
	if err != nil {
		return nil
	}
	for i := range ips {
		ips[i] = ips[i].Unmap()
	}
	slices.SortStableFunc(ips, func(a, b netip.Addr) int {
		switch {
		case a.Is4() == b.Is4():
			return 0
		case a.Is4():
			return -1
		default:
			return 1
		}
	})
	return ips
}

// systemServers are the name servers that this machine is configured with, read again every half minute, since a
// laptop moves between networks. Go's resolver knows where each system keeps them; its dialer is told their addresses.
func (r *Resolver) systemServers(ctx context.Context, now time.Time) []string {
	r.system.Lock()
	defer r.system.Unlock()
	if len(r.system.servers) > 0 && now.Sub(r.system.read) < 30*time.Second {
		return r.system.servers
	}
	var found []string
	spy := net.Resolver{PreferGo: true, Dial: func(_ context.Context, _, address string) (net.Conn, error) {
		if !slices.Contains(found, address) {
			found = append(found, address)
		}
		return nil, errNotAsked
	}}
	_, _ = spy.LookupNS(ctx, "vigie.invalid.") // fails by design: only whom it would ask matters
	if len(found) == 0 {
		found = []string{"127.0.0.1:53"}
	}
	r.system.servers, r.system.read = found, now
	return found
}

package probes

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

var errNotAsked = errors.New("not asked over the network")

// local is what this machine itself knows about a host: its hosts file, and that localhost is here.
func local(ctx context.Context, host string, family Family) []netip.Addr {
	ips := fromHostsFile(ctx, host, family)
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if len(ips) > 0 || name != "localhost" && !strings.HasSuffix(name, ".localhost") {
		return ips
	}
	if family == IPv6 {
		return []netip.Addr{netip.IPv6Loopback()}
	}
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}
}

// fromHostsFile looks a host up in the system's hosts file. Go's resolver reads that file before it asks anybody;
// with a dialer that always fails, nobody else is asked. IPv6 addresses only where there is none of IPv4.
func fromHostsFile(ctx context.Context, host string, family Family) []netip.Addr {
	deaf := net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errNotAsked
	}}
	var networks []string
	switch family {
	case IPv4:
		networks = []string{"ip4"}
	case IPv6:
		networks = []string{"ip6"}
	default:
		networks = []string{"ip4", "ip6"}
	}
	for _, network := range networks {
		ips, err := deaf.LookupNetIP(ctx, network, strings.TrimSuffix(host, ".")+".")
		if err != nil || len(ips) == 0 {
			continue
		}
		for i := range ips {
			ips[i] = ips[i].Unmap()
		}
		return ips
	}
	return nil
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

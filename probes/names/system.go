package names

import (
	"context"
	"errors"
	"net"
	"slices"
	"time"
)

var errNotAsked = errors.New("not asked over the network")

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
	_, _ = spy.LookupNS(context.WithoutCancel(ctx), "vigie.invalid.") // fails by design: only whom it would ask matters
	if len(found) == 0 {
		found = []string{"127.0.0.1:53"}
	}
	r.system.servers, r.system.read = found, now
	return found
}

package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// settleNames lets the names that the scenario gives to machines lead there, with mail servers among them as those to be
// tried after the first, and whatever is asked for under a name that will lead elsewhere answer there too.
func (b *builder) settleNames() error {
	for _, r := range resources(b.sc.Estate) {
		addrs, err := r.addrs()
		if err != nil {
			return err
		}
		for _, name := range r.names {
			name = hostName(name)
			if b.names[name] == nil {
				b.names[name] = addrs
			}
			first, domain, _ := strings.Cut(name, ".")
			if servers := b.mail[domain]; strings.HasPrefix(first, "mx") && len(servers) > 0 && !slices.Contains(servers, name) {
				b.mail[domain] = append(servers, name)
				for _, addr := range addrs {
					b.settle(addr, b.machines[addr].scopes, mailPorts)
				}
			}
		}
	}
	for _, e := range b.sc.Events {
		for _, lead := range e.Names {
			if err := b.lead(hostName(lead.Name), lead.To, b.sc.Start.Add(e.At)); err != nil {
				return err
			}
		}
	}
	return nil
}

// lead lets a name lead to a resource from a moment on.
func (b *builder) lead(name, to string, from time.Time) error {
	owners := b.byID[hostName(to)]
	if len(owners) == 0 {
		return fmt.Errorf("the name %s is to lead to %q, which has no address", name, to)
	}
	addrs, err := owners[0].addrs()
	if err != nil {
		return err
	}
	for _, s := range b.sites[name] {
		b.listen(s, addrs)
	}
	b.LeadTo(name, from, Lead{Addresses: addrs, TTL: nameTTL})
	return nil
}

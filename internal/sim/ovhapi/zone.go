package ovhapi

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/sim"
)

// deployTime is how long it takes after a refresh until the name servers say what the API holds.
const deployTime = 6 * time.Second

// zone is a zone as the API holds it. What it holds is not live before a refresh.
type zone struct {
	name    string
	records []record
	live    []record // since the last refresh
	ready   time.Time
	dirty   bool // it holds what was not refreshed
}

// record is one that decides where a name leads.
type record struct {
	id        int64
	sub       string
	kind      string // A, AAAA, CNAME; others are kept and lead nowhere
	target    string
	ttl       int64 // 0: that of the zone
	redirects bool  // it stands for a redirection, whose page the simulation does not have
}

// zoneTTL is the time of records that have none of their own, in seconds.
const zoneTTL = 300

// zoneOf is a zone of the account; nil where there is none. The state must be locked.
func (a *api) zoneOf(name string) *zone {
	if z := a.state.zones[name]; z != nil {
		return z
	}
	for _, x := range a.estate().Zones {
		if x.ID != name {
			continue
		}
		z := &zone{name: name}
		leads := a.world.Leads(name)
		for _, host := range slices.Sorted(maps.Keys(leads)) {
			sub := strings.TrimSuffix(strings.TrimSuffix(host, name), ".")
			for _, addr := range leads[host].Addresses {
				kind := "A"
				if addr.Is6() {
					kind = "AAAA"
				}
				z.records = append(z.records, record{id: a.state.next(), sub: sub, kind: kind, target: addr.String()})
			}
		}
		z.live = slices.Clone(z.records)
		a.state.zones[name] = z
		return z
	}
	return nil
}

// deployed tells whether what the zone holds is live.
func (z *zone) deployed(now time.Time) bool { return !z.dirty && !now.Before(z.ready) }

// refresh makes what the zone holds live: names lead elsewhere from then on.
func (z *zone) refresh(w *sim.World, now time.Time) {
	z.ready, z.dirty = now.Add(deployTime), false
	for _, sub := range subs(z.live, z.records) {
		before, after := leadOf(z.live, sub), leadOf(z.records, sub)
		if !slices.Equal(before.Addresses, after.Addresses) || before.Alias != after.Alias || before.TTL != after.TTL {
			w.LeadTo(strings.TrimPrefix(sub+"."+z.name, "."), z.ready, after)
		}
	}
	z.live = slices.Clone(z.records)
}

func subs(lists ...[]record) []string {
	var all []string
	for _, list := range lists {
		for _, r := range list {
			if !slices.Contains(all, r.sub) {
				all = append(all, r.sub)
			}
		}
	}
	return all
}

// leadOf is where the records of a name let it lead.
func leadOf(records []record, sub string) sim.Lead {
	to := sim.Lead{TTL: zoneTTL}
	for _, r := range records {
		if r.sub != sub {
			continue
		}
		if r.ttl > 0 {
			to.TTL = uint32(r.ttl) //nolint:gosec // checked when it was written
		}
		switch r.kind {
		case "A", "AAAA":
			if addr, err := netip.ParseAddr(r.target); err == nil {
				to.Addresses = append(to.Addresses, addr)
			}
		case "CNAME":
			to.Alias = strings.TrimSuffix(r.target, ".")
		}
	}
	return to
}

// fault is why a record cannot be; empty where it can.
func (z *zone) fault(r record) string {
	switch r.kind {
	case "A", "AAAA":
		addr, err := netip.ParseAddr(r.target)
		if err != nil || addr.Is4() != (r.kind == "A") {
			return fmt.Sprintf("Invalid target for a record %s: %s", r.kind, r.target)
		}
	case "CNAME":
		if r.sub == "" {
			return "A CNAME cannot stand at the top of a zone"
		}
	}
	if r.ttl < 0 || r.ttl != 0 && r.ttl < 60 || r.ttl > 1<<31-1 {
		return "The ttl must be at least 60"
	}
	for _, other := range z.records {
		if other.id != r.id && other.sub == r.sub && (other.kind == "CNAME" || r.kind == "CNAME") {
			return "A CNAME cannot stand beside another record of the same name"
		}
	}
	return ""
}

// export is the zone in the words of BIND.
func (z *zone) export() string {
	var b strings.Builder
	fmt.Fprintf(&b, "$TTL %d\n", zoneTTL)
	for _, r := range z.records {
		if !r.redirects {
			fmt.Fprintf(&b, "%s\t%d\tIN\t%s\t%s\n", cmp.Or(r.sub, "@"), cmp.Or(r.ttl, zoneTTL), r.kind, r.target)
		}
	}
	return b.String()
}

// parse reads a zone in the words of BIND. Its records have no number yet.
func parse(name, text string) ([]record, error) {
	p := dns.NewZoneParser(strings.NewReader(text), dns.Fqdn(name), "")
	var list []record
	for rr, more := p.Next(); more; rr, more = p.Next() {
		head := rr.Header()
		r := record{
			sub:    strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(head.Name, "."), name), "."),
			kind:   dns.TypeToString[head.Rrtype],
			target: strings.TrimPrefix(rr.String(), head.String()),
		}
		if head.Ttl != zoneTTL {
			r.ttl = int64(head.Ttl)
		}
		list = append(list, r)
	}
	if err := p.Err(); err != nil {
		return nil, fmt.Errorf("reading the zone: %w", err)
	}
	return list, nil
}

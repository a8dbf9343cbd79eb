package watch

import (
	"net/netip"
	"slices"
	"strings"

	"vigie/internal/account"
)

// atlas finds resources by what is known of a site. It is made anew when the resources change, and never changed.
type atlas struct {
	called  map[string]*account.Resource // by ID, and by name
	owners  map[netip.Addr][]*account.Resource
	blocks  []block                      // the longest prefix first
	serving map[string]*account.Resource // by a domain that it serves
	mail    map[string]*account.Resource // by a domain whose mail it takes
	records map[string][]account.Record  // of zones, by name
}

// block is addresses that lead to a resource.
type block struct {
	prefix netip.Prefix
	to     *account.Resource
}

func newAtlas(resources []account.Resource) *atlas {
	a := &atlas{
		called: make(map[string]*account.Resource), owners: make(map[netip.Addr][]*account.Resource),
		serving: make(map[string]*account.Resource), mail: make(map[string]*account.Resource), records: make(map[string][]account.Record),
	}
	for i := range resources {
		a.add(&resources[i])
	}
	for i := range resources {
		a.lead(&resources[i])
	}
	slices.SortStableFunc(a.blocks, func(x, y block) int { return y.prefix.Bits() - x.prefix.Bits() })
	return a
}

func (a *atlas) add(r *account.Resource) {
	if r.Kind == account.Zone || r.Kind == account.IPBlock { // nothing runs on them; they say where else something does
		for _, x := range r.Records {
			a.records[x.Name] = append(a.records[x.Name], x)
		}
		return
	}
	for _, name := range []string{r.ID, r.Name} {
		if before := a.called[name]; before != nil && !before.Place.Known() && r.Place.Known() {
			delete(a.called, name) // of a domain and its hosting, which are called alike, the latter is meant
		}
		once(a.called, name, r)
	}
	for _, s := range r.Addresses {
		if ip, err := netip.ParseAddr(s); err == nil {
			a.owners[ip.Unmap()] = append(a.owners[ip.Unmap()], r)
		}
	}
	byDomain := a.serving
	if r.Kind == account.MailDomain || r.Kind == account.Exchange || r.Kind == account.EmailPro {
		byDomain = a.mail
	}
	for _, d := range r.Domains {
		once(byDomain, strings.ToLower(d), r)
	}
}

// lead takes a block that leads to a resource.
func (a *atlas) lead(r *account.Resource) {
	if r.Kind != account.IPBlock || a.called[r.RoutedTo] == nil {
		return
	}
	p, err := netip.ParsePrefix(r.ID)
	if err != nil {
		ip, errIP := netip.ParseAddr(r.ID)
		if errIP != nil {
			return
		}
		p = netip.PrefixFrom(ip, ip.BitLen())
	}
	a.blocks = append(a.blocks, block{p.Masked(), a.called[r.RoutedTo]})
}

// once keeps the first of a name; an empty name is none.
func once(m map[string]*account.Resource, name string, r *account.Resource) {
	if name != "" && m[name] == nil {
		m[name] = r
	}
}

// at finds what answers at an address. Of several that share one, as web hostings of one cluster do, it is the one that
// serves one of the names.
func (a *atlas) at(address string, names []string) (r *account.Resource, how string) {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return nil, ""
	}
	owners := a.owners[ip.Unmap()]
	for _, r := range owners {
		for _, n := range names {
			if len(owners) > 1 && slices.Contains(r.Domains, n) {
				return r, "address " + address + " and domain " + n
			}
		}
	}
	if len(owners) > 0 {
		return owners[0], "address " + address
	}
	for _, b := range a.blocks {
		if b.prefix.Contains(ip.Unmap()) {
			return b.to, "address " + address + " of the block " + b.prefix.String() + ", which leads there"
		}
	}
	return nil, ""
}

// mostAliases is how many aliases of a name are followed.
const mostAliases = 5

// byZone finds where a zone of the account points a name.
func (a *atlas) byZone(name string) (r *account.Resource, how string) {
	at := name
	for range mostAliases {
		alias := ""
		for _, x := range a.records[at] {
			switch x.Type {
			case "A", "AAAA":
				if r, _ := a.at(x.Target, []string{name}); r != nil {
					return r, "DNS: the zone " + x.Zone + " points " + name + " at " + x.Target
				}
			case "CNAME":
				alias = strings.ToLower(strings.TrimSuffix(x.Target, "."))
				if !strings.HasSuffix(x.Target, ".") && a.records[alias] == nil && !strings.Contains(alias, ".") {
					alias += "." + x.Zone
				}
			}
		}
		if alias == "" {
			return nil, ""
		}
		for _, known := range []map[string]*account.Resource{a.called, a.serving} {
			if r := known[alias]; r != nil {
				return r, "DNS: " + name + " is another name of " + alias
			}
		}
		at = alias
	}
	return nil, ""
}

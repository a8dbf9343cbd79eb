package names

import (
	"net/netip"

	"github.com/miekg/dns"
)

// Family is one of the address families, or more than one of them.
type Family string

// The families. AnyFamily is IPv4, and IPv6 only where there is none; Both is either apart, where that can be told apart.
const (
	AnyFamily Family = "any"
	IPv4      Family = "4"
	IPv6      Family = "6"
	Both      Family = "both"
)

// types are the records that hold the addresses of a family, in the order in which they are asked for.
func types(family Family) []uint16 {
	switch family {
	case IPv4:
		return []uint16{dns.TypeA}
	case IPv6:
		return []uint16{dns.TypeAAAA}
	default:
		return []uint16{dns.TypeA, dns.TypeAAAA}
	}
}

// ofFamily are the addresses of a family; without one, those of IPv4, and of IPv6 where there are none.
func ofFamily(ips []netip.Addr, family Family) []netip.Addr {
	var four, six []netip.Addr
	for _, ip := range ips {
		if ip.Is4() {
			four = append(four, ip)
		} else {
			six = append(six, ip)
		}
	}
	if family == IPv6 || family != IPv4 && len(four) == 0 {
		return six
	}
	return four
}

// loopback is this machine itself.
func loopback(family Family) []netip.Addr {
	if family == IPv6 {
		return []netip.Addr{netip.IPv6Loopback()}
	}
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}
}

package probes

import (
	"net/netip"
	"strings"

	"github.com/miekg/dns"

	"vigie/probes/door"
)

// ourName is how we introduce ourselves to a mail server: by this machine's full name, or by its address where the
// name is one that only its own network knows (RFC 5321, 4.1.1.1).
func (v *mailVisit) ourName() string {
	if named, ok := v.env.Door.(door.Named); ok {
		if name := named.Name(); isFullName(name) {
			return name
		}
	}
	here, err := netip.ParseAddrPort(v.conn.LocalAddr().String())
	switch ip := here.Addr().Unmap().WithZone(""); {
	case err != nil:
		return "[127.0.0.1]"
	case ip.Is4():
		return "[" + ip.String() + "]"
	default:
		return "[IPv6:" + ip.String() + "]"
	}
}

// isFullName tells whether a name is one that the whole world could look up.
func isFullName(name string) bool {
	_, ok := dns.IsDomainName(name)
	return ok && strings.Contains(strings.Trim(name, "."), ".") && !strings.HasSuffix(name, ".localdomain") &&
		strings.IndexFunc(name, func(r rune) bool {
			return r != '.' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
		}) < 0
}

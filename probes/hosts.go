package probes

import (
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// hostsFile is what the administrator of this machine has written down about names, which goes before what any
// server says. It is looked at again every few seconds and read again when it has changed.
type hostsFile struct {
	path string // where it is; the system's own when empty

	mu     sync.Mutex
	looked time.Time
	size   int64
	edited time.Time
	names  map[string][]netip.Addr
}

const hostsFresh = 5 * time.Second

// addresses are those that the file gives a host, in its order: of IPv6 only where there is none of IPv4, unless that
// is what was asked for.
func (h *hostsFile) addresses(host string, family Family, now time.Time) []netip.Addr {
	return ofFamily(h.lines(host, now), family)
}

// has tells whether there is a line about a host.
func (h *hostsFile) has(host string, now time.Time) bool { return len(h.lines(host, now)) > 0 }

func (h *hostsFile) lines(host string, now time.Time) []netip.Addr {
	h.mu.Lock()
	defer h.mu.Unlock()
	if age := now.Sub(h.looked).Abs(); age > hostsFresh {
		h.looked = now
		h.refresh()
	}
	return h.names[hostKey(host)]
}

// hostKey is a host as names are compared: in lower case, without its last dot.
func hostKey(host string) string { return strings.ToLower(strings.TrimSuffix(host, ".")) }

// refresh reads the file if it has changed. A file that is not there says nothing.
func (h *hostsFile) refresh() {
	path := h.path
	if path == "" {
		path = systemHosts()
	}
	info, err := os.Stat(path)
	if err != nil {
		h.names, h.edited = nil, time.Time{}
		return
	}
	if info.Size() == h.size && info.ModTime().Equal(h.edited) {
		return
	}
	if text, err := os.ReadFile(path); err == nil {
		h.names, h.size, h.edited = parseHosts(string(text)), info.Size(), info.ModTime()
	}
}

func systemHosts() string {
	if runtime.GOOS == "windows" {
		return filepath.Join(os.Getenv("SystemRoot"), "System32", "drivers", "etc", "hosts")
	}
	return "/etc/hosts"
}

// parseHosts reads lines of an address and the names that it has; # begins a comment. What is no address is passed
// over, as every system does.
func parseHosts(text string) map[string][]netip.Addr {
	names := make(map[string][]netip.Addr)
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		ip, err := netip.ParseAddr(words[0])
		if err != nil {
			continue
		}
		for _, name := range words[1:] {
			names[hostKey(name)] = append(names[hostKey(name)], ip.Unmap())
		}
	}
	return names
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

// isLocalhost tells whether a name means this machine itself, whatever a server says of it (RFC 6761, 6.3).
func isLocalhost(host string) bool {
	host = hostKey(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

func loopback(family Family) []netip.Addr {
	if family == IPv6 {
		return []netip.Addr{netip.IPv6Loopback()}
	}
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}
}

package names

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
	mu     sync.Mutex
	looked time.Time
	size   int64
	edited time.Time
	names  map[string][]netip.Addr
}

const hostsFresh = 5 * time.Second

// lines are the addresses that the file at a path gives a host, in its order.
func (h *hostsFile) lines(path, host string, now time.Time) []netip.Addr {
	h.mu.Lock()
	defer h.mu.Unlock()
	if age := now.Sub(h.looked).Abs(); age > hostsFresh {
		h.looked = now
		h.refresh(path)
	}
	return h.names[hostKey(host)]
}

// refresh reads the file if it has changed. A file that is not there says nothing.
func (h *hostsFile) refresh(path string) {
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

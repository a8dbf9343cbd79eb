package names

import (
	"strings"

	"golang.org/x/net/idna"
)

// ASCII writes a name as the DNS does: café.example is xn--caf-dma.example. What is no such name stays as it is,
// and so does what is too long to be one, which would take seconds.
func ASCII(name string) string {
	if len(name) > longestWritten {
		return name
	}
	for _, r := range name {
		if r >= 0x80 {
			if ascii, err := idna.Lookup.ToASCII(name); err == nil {
				return ascii
			}
			break
		}
	}
	return name
}

// hostKey is a host as names are compared: in lower case, without its last dot.
func hostKey(host string) string { return strings.ToLower(strings.TrimSuffix(host, ".")) }

// isLocalhost tells whether a name means this machine itself, whatever a server says of it (RFC 6761, 6.3).
func isLocalhost(host string) bool {
	host = hostKey(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

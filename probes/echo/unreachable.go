package echo

import (
	"fmt"
	"net/netip"
	"syscall"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// Unreachable says that a router, or the machine itself, answered an echo with a refusal to pass it on.
type Unreachable struct {
	From netip.Addr // who said so; not valid where that is not known
	Why  string     // in the words of the standards: host unreachable
}

func (e *Unreachable) Error() string {
	if !e.From.IsValid() {
		return e.Why
	}
	return fmt.Sprintf("%s says %s", e.From, e.Why)
}

// Unwrap makes it what the system says where it knows of no way itself.
func (e *Unreachable) Unwrap() error { return syscall.EHOSTUNREACH }

// Why an echo is refused, by the code of the message (RFC 792 and 1812; RFC 4443).
var (
	unreachable4 = []string{
		"network unreachable", "host unreachable", "protocol unreachable", "port unreachable", "fragmentation needed",
		"source route failed", "network unknown", "host unknown", "host isolated", "network administratively prohibited",
		"host administratively prohibited", "network unreachable for this service", "host unreachable for this service",
		"communication administratively prohibited", "host precedence violation", "precedence cut off",
	}
	unreachable6 = []string{
		"no route", "communication administratively prohibited", "beyond the scope of the address", "address unreachable",
		"port unreachable", "source address against the policy", "route rejected",
	}
)

// refusal is why a message says that an echo will not arrive, in words.
func refusal(six bool, kind, code int) string {
	words := unreachable4
	switch {
	case six && kind == int(ipv6.ICMPTypeTimeExceeded), !six && kind == int(ipv4.ICMPTypeTimeExceeded):
		words = []string{"time to live exceeded on the way", "time to put fragments together exceeded"}
	case six:
		words = unreachable6
	}
	if code < 0 || code >= len(words) {
		return fmt.Sprintf("unreachable, code %d", code)
	}
	return words[code]
}

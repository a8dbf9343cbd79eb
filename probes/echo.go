package probes

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/netip"
	"syscall"

	"golang.org/x/net/icmp"
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

const (
	protocolICMP   = 1
	protocolICMPv6 = 58
	tokenLen       = 16
	echoHeaderLen  = 8
	// echoWords fill an echo to the size that the ping of most systems has, and tell who sees it what it is.
	echoWords = "vigie asks whether this machine is there"
)

// token is the part of an echo that nobody can guess who has not seen it.
type token [tokenLen]byte

// echoMessage is an echo request. Its checksum over IPv6, and its id where the socket is not raw, are the system's concern.
func echoMessage(six bool, id, seq uint16, t token) ([]byte, error) {
	m := icmp.Message{
		Type: ipv4.ICMPTypeEcho,
		Body: &icmp.Echo{ID: int(id), Seq: int(seq), Data: append(t[:], echoWords...)},
	}
	if six {
		m.Type = ipv6.ICMPTypeEchoRequest
	}
	return m.Marshal(nil)
}

// echoNews is what an ICMP message tells about an echo: its reply, or why there will be none.
type echoNews struct {
	from    netip.Addr // who sent the message
	to      netip.Addr // of a refusal: to whom the echo was sent
	id, seq uint16
	data    []byte // what came of the echo's own; of a refusal this may be nothing
	refused string // why; empty in a reply
}

// readEchoNews reads an ICMP message from somebody; false when it says nothing about an echo.
func readEchoNews(six bool, b []byte, from netip.Addr) (echoNews, bool) {
	protocol := protocolICMP
	if six {
		protocol = protocolICMPv6
	}
	m, err := icmp.ParseMessage(protocol, b)
	if err != nil {
		return echoNews{}, false
	}
	var quote []byte
	switch body := m.Body.(type) {
	case *icmp.Echo:
		if m.Type != ipv4.ICMPTypeEchoReply && m.Type != ipv6.ICMPTypeEchoReply {
			return echoNews{}, false
		}
		return echoNews{from: from, id: uint16(body.ID), seq: uint16(body.Seq), data: body.Data}, true //nolint:gosec // they were 16 bits
	case *icmp.DstUnreach:
		quote = body.Data
	case *icmp.TimeExceeded:
		quote = body.Data
	default:
		return echoNews{}, false
	}
	to, inner, ok := quotedPacket(six, quote)
	if !ok {
		return echoNews{}, false
	}
	n, ok := quotedEcho(six, inner)
	n.from, n.to, n.refused = from, to, refusal(six, int(b[0]), m.Code)
	return n, ok
}

// quotedPacket reads the packet that a refusal quotes: to whom it went, and the ICMP message in it.
func quotedPacket(six bool, b []byte) (to netip.Addr, message []byte, ok bool) {
	switch {
	case six && len(b) >= ipv6.HeaderLen && b[6] == protocolICMPv6:
		to, ok = netip.AddrFromSlice(b[24:40])
		return to, b[ipv6.HeaderLen:], ok
	case !six && len(b) >= ipv4.HeaderLen && b[9] == protocolICMP:
		if header := int(b[0]&0xf) * 4; header >= ipv4.HeaderLen && len(b) >= header {
			to, ok = netip.AddrFromSlice(b[16:20])
			return to, b[header:], ok
		}
	}
	return netip.Addr{}, nil, false
}

// quotedEcho reads an echo request that somebody quotes, of which no more need be there than its header.
func quotedEcho(six bool, b []byte) (echoNews, bool) {
	request := byte(ipv4.ICMPTypeEcho)
	if six {
		request = byte(ipv6.ICMPTypeEchoRequest)
	}
	if len(b) < echoHeaderLen || b[0] != request {
		return echoNews{}, false
	}
	return echoNews{id: binary.BigEndian.Uint16(b[4:]), seq: binary.BigEndian.Uint16(b[6:]), data: b[echoHeaderLen:]}, true
}

// about tells whether news are of an echo that was sent to an address with a token. A reply must bring back all of
// the token, from whom it was sent to; a refusal as much of it as it quotes.
func (n echoNews) about(to netip.Addr, t token) bool {
	if n.refused == "" {
		return n.from.WithZone("") == to.WithZone("") && len(n.data) >= tokenLen && bytes.Equal(n.data[:tokenLen], t[:])
	}
	quoted := n.data[:min(len(n.data), tokenLen)]
	return n.to == to.WithZone("") && bytes.HasPrefix(t[:], quoted)
}

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

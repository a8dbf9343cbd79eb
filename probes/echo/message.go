// Package echo sends ICMP echoes and waits for their replies, tens of thousands of them through one socket, without
// privilege where the system allows that.
//
// It uses this machine's own network and clock, and knows nothing of sites and probes. Of vigie it may import only
// probes/neterr.
package echo

import (
	"bytes"
	"encoding/binary"
	"net/netip"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

const (
	protocolICMP   = 1
	protocolICMPv6 = 58
	tokenLen       = 16
	headerLen      = 8
	// filling fill an echo to the size that the ping of most systems has, and tell who sees it what it is.
	filling = "vigie asks whether this machine is there"
)

// token is the part of an echo that nobody can guess who has not seen it.
type token [tokenLen]byte

// writeEcho is an echo request. Its checksum over IPv6, and its id where the socket is not raw, are the system's concern.
func writeEcho(six bool, id, seq uint16, t token) ([]byte, error) {
	m := icmp.Message{
		Type: ipv4.ICMPTypeEcho,
		Body: &icmp.Echo{ID: int(id), Seq: int(seq), Data: append(t[:], filling...)},
	}
	if six {
		m.Type = ipv6.ICMPTypeEchoRequest
	}
	return m.Marshal(nil)
}

// news is what an ICMP message tells about an echo: its reply, or why there will be none.
type news struct {
	from    netip.Addr // who sent the message
	to      netip.Addr // of a refusal: to whom the echo was sent
	id, seq uint16
	data    []byte // what came of the echo's own; of a refusal this may be nothing
	refused string // why; empty in a reply
}

// readNews reads an ICMP message from somebody; false when it says nothing about an echo.
func readNews(six bool, b []byte, from netip.Addr) (news, bool) {
	protocol := protocolICMP
	if six {
		protocol = protocolICMPv6
	}
	m, err := icmp.ParseMessage(protocol, b)
	if err != nil {
		return news{}, false
	}
	var quote []byte
	switch body := m.Body.(type) {
	case *icmp.Echo:
		if m.Type != ipv4.ICMPTypeEchoReply && m.Type != ipv6.ICMPTypeEchoReply {
			return news{}, false
		}
		return news{from: from, id: uint16(body.ID), seq: uint16(body.Seq), data: body.Data}, true //nolint:gosec // they were 16 bits
	case *icmp.DstUnreach:
		quote = body.Data
	case *icmp.TimeExceeded:
		quote = body.Data
	default:
		return news{}, false
	}
	to, inner, ok := quotedPacket(six, quote)
	if !ok {
		return news{}, false
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
func quotedEcho(six bool, b []byte) (news, bool) {
	request := byte(ipv4.ICMPTypeEcho)
	if six {
		request = byte(ipv6.ICMPTypeEchoRequest)
	}
	if len(b) < headerLen || b[0] != request {
		return news{}, false
	}
	return news{id: binary.BigEndian.Uint16(b[4:]), seq: binary.BigEndian.Uint16(b[6:]), data: b[headerLen:]}, true
}

// about tells whether news are of an echo that was sent to an address with a token. A reply must bring back all of
// the token, from whom it was sent to; a refusal as much of it as it quotes.
func (n news) about(to netip.Addr, t token) bool {
	if n.refused == "" {
		return n.from.WithZone("") == to.WithZone("") && len(n.data) >= tokenLen && bytes.Equal(n.data[:tokenLen], t[:])
	}
	quoted := n.data[:min(len(n.data), tokenLen)]
	return n.to == to.WithZone("") && bytes.HasPrefix(t[:], quoted)
}

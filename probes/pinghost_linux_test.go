package probes

import (
	"net"
	"net/netip"
	"slices"
	"testing"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"

	"vigie/probes/probetest"
)

// host plays a machine in the test's own network that answers echoes as the test wants: the system's own answers are
// turned off.
type host struct {
	t     *testing.T
	six   bool
	conns map[string]net.PacketConn // by the address from which they speak
}

// hostWith lets do answer the nth echo, from 0.
func hostWith(t *testing.T, six bool, do func(h *host, n int, echo *icmp.Echo, raw []byte)) {
	t.Helper()
	h := &host{t: t, six: six, conns: make(map[string]net.PacketConn)}
	network, addresses := "ip4:icmp", []string{"127.0.0.1", "127.0.0.9"}
	probetest.Setting(t, "ipv4/icmp_echo_ignore_all", "1")
	probetest.Setting(t, "ipv4/icmp_ratelimit", "0")
	if six {
		network, addresses = "ip6:ipv6-icmp", []string{"::1"}
		probetest.Setting(t, "ipv6/icmp/echo_ignore_all", "1")
	}
	for _, a := range addresses {
		conn, err := net.ListenPacket(network, a)
		if err != nil {
			t.Skipf("no privilege to play a host: %v", err)
		}
		t.Cleanup(func() { conn.Close() })
		h.conns[a] = conn
	}
	go func() {
		seen := make(map[string]bool)
		for buf := make([]byte, 1500); ; {
			n, _, err := h.conns[addresses[0]].ReadFrom(buf)
			if err != nil {
				return
			}
			m, err := icmp.ParseMessage(h.protocol(), buf[:n])
			if err != nil || m.Type != ipv4.ICMPTypeEcho && m.Type != ipv6.ICMPTypeEchoRequest || seen[string(buf[:n])] {
				continue
			}
			seen[string(buf[:n])] = true
			do(h, len(seen)-1, m.Body.(*icmp.Echo), slices.Clone(buf[:n]))
		}
	}()
}

func (h *host) protocol() int {
	if h.six {
		return ipv6.ICMPTypeEchoReply.Protocol()
	}
	return ipv4.ICMPTypeEchoReply.Protocol()
}

// home is the host's own address.
func (h *host) home() string { return homeOf(h.six) }

func homeOf(six bool) string {
	if six {
		return "::1"
	}
	return "127.0.0.1"
}

// say sends a message from an address to whoever asks.
func (h *host) say(from string, m icmp.Message) {
	b, err := m.Marshal(nil)
	if err != nil {
		h.t.Error(err)
		return
	}
	if _, err := h.conns[from].WriteTo(b, &net.IPAddr{IP: net.ParseIP(h.home())}); err != nil {
		h.t.Error(err)
	}
}

func (h *host) reply(from string, id, seq int, data []byte) {
	m := icmp.Message{Type: ipv4.ICMPTypeEchoReply, Body: &icmp.Echo{ID: id, Seq: seq, Data: data}}
	if h.six {
		m.Type = ipv6.ICMPTypeEchoReply
	}
	h.say(from, m)
}

// quote is the packet in which a message went to an address, as a router quotes it.
func (h *host) quote(to string, message []byte) []byte {
	ip := netip.MustParseAddr(to)
	if h.six {
		b := make([]byte, ipv6.HeaderLen)
		b[0], b[5], b[6], b[7] = 0x60, byte(len(message)), byte(ipv6.ICMPTypeEchoReply.Protocol()), 1
		copy(b[8:], net.IPv6loopback)
		copy(b[24:], ip.AsSlice())
		return append(b, message...)
	}
	header := ipv4.Header{
		Version: 4, Len: ipv4.HeaderLen, TotalLen: ipv4.HeaderLen + len(message), TTL: 1, Protocol: ipv4.ICMPTypeEchoReply.Protocol(),
		Src: net.IPv4(127, 0, 0, 1), Dst: ip.AsSlice(),
	}
	b, err := header.Marshal()
	if err != nil {
		h.t.Error(err)
	}
	return append(b, message...)
}

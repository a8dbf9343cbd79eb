//go:build !linux

package echo

import (
	"net"
	"net/netip"
	"time"

	"golang.org/x/net/icmp"
)

// socket is a socket for echoes. What it hears depends on the system; replies to its own echoes at least.
type socket struct {
	*icmp.PacketConn
	six bool
	raw bool
}

func openSocket(six, raw bool) (*socket, error) {
	network := map[[2]bool]string{
		{false, false}: "udp4", {true, false}: "udp6", {false, true}: "ip4:icmp", {true, true}: "ip6:ipv6-icmp",
	}[[2]bool{six, raw}]
	conn, err := icmp.ListenPacket(network, "")
	if err != nil {
		return nil, err
	}
	return &socket{PacketConn: conn, six: six, raw: raw}, nil
}

// send sends a message.
func (s *socket) send(message []byte, to netip.Addr) error {
	var addr net.Addr = &net.UDPAddr{IP: to.AsSlice(), Zone: to.Zone()}
	if s.raw {
		addr = &net.IPAddr{IP: to.AsSlice(), Zone: to.Zone()}
	}
	_, err := s.WriteTo(message, addr)
	return err
}

// receive waits for a message until the deadline. Of one that is no news it returns nothing, and no error. When it
// came is not known, so it is never late.
func (s *socket) receive(buf []byte) (said news, late time.Duration, err error) {
	n, from, err := s.ReadFrom(buf)
	if err != nil {
		return news{}, 0, err
	}
	var ip net.IP
	switch a := from.(type) {
	case *net.UDPAddr:
		ip = a.IP
	case *net.IPAddr:
		ip = a.IP
	}
	sender, _ := netip.AddrFromSlice(ip)
	said, _ = readNews(s.six, buf[:n], sender.Unmap())
	return said, 0, nil
}

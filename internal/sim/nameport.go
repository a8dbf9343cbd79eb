package sim

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/miekg/dns"
)

// ServeNames answers the names of this world on a real port, over UDP and TCP, as its resolver and its name servers do: for
// programs that are not in the simulation. The name servers of its zones are said to be at the same address, where they are
// found if the port is 53. It returns where, host and port, and what ends it.
func (w *World) ServeNames(address string, now func() time.Time) (at string, stop func(), err error) {
	var lc net.ListenConfig
	packets, err := lc.ListenPacket(context.Background(), "udp", address)
	if err != nil {
		return "", nil, fmt.Errorf("listening for questions: %w", err)
	}
	at = packets.LocalAddr().String()
	stream, err := lc.Listen(context.Background(), "tcp", at)
	if err != nil {
		_ = packets.Close() // nobody has asked yet
		return "", nil, fmt.Errorf("listening for questions: %w", err)
	}
	here := packets.LocalAddr().(*net.UDPAddr).AddrPort().Addr()
	answer := dns.HandlerFunc(func(rw dns.ResponseWriter, q *dns.Msg) {
		if len(q.Question) != 1 {
			return
		}
		said := w.resolve(q, now())
		if said.silent || w.resolverDown(now()) {
			return
		}
		if len(said.msg.Answer) > 0 && w.isNameServer(q.Question[0].Name) {
			head := *said.msg.Answer[0].Header()
			said.msg.Answer = addressRecords([]netip.Addr{here}, head)
		}
		said.msg.Authoritative = true // whoever asks the servers of a zone asks here too
		_ = rw.WriteMsg(said.msg)     // whoever asked may have gone
	})
	servers := []*dns.Server{{PacketConn: packets, Handler: answer}, {Listener: stream, Handler: answer}}
	for _, s := range servers {
		go func() { _ = s.ActivateAndServe() }() // it ends when it is shut down
	}
	return at, func() {
		for _, s := range servers {
			_ = s.Shutdown()
		}
	}, nil
}

// isNameServer tells whether a name is that of a server of a zone.
func (w *World) isNameServer(name string) bool {
	for _, z := range w.zones {
		for _, s := range z.Servers {
			if hostName(s) == hostName(name) {
				return true
			}
		}
	}
	return false
}

package names

import (
	"net"
	"testing"
	"time"

	"github.com/miekg/dns"

	"vigie/probes/door"
)

// BenchmarkLookup is a name looked up over UDP, as every probe begins, beside the least that this can cost: a socket
// of its own, a datagram there and one back.
func BenchmarkLookup(b *testing.B) {
	server := parrot(b)
	b.Run("vigie", func(b *testing.B) {
		b.ReportAllocs()
		r, door := &Resolver{Servers: []string{server}}, door.System()
		ctx, cancel := door.WithTimeout(b.Context(), time.Minute)
		defer cancel()
		for b.Loop() {
			if ips, err := r.Lookup(ctx, door, "www.example", AnyFamily); err != nil || len(ips) != 1 {
				b.Fatal(ips, err)
			}
		}
	})
	b.Run("socket", func(b *testing.B) {
		b.ReportAllocs()
		asked, err := Question{Name: "www.example", Type: dns.TypeA}.pack()
		if err != nil {
			b.Fatal(err)
		}
		for buf := make([]byte, payload); b.Loop(); {
			conn, err := net.Dial("udp", server)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := conn.Write(asked); err != nil {
				b.Fatal(err)
			}
			if _, err := conn.Read(buf); err != nil {
				b.Fatal(err)
			}
			conn.Close()
		}
	})
}

// parrot is a name server that gives the same answer to everything, as cheaply as it can.
func parrot(b *testing.B) string {
	b.Helper()
	addr, err := net.ResolveUDPAddr("udp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	conn, err := net.ListenUDP("udp", addr)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	m := new(dns.Msg).SetQuestion("www.example.", dns.TypeA)
	m.Response = true
	m.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: "www.example.", Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 60}, A: net.IPv4(192, 0, 2, 10)}}
	said, err := m.Pack()
	if err != nil {
		b.Fatal(err)
	}
	go func() {
		for buf := make([]byte, payload); ; {
			_, from, err := conn.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			copy(said, buf[:2])
			_, _ = conn.WriteToUDPAddrPort(said, from)
		}
	}()
	return conn.LocalAddr().String()
}

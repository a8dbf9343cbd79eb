package probes

import (
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/names"
	"vigie/probes/probetest"
)

// liar is a server that gives forged answers before the right one.
func liar(t *testing.T) string {
	t.Helper()
	open := func() net.PacketConn {
		pc, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { pc.Close() })
		return pc
	}
	pc, other := open(), open()
	go func() {
		for buf := make([]byte, 1500); ; {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			var q dns.Msg
			if q.Unpack(buf[:n]) != nil {
				continue
			}
			say := func(pc net.PacketConn, address string, change func(*dns.Msg)) {
				m := new(dns.Msg).SetReply(&q)
				m.Answer = probetest.RRs(t, q.Question[0].Name+" 60 IN A "+address)
				change(m)
				packed, err := m.Pack()
				if err != nil {
					t.Error(err)
				}
				_, _ = pc.WriteTo(packed, from)
			}
			say(other, "203.0.113.1", func(*dns.Msg) {})
			say(pc, "203.0.113.2", func(m *dns.Msg) { m.Id++ })
			say(pc, "203.0.113.3", func(m *dns.Msg) { m.Question[0].Name = "w.example." })
			say(pc, "203.0.113.4", func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeTXT })
			say(pc, "203.0.113.5", func(m *dns.Msg) { m.Response = false })
			say(pc, "203.0.113.6", func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate })
			say(pc, "203.0.113.7", func(m *dns.Msg) { m.Question = nil })
			_, _ = pc.WriteTo([]byte("no DNS"), from)
			_, _ = pc.WriteTo(append(buf[:2:2], 0x80, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0xff), from)
			say(pc, "192.0.2.1", func(m *dns.Msg) { m.Question[0].Name = strings.ToUpper(m.Question[0].Name) })
		}
	}()
	return pc.LocalAddr().String()
}

func TestDNS08_WhatIsNoAnswerToTheQuestionIsPassedOver(t *testing.T) {
	r := askedOf(t, liar(t), DNS{Name: "www.example", Answer: []string{"192.0.2.1"}})
	wants(t, r, result.Up, "")
}

// Whoever guesses must guess anew for every question: neither the number nor the port tells the next.
func TestDNS08_NumbersAndPortsAreFreshForEveryQuestion(t *testing.T) {
	ids, ports := make(map[uint16]bool), make(map[string]bool)
	var mu sync.Mutex
	server := probetest.NameServer(t, func(w dns.ResponseWriter, q *dns.Msg) {
		mu.Lock()
		defer mu.Unlock()
		ids[q.Id], ports[w.RemoteAddr().String()] = true, true
		m := new(dns.Msg).SetReply(q)
		m.Answer = probetest.RRs(t, "www.example. 60 IN A 192.0.2.1")
		_ = w.WriteMsg(m)
	})
	const questions = 50
	for range questions {
		if _, err := (&names.Resolver{Servers: []string{server}}).Lookup(probetest.Context(t), door.System(), "www.example", IPv4); err != nil {
			t.Fatal(err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(ids) < questions-2 || len(ports) < questions-10 {
		t.Errorf("%d questions had %d numbers and %d ports", questions, len(ids), len(ports))
	}
}

// A resolver that takes its time answers the first question after the second was sent.
func TestALateAnswerIsStillAnAnswer(t *testing.T) {
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer pc.Close()
	go func() {
		first, second := make([]byte, 1500), make([]byte, 1500)
		n, from, err := pc.ReadFrom(first)
		if err != nil {
			return
		}
		if _, _, err := pc.ReadFrom(second); err != nil {
			return
		}
		var q dns.Msg
		if q.Unpack(first[:n]) != nil {
			return
		}
		m := new(dns.Msg).SetReply(&q)
		m.Answer = probetest.RRs(t, "www.example. 60 IN A 192.0.2.1")
		packed, _ := m.Pack()
		_, _ = pc.WriteTo(packed, from)
	}()
	r := askWithin(t, here(), &DNS{Name: "www.example", Servers: []string{pc.LocalAddr().String()}}, 2*brief)
	wants(t, r, result.Up, "")
}

func TestNamesThatCannotBe(t *testing.T) {
	var endless strings.Builder
	for i := range 60000 { // as a redirect may say it; to write it as the DNS does would take half a minute
		endless.WriteRune(rune('一' + i*7919%20000))
	}
	for _, name := range []string{
		endless.String(), strings.Repeat(`\\`, 1<<20), "a..example", ".example", strings.Repeat("x", 64) + ".example", strings.Repeat("abcdefg.", 40) + "example",
	} {
		r := askOnce(t, here(probetest.ClosedPort(t)), &DNS{Name: name})
		wants(t, r, result.Down, result.DNSNXDomain)
	}
}

// cutShort is a server whose answers are too long for a datagram, and which does as it is told with connections.
func cutShort(t *testing.T, do func(*net.TCPConn)) string {
	t.Helper()
	address := probetest.Serve(t, do)
	pc, err := net.ListenPacket("udp", address)
	if err != nil {
		t.Skipf("the port is taken over UDP: %v", err)
	}
	t.Cleanup(func() { pc.Close() })
	go func() {
		for buf := make([]byte, 1500); ; {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			buf[2] |= 0x82 // an answer, and cut short
			_, _ = pc.WriteTo(buf[:n], from)
		}
	}()
	return address
}

func TestDNS01_AnAnswerOverTCPMayBreakInEveryWay(t *testing.T) {
	says := func(b ...byte) func(*net.TCPConn) {
		return func(c *net.TCPConn) { _, _ = c.Write(b); probetest.Stall(c) }
	}
	for what, do := range map[string]func(*net.TCPConn){
		"it hangs up": probetest.HangUp, "it cuts": probetest.CutOff, "it is silent": probetest.Stall, "half a length": says(0), "half a message": says(0xff, 0xff, 1, 2),
		"nothing, again and again": says(make([]byte, 60000)...),
		"what never ends": func(c *net.TCPConn) {
			for b := append([]byte{0, 12}, make([]byte, 12)...); ; {
				if _, err := c.Write(b); err != nil {
					return
				}
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := askWithin(t, here(), &DNS{Name: "www.example", Servers: []string{cutShort(t, do)}}, 2*brief)
			wants(t, r, result.Down, result.DNSTimeout)
			if !strings.HasPrefix(r.Reason, "the answer about the name www.example is too long for UDP, and over TCP") {
				t.Error(r.Reason)
			}
			if r.Total > 6*brief {
				t.Errorf("it took %s", r.Total)
			}
		})
	}
}

package probetest

import (
	"net"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// NameServer is a DNS server on this machine, over UDP and TCP on one port, until the test ends. It returns its address.
func NameServer(t testing.TB, h dns.HandlerFunc) string {
	t.Helper()
	address, _ := ServeNames(t, "127.0.0.1:0", h)
	return address
}

// ServeNames lets a DNS server listen at an address, host:port, until the test ends, or until it is stopped.
func ServeNames(t testing.TB, address string, h dns.HandlerFunc) (listens string, stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	pc, err := net.ListenPacket("udp", l.Addr().String())
	if err != nil {
		t.Skipf("the port is taken over UDP: %v", err)
	}
	servers := []*dns.Server{{Listener: l, Handler: h}, {PacketConn: pc, Handler: h}}
	for _, s := range servers {
		started := make(chan struct{})
		s.NotifyStartedFunc = func() { close(started) }
		go func() { _ = s.ActivateAndServe() }()
		<-started
	}
	stop = func() {
		for _, s := range servers {
			_ = s.Shutdown() // it may be stopped already
		}
	}
	t.Cleanup(stop)
	return l.Addr().String(), stop
}

// Zone answers by the first label of a name below example: www, six, alias, words, mail and café are well; gone, broken,
// refused, silent, forged, long, nothing, half and old are answered as their names say; of every other there is nothing.
func Zone(t testing.TB) dns.HandlerFunc {
	records := map[string][]string{
		"www A": {"www.example. 60 IN A 192.0.2.10", "www.example. 60 IN A 192.0.2.11"}, "www AAAA": {"www.example. 60 IN AAAA 2001:db8::10"},
		"six AAAA":  {"six.example. 60 IN AAAA 2001:db8::6"},
		"alias A":   {"alias.example. 60 IN CNAME www.example.", "www.example. 60 IN A 192.0.2.10"},
		"words TXT": {`words.example. 60 IN TXT "v=spf1 " "-all"`}, "mail MX": {"mail.example. 60 IN MX 10 mx1.example."},
		"xn--caf-dma A": {"xn--caf-dma.example. 60 IN A 192.0.2.12"},
	}
	return func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		label, _, _ := strings.Cut(q.Question[0].Name, ".")
		_, tcp := w.RemoteAddr().(*net.TCPAddr)
		switch label {
		case "gone":
			m.Rcode = dns.RcodeNameError
		case "broken":
			m.Rcode = dns.RcodeServerFailure
		case "refused":
			m.Rcode = dns.RcodeRefused
		case "silent":
			return
		case "forged": // an answer to another question, and one with another number, before the right one
			for _, change := range []func(*dns.Msg){func(f *dns.Msg) { f.Id++ }, func(f *dns.Msg) { f.Question[0].Name = "other.example." }} {
				f := m.Copy()
				f.Answer = RRs(t, "forged.example. 60 IN A 203.0.113.66")
				change(f)
				_ = w.WriteMsg(f)
			}
			m.Answer = RRs(t, "forged.example. 60 IN A 192.0.2.1")
		case "long":
			m.Truncated = !tcp
			if tcp {
				m.Answer = RRs(t, "long.example. 60 IN A 192.0.2.99")
			}
		case "nothing":
			raw, _ := m.Pack()
			raw[7] = 1 // record, which does not follow
			_, _ = w.Write(raw)
			return
		case "half":
			m.Truncated = true
			if tcp {
				_ = w.Close()
				return
			}
		case "old":
			m.Answer = RRs(t, "old.example. 60 IN A 192.0.2.98")
			if q.IsEdns0() != nil {
				m.Rcode, m.Answer = dns.RcodeFormatError, nil
			}
		default:
			m.Answer = RRs(t, records[label+" "+dns.TypeToString[q.Question[0].Qtype]]...)
		}
		_ = w.WriteMsg(m)
	}
}

// RRs are records as a zone file writes them.
func RRs(t testing.TB, lines ...string) []dns.RR {
	var list []dns.RR
	for _, line := range lines {
		rr, err := dns.NewRR(line)
		if err != nil {
			t.Error(err)
		}
		list = append(list, rr)
	}
	return list
}

// Replies is a name server that answers every question with what is made of it.
func Replies(t testing.TB, with func(q, m *dns.Msg)) string {
	t.Helper()
	return NameServer(t, Replying(with))
}

// Replying answers a question with what is made of it.
func Replying(with func(q, m *dns.Msg)) dns.HandlerFunc {
	return func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		with(q, m)
		_ = w.WriteMsg(m)
	}
}

// Answering answers from records, by their name and type, such as "www.example. A": of a name that it does not know at all
// that there is none, and of broken.example that it could not find out.
func Answering(t testing.TB, records map[string][]string) dns.HandlerFunc {
	known := make(map[string]bool)
	for key := range records {
		name, _, _ := strings.Cut(key, " ")
		known[name] = true
	}
	return Replying(func(q, m *dns.Msg) {
		name := strings.ToLower(q.Question[0].Name)
		switch {
		case name == "broken.example.":
			m.Rcode = dns.RcodeServerFailure
		case !known[name]:
			m.Rcode = dns.RcodeNameError
		default:
			m.Answer = RRs(t, records[name+" "+dns.TypeToString[q.Question[0].Qtype]]...)
		}
	})
}

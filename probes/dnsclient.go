package probes

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/miekg/dns"
)

// payload is how large an answer over UDP may be, in bytes: what passes every network in one piece.
const payload = 1232

// ask asks one server over UDP, again after half the time, and over TCP where the answer was cut short.
func ask(ctx context.Context, door Door, server, name string, qtype uint16) (*dns.Msg, error) {
	m := new(dns.Msg)
	m.SetQuestion(dns.Fqdn(name), qtype)
	m.SetEdns0(payload, false)
	half, cancel := door.WithTimeout(ctx, budget(ctx, door.Now())/2)
	answer, err := exchange(half, door, "udp", server, m)
	cancel()
	if err != nil && timedOut(err) {
		m.Id = dns.Id()
		answer, err = exchange(ctx, door, "udp", server, m)
	}
	if err == nil && answer.Rcode == dns.RcodeFormatError {
		m.Extra = nil // an old server that does not know EDNS
		answer, err = exchange(ctx, door, "udp", server, m)
	}
	if err == nil && answer.Truncated {
		return exchange(ctx, door, "tcp", server, m)
	}
	return answer, err
}

// exchange sends a question and waits for its answer; whatever does not belong to the question is passed over.
func exchange(ctx context.Context, door Door, network, server string, m *dns.Msg) (*dns.Msg, error) {
	raw, err := open(ctx, door, network, server)
	if err != nil {
		return nil, fmt.Errorf("reaching the resolver %s: %w", server, err)
	}
	conn := &dns.Conn{Conn: raw, UDPSize: payload}
	defer conn.Close() //nolint:errcheck // the answer is there, or it is not
	if network == "udp" {
		conn.Conn = datagrams{raw}
	}
	if err := conn.WriteMsg(m); err != nil {
		return nil, fmt.Errorf("asking the resolver %s: %w", server, err)
	}
	for {
		answer, err := conn.ReadMsg()
		if err != nil {
			var bad *dns.Error
			if network == "udp" && errors.As(err, &bad) {
				continue // not a DNS message
			}
			return nil, fmt.Errorf("waiting for the resolver %s: %w", server, err)
		}
		if answer.Id == m.Id && answer.Response && sameQuestion(answer, m) {
			return answer, nil
		}
	}
}

// datagrams makes the DNS library see that a connection keeps messages apart, also when a simulated door made it.
type datagrams struct{ net.Conn }

// ReadFrom reads one message.
func (d datagrams) ReadFrom(p []byte) (int, net.Addr, error) {
	n, err := d.Read(p)
	return n, d.RemoteAddr(), err
}

// WriteTo sends one message to the connected server.
func (d datagrams) WriteTo(p []byte, _ net.Addr) (int, error) { return d.Write(p) }

func sameQuestion(a, b *dns.Msg) bool {
	return len(a.Question) == 1 && a.Question[0].Qtype == b.Question[0].Qtype &&
		strings.EqualFold(a.Question[0].Name, b.Question[0].Name)
}

package sim

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// dialResolver opens a way to the resolver. Each message that is sent is answered at once, in the world's time.
func (v *Visit) dialResolver(ctx context.Context, network, address string) (net.Conn, error) {
	now := v.Now()
	if v.world.current(scope{"resolver", ""}, now) == "down" && network == "tcp" {
		return nil, v.silence(ctx, network)
	}
	p := newPipe(v, address, roundTrip(address, now))
	return &resolverConn{end: p.client, visit: v, stream: network == "tcp"}, nil
}

// resolverConn is a conversation with the resolver: datagrams, or a stream of messages with their length.
type resolverConn struct {
	*end
	visit  *Visit
	stream bool
	rest   []byte // of an answer that was read in part
}

// Write takes one question.
func (c *resolverConn) Write(b []byte) (int, error) {
	q := b
	if c.stream {
		if len(b) < 2 {
			return 0, io.ErrShortWrite
		}
		q = b[2:]
	}
	var m dns.Msg
	if err := m.Unpack(q); err != nil || len(m.Question) != 1 {
		return len(b), nil // a resolver says nothing to what it cannot read
	}
	answer := c.visit.world.answer(&m, c.visit.Now())
	if answer == nil {
		return len(b), nil
	}
	packed, err := answer.Pack()
	if err != nil {
		return 0, err
	}
	if c.stream {
		packed = append(binary.BigEndian.AppendUint16(nil, uint16(len(packed))), packed...) //nolint:gosec // a message is at most 64 KiB
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.toClient = append(c.toClient, chunk{c.visit.Now().Add(2 * c.half), packed})
	return len(b), nil
}

// Read returns one answer, or what is left of it; where none is to come, the time passes until the deadline.
func (c *resolverConn) Read(b []byte) (int, error) {
	if len(c.rest) > 0 {
		n := copy(b, c.rest)
		c.rest = c.rest[n:]
		return n, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.toClient) == 0 {
		until := c.clientUntil
		if until.IsZero() {
			until = c.visit.Now().Add(time.Minute)
		}
		c.visit.reach(until)
		return 0, c.error("read", os.ErrDeadlineExceeded)
	}
	next := c.toClient[0]
	c.toClient = c.toClient[1:]
	c.visit.reach(next.at)
	n := copy(b, next.data)
	if c.stream {
		c.rest = next.data[n:]
	}
	return n, nil
}

// answer is what the resolver says at a moment, or nil for nothing.
func (w *World) answer(q *dns.Msg, t time.Time) *dns.Msg {
	if w.current(scope{"resolver", ""}, t) == "down" {
		return nil
	}
	m := new(dns.Msg)
	m.SetReply(q)
	m.RecursionAvailable = true
	name := strings.ToLower(strings.TrimSuffix(q.Question[0].Name, "."))
	switch c := w.zoneCondition(name, t); c.what {
	case "nxdomain":
		m.Rcode = dns.RcodeNameError
		return m
	case "servfail", "blackhole", "timeout", "refuse", "unreachable", "stall", "reset":
		m.Rcode = dns.RcodeServerFailure // the resolver answers; whom it asks does not
		return m
	}
	addrs, known := w.names[name]
	zone, isZone := w.zones[name]
	if !known && !isZone {
		m.Rcode = dns.RcodeNameError
		return m
	}
	header := func(kind uint16) dns.RR_Header {
		return dns.RR_Header{Name: q.Question[0].Name, Rrtype: kind, Class: dns.ClassINET, Ttl: 300}
	}
	switch q.Question[0].Qtype {
	case dns.TypeA, dns.TypeAAAA:
		m.Answer = addressRecords(addrs, q.Question[0].Qtype, header)
	case dns.TypeNS:
		for _, s := range zone.Servers {
			m.Answer = append(m.Answer, &dns.NS{Hdr: header(dns.TypeNS), Ns: dns.Fqdn(s)})
		}
	}
	return m
}

func addressRecords(addrs []netip.Addr, kind uint16, header func(uint16) dns.RR_Header) []dns.RR {
	var list []dns.RR
	for _, a := range addrs {
		switch {
		case kind == dns.TypeA && a.Is4():
			list = append(list, &dns.A{Hdr: header(kind), A: a.AsSlice()})
		case kind == dns.TypeAAAA && a.Is6():
			list = append(list, &dns.AAAA{Hdr: header(kind), AAAA: a.AsSlice()})
		}
	}
	return list
}

// zoneCondition is what whoever asks for a name meets at the servers of its zone, and in the place where they stand.
func (w *World) zoneCondition(name string, t time.Time) condition {
	for zone := name; zone != ""; {
		scopes := []scope{{"zones", zone}}
		if z, known := w.zones[zone]; known && z.Place != "" {
			scopes = append(building(z.Place, ""), scopes...)
		}
		if c := w.condition(scopes, 4, t); c.what != "ok" {
			return c
		}
		_, zone, _ = strings.Cut(zone, ".")
	}
	return ok
}

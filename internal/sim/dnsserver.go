package sim

import (
	"encoding/binary"
	"net"
	"os"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// dnsConn is a conversation with a name server: datagrams, or a stream of messages with their length before them.
// A question is answered when it is written; when the answer is read, the time of its way has passed.
type dnsConn struct {
	dialing
	ends
	condition condition // of the machine that the server is

	mu       sync.Mutex
	asked    []byte // of a question on a stream that is not complete
	answers  []chunk
	deadline time.Time
	closed   bool
}

func newDNSConn(d *dialing, c condition) *dnsConn {
	return &dnsConn{dialing: *d, ends: ends{ourAddr(d.network), d.addr()}, condition: c}
}

// Write takes questions. A server says nothing to what it cannot read.
func (c *dnsConn) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return 0, c.ends.fail("write", net.ErrClosed)
	}
	if c.network != "tcp" {
		c.ask(b)
		return len(b), nil
	}
	c.asked = append(c.asked, b...)
	for len(c.asked) >= 2 {
		end := 2 + int(binary.BigEndian.Uint16(c.asked))
		if len(c.asked) < end {
			break
		}
		c.ask(c.asked[2:end])
		c.asked = c.asked[end:]
	}
	return len(b), nil
}

// ask keeps the answer to one question, if there is one.
func (c *dnsConn) ask(question []byte) {
	now := c.Now()
	var q dns.Msg
	if err := q.Unpack(question); err != nil || q.Response || len(q.Question) != 1 || !c.heard(now) {
		return
	}
	said := c.said(&q, now)
	if said.silent {
		return
	}
	packed, err := said.msg.Pack()
	if err != nil {
		return // a name from the scenario that DNS cannot carry
	}
	if c.network == "tcp" {
		packed = append(binary.BigEndian.AppendUint16(nil, uint16(len(packed))), packed...) //nolint:gosec // a message is at most 64 KiB
	}
	c.answers = append(c.answers, chunk{now.Add(c.trip + max(said.after, c.condition.slow)), packed})
}

// said is what is answered at this address.
func (c *dnsConn) said(q *dns.Msg, now time.Time) reply {
	switch at := c.to.Addr().String(); {
	case c.world.lineCaught(now):
		return portalName(q)
	case at == resolverAddr, at == secondResolver:
		return c.world.resolve(q, now)
	}
	return c.world.authority(c.to.Addr(), q, now)
}

// heard tells whether a question arrives and the server is able to answer.
func (c *dnsConn) heard(now time.Time) bool {
	switch {
	case c.world.lineCaught(now):
		return c.to.Port() == 53 // whoever is meant, the portal answers
	case c.world.lineDown(now), c.toResolver() && c.world.resolverDown(now), c.condition.silent(c.to.String(), now):
		return false
	}
	switch c.condition.what {
	case "refuse", "reset", "unreachable", "stall":
		return false
	}
	return true
}

// Read returns one answer, or of a stream what fits; where none is to come, the time passes until the deadline.
func (c *dnsConn) Read(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return 0, c.ends.fail("read", net.ErrClosed)
	}
	until := c.deadline
	if until.IsZero() {
		until = c.Now().Add(unasked)
	}
	if len(c.answers) == 0 || c.answers[0].arrives.After(until) {
		c.reach(until)
		return 0, c.ends.fail("read", os.ErrDeadlineExceeded)
	}
	c.reach(c.answers[0].arrives)
	if c.network == "tcp" {
		return take(&c.answers, b), nil
	}
	n := copy(b, c.answers[0].data) // what does not fit of a datagram is lost
	c.answers = c.answers[1:]
	return n, nil
}

// Close ends the conversation.
func (c *dnsConn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	return nil
}

// SetDeadline sets the deadline in the world's time.
func (c *dnsConn) SetDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deadline = t
	return nil
}

// SetReadDeadline is SetDeadline: nothing here waits to write.
func (c *dnsConn) SetReadDeadline(t time.Time) error { return c.SetDeadline(t) }

// ourAddr is the probe's own address.
func ourAddr(network string) net.Addr {
	ip := net.IPv4(203, 0, 113, 250)
	if network == "udp" {
		return &net.UDPAddr{IP: ip, Port: 40000}
	}
	return &net.TCPAddr{IP: ip, Port: 40000}
}

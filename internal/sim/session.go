package sim

import (
	"crypto/tls"
	"io"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// session is a connection as the server sees it. The world stands still for it at the moment of its beginning.
type session struct {
	world     *World
	machine   *machine
	port      *port
	to        netip.AddrPort
	family    int
	at        time.Time
	condition condition // that the connection was met with
	conn      *serverEnd
}

// serve answers a connection as its port and condition ask for. The server's goroutine ends when it has answered, or
// when the probe closes.
func (d *dialing) serve(m *machine, p *port, c condition) net.Conn {
	wire := newPipe(d.Visit, d.trip/2)
	s := &session{
		world: d.world, machine: m, port: p, to: d.to, family: d.family(), at: d.at, condition: c,
		conn: &serverEnd{wire, ends{d.addr(), ourAddr(d.network)}},
	}
	go s.run()
	return &clientEnd{wire, ends{ourAddr(d.network), d.addr()}}
}

func (s *session) run() {
	defer s.conn.Close() //nolint:errcheck // it never fails
	if s.interrupts(s.condition) {
		return
	}
	switch s.port.service {
	case plainWeb:
		s.web(s.conn)
	case secureWeb:
		s.web(s.secure())
	case greeter:
		s.greet(s.conn)
	case nameServer, echoing: // not by connections
	default:
		if talk, secured, isMail := talkOf(s.port.service); isMail {
			s.mail(talk, secured)
		}
	}
}

// interrupts breaks the conversation off, or leaves it hanging until the probe closes, where the condition is one of
// those that let nothing more be said.
func (s *session) interrupts(c condition) bool {
	switch {
	case c.what == "refuse", c.what == "reset":
		s.conn.end(syscall.ECONNRESET)
		return true
	case c.what == "stall", c.what == "unreachable", c.silent(s.to.String(), s.at):
		drain(s.conn)
		return true
	}
	return false
}

// drain listens and says nothing until the probe gives up.
func drain(r io.Reader) { _, _ = io.Copy(io.Discard, r) }

// greet says what servers of other kinds say first, and then listens.
func (s *session) greet(stream io.ReadWriter) {
	s.conn.linger(s.condition.slow)
	if _, err := io.WriteString(stream, s.port.says); err == nil {
		drain(stream)
	}
}

// secure speaks TLS on the connection.
func (s *session) secure() *tls.Conn {
	return tls.Server(s.conn, &tls.Config{
		MinVersion:             tls.VersionTLS12,
		SessionTicketsDisabled: true,
		CurvePreferences:       []tls.CurveID{tls.X25519}, // the cheapest: hours are played in seconds
		Time:                   func() time.Time { return s.at },
		GetCertificate:         s.certificate,
	})
}

// certificate is what is shown for the name that the probe asks for. A site that is silent, or cuts, while others at
// the same address answer does so as soon as it is named.
func (s *session) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if s.machine.portal {
		return s.world.pki.leaf(portalHost, "")
	}
	name := hostName(hello.ServerName)
	if name == "" {
		name = s.to.Addr().String()
	}
	bad := s.condition.badCertificate()
	for _, site := range s.world.sites[name] {
		if site.port != s.to.Port() {
			continue // it is asked for elsewhere on this machine
		}
		c := s.world.condition(s.machine.within(site, s.to.Addr()), s.family, s.at)
		if s.machine.edge == "" && s.interrupts(c) {
			return nil, net.ErrClosed
		}
		if b := c.badCertificate(); b != "" {
			bad = b
		}
	}
	return s.world.pki.leaf(name, bad)
}

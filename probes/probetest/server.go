// Package probetest plays the world to the tests of probes: servers that do as they are told, certificates, name servers,
// a network of a test's own, and where real servers are on this machine.
//
// Only tests may import it. It knows nothing of probes, and imports nothing of vigie.
package probetest

import (
	"crypto/tls"
	"io"
	"net"
	"testing"
	"time"
)

// Serve is a TCP server on this machine, until the test ends, that does what it is told with each connection. It returns
// its address.
func Serve(t testing.TB, do func(*net.TCPConn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go Accept(l, do)
	return l.Addr().String()
}

// Accept does something with each connection, until the listener is closed.
func Accept(l net.Listener, do func(*net.TCPConn)) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go do(conn.(*net.TCPConn))
	}
}

// ServeTLS is Serve for connections that have shaken hands; one that does not within a minute is closed.
func ServeTLS(t testing.TB, config *tls.Config, do func(*tls.Conn)) string {
	t.Helper()
	return Serve(t, func(c *net.TCPConn) {
		s := tls.Server(c, config)
		defer func() { _ = s.Close() }() // it may be closed already
		if s.SetDeadline(time.Now().Add(time.Minute)) == nil && s.Handshake() == nil {
			do(s)
		}
	})
}

// ClosedPort is an address at which nothing listens.
func ClosedPort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }() // its number is what was wanted
	return l.Addr().String()
}

// HangUp closes a connection politely.
func HangUp(c *net.TCPConn) { _ = c.Close() } // the other side may be gone already

// CutOff resets a connection, once what was sent has been taken.
func CutOff(c *net.TCPConn) {
	Pause(c, 50*time.Millisecond)
	_ = c.SetLinger(0) // as above, and below
	_ = c.Close()
}

// Pause lets a moment pass, in which the other side may take what was sent.
func Pause(c net.Conn, d time.Duration) {
	_ = c.SetReadDeadline(time.Now().Add(d))
	_, _ = c.Read(make([]byte, 1)) // nothing is expected
	_ = c.SetReadDeadline(time.Time{})
}

// Stall keeps a connection open until the other side closes it.
func Stall(c *net.TCPConn) {
	_, _ = io.Copy(io.Discard, c) // whatever it says
	_ = c.Close()
}

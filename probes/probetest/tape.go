package probetest

import (
	"io"
	"net"
	"time"
)

// Tape is a connection whose other side says what is on it, whatever it is told, and then hangs up.
type Tape struct{ io.Reader }

// Write takes what is said, which nobody hears.
func (Tape) Write(p []byte) (int, error) { return len(p), nil }

// Close does nothing.
func (Tape) Close() error { return nil }

// SetDeadline does nothing: nobody waits for a tape.
func (Tape) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing.
func (Tape) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing.
func (Tape) SetWriteDeadline(time.Time) error { return nil }

// LocalAddr is that of this machine.
func (Tape) LocalAddr() net.Addr { return &net.TCPAddr{IP: net.IPv6loopback, Port: 1} }

// RemoteAddr is the same.
func (t Tape) RemoteAddr() net.Addr { return t.LocalAddr() }

package web

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"github.com/quic-go/quic-go"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/neterr"
)

// Line is a connection over QUIC with all that must be closed after it.
type Line struct {
	conn      *quic.Conn
	transport *quic.Transport
	packets   *packets
	address   string
}

// TLS is what the handshake has shown.
func (l Line) TLS() tls.ConnectionState { return l.conn.ConnectionState().TLS }

// Close closes everything. The other side is told, and not waited for.
func (l Line) Close() {
	if l.conn != nil {
		_ = l.conn.CloseWithError(0x100, "") // H3_NO_ERROR; nobody waits for it
	}
	if l.transport != nil {
		_ = l.transport.Close()
	}
	if l.packets != nil {
		_ = l.packets.Close()
	}
}

// DialQUIC opens a line to an address, a literal IP and a port, within some time, which must be that of ctx. Where it fails,
// the line returned is closed, and its Failure says why.
func DialQUIC(ctx context.Context, d door.PacketDialer, address string, within time.Duration, config *tls.Config) (Line, error) {
	line := Line{address: address}
	conn, err := d.DialPackets(ctx, address)
	if err != nil {
		return line, err
	}
	line.packets = &packets{Conn: conn}
	line.transport = &quic.Transport{Conn: line.packets}
	line.conn, err = line.transport.Dial(ctx, conn.RemoteAddr(), config, &quic.Config{HandshakeIdleTimeout: within, MaxIdleTimeout: within})
	if err != nil {
		if refused := line.packets.refused.Load(); refused != nil {
			err = *refused
		}
		line.Close()
	}
	return line, err
}

// packets is a socket with one address at its other end, as the library wants to see it.
type packets struct {
	net.Conn
	came    atomic.Bool
	refused atomic.Pointer[error]
}

// ReadFrom reads a packet.
func (p *packets) ReadFrom(b []byte) (int, net.Addr, error) {
	n, err := p.Read(b)
	if err == nil {
		p.came.Store(true)
	} else if neterr.WasRefused(err) {
		p.refused.Store(&err)
	}
	return n, p.RemoteAddr(), err
}

// WriteTo sends a packet.
func (p *packets) WriteTo(b []byte, _ net.Addr) (int, error) {
	n, err := p.Write(b)
	if neterr.WasRefused(err) {
		p.refused.Store(&err)
	}
	return n, err
}

// SetReadBuffer does nothing: what the system gives is enough for one page, and the library would complain on stderr.
func (p *packets) SetReadBuffer(int) error { return nil }

// SetWriteBuffer does nothing, likewise.
func (p *packets) SetWriteBuffer(int) error { return nil }

// resetError is the end of an exchange, said by the server.
type resetError struct{ said string }

func (e *resetError) Error() string {
	if e.said == "" {
		return "HTTP/3: the server closed the connection"
	}
	return "HTTP/3: " + e.said
}

// Is tells that it is an errReset.
func (e *resetError) Is(target error) bool { return target == errReset }

// Failure says why a line did not come about within some time, such as 10 s.
func (l Line) Failure(err error, within string) (result.Failure, string) {
	var said *quic.TransportError
	var versions *quic.VersionNegotiationError
	var alert tls.AlertError
	silent := l.packets == nil || !l.packets.came.Load()
	switch {
	case neterr.WasRefused(err):
		return result.TCPRefused, l.address + " refuses packets over UDP: nothing there speaks HTTP/3"
	case neterr.TimedOut(err) && silent:
		return result.TCPTimeout, "no answer over UDP from " + l.address + " within " + within
	case neterr.TimedOut(err):
		return result.TLSTimeout, "packets came back, but the secure connection was not ready within " + within
	case errors.As(err, &versions):
		return result.TLSHandshake, "the server speaks no version of QUIC that is known here"
	case errors.As(err, &alert), errors.As(err, &said) && said.ErrorCode.IsCryptoError():
		return result.TLSHandshake, "the server refused the secure connection: " + neterr.Plain(err)
	case silent:
		return neterr.WhyNotConnected(err, l.address, within)
	default:
		return result.TLSHandshake, "the secure connection failed: " + neterr.Plain(err)
	}
}

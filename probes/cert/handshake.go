package cert

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/names"
	"vigie/probes/neterr"
	"vigie/probes/words"
)

// Hello is what a handshake is begun with, and how what it shows is judged.
type Hello struct {
	Name       string         // that is asked for, and must be on the certificate
	Protos     []string       // that are offered; none: the server is not told what will be spoken
	Roots      *x509.CertPool // who is trusted; nil: whom this machine trusts
	SkipVerify bool           // facts are collected, and nothing is found wrong
	Known      *Known         // nil: nothing was verified before
}

// Secure makes a connection a secure one, and judges the certificate itself, so that its facts survive a failed
// verification. The connection returned is nil where the handshake failed.
func (h Hello) Secure(ctx context.Context, d door.Door, conn net.Conn) (*tls.Conn, Shown) {
	within := door.Budget(ctx, d.Now())
	c := tls.Client(conn, h.Config(d.Now))
	if err := c.HandshakeContext(noTimer{ctx}); err != nil {
		failure, reason := handshakeFailure(err, words.Seconds(within))
		var record tls.RecordHeaderError
		return nil, Shown{Failure: failure, Reason: reason, Plain: errors.As(err, &record)}
	}
	return c, h.Judge(c.ConnectionState(), d.Now())
}

// name is that of the server as certificates and handshakes write it.
func (h Hello) name() string { return strings.TrimSuffix(names.ASCII(h.Name), ".") }

// Config is how every handshake is made. Old versions are spoken too: a server that has no other is told of by name.
// Certificates are verified afterwards, with every finding kept.
func (h Hello) Config(now func() time.Time) *tls.Config {
	return &tls.Config{
		ServerName:         h.name(),
		InsecureSkipVerify: true, //nolint:gosec // verified by Judge
		NextProtos:         h.Protos,
		Time:               now,
		MinVersion:         tls.VersionTLS10,
		CipherSuites:       browserSuites,
	}
}

// browserSuites are what browsers still take: besides what this language does by itself, keys sent under RSA.
var browserSuites = func() []uint16 {
	suites := []uint16{
		tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_256_CBC_SHA,
	}
	for _, s := range tls.CipherSuites() {
		suites = append(suites, s.ID)
	}
	return suites
}()

func handshakeFailure(err error, within string) (result.Failure, string) {
	var record tls.RecordHeaderError
	switch {
	case neterr.TimedOut(err):
		return result.TLSTimeout, "connected, but the secure connection was not ready within " + within
	case neterr.WasReset(err):
		return result.TLSHandshake, "the server cut the connection during the handshake"
	case errors.Is(err, io.EOF):
		return result.TLSHandshake, "the server closed the connection during the handshake"
	case errors.As(err, &record):
		return result.TLSHandshake, "the server does not speak TLS on this port"
	default:
		return result.TLSHandshake, "the secure connection failed: " + neterr.Plain(err)
	}
}

// noTimer hides a context's own end from the TLS library, which would otherwise start a goroutine for it:
// the connection is bound to the context already.
type noTimer struct{ context.Context }

// Done is nil: never.
func (noTimer) Done() <-chan struct{} { return nil }

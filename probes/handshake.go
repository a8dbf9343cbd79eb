package probes

import (
	"context"
	"crypto/tls"
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

// hello is what a handshake is begun with.
type hello struct {
	name   string // that is asked for, and must be on the certificate
	policy TLSPolicy
	protos []string // that are offered; none: the server is not told what will be spoken
	trusts *trusts  // nil: nothing was verified before
}

// The protocols of the web, as a handshake names them.
const (
	protoH2 = "h2"
	protoH1 = "http/1.1"
)

// handshake speaks TLS without saying what will be spoken over it, and judges the certificate itself, so that its
// facts survive a failed verification.
func handshake(ctx context.Context, env Env, conn net.Conn, name string, policy TLSPolicy) (*tls.Conn, trust) {
	return secure(ctx, env, conn, hello{name: name, policy: policy})
}

// secure is handshake with more to say.
func secure(ctx context.Context, env Env, conn net.Conn, h hello) (*tls.Conn, trust) {
	name := certName(h.name)
	within := door.Budget(ctx, env.Door.Now())
	c := tls.Client(conn, tlsConfig(name, h.protos, env.Door.Now))
	if err := c.HandshakeContext(noTimer{ctx}); err != nil {
		failure, reason := handshakeFailure(err, words.Seconds(within))
		var record tls.RecordHeaderError
		return nil, trust{failure: failure, reason: reason, plain: errors.As(err, &record)}
	}
	return c, h.trusts.judge(c.ConnectionState(), env, name, h.policy)
}

// certName is a name as certificates and handshakes write it.
func certName(name string) string { return strings.TrimSuffix(names.ASCII(name), ".") }

// tlsConfig is how every handshake is made. Old versions are spoken too: a server that has no other is told of by
// name. Certificates are verified afterwards, with every finding kept.
func tlsConfig(name string, protos []string, now func() time.Time) *tls.Config {
	return &tls.Config{
		ServerName:         name,
		InsecureSkipVerify: true, //nolint:gosec // verified by judgeChain
		NextProtos:         protos,
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

// secure makes a connection of a visit a secure one, and offers the versions of HTTP that may be spoken.
func (v *visit) secure(ctx context.Context, conn net.Conn, name string) (*tls.Conn, trust) {
	h := hello{name: name, policy: v.TLS, protos: bothVersions, trusts: v.trusts}
	switch {
	case v.Protocol == HTTP1, v.onlyHTTP1:
		h.protos = bothVersions[1:]
	case v.Protocol == HTTP2:
		h.protos = bothVersions[:1]
	}
	c, found := secure(ctx, v.env, conn, h)
	if found.failure == "" && v.Protocol == HTTP2 && c.ConnectionState().NegotiatedProtocol != protoH2 {
		found.failure, found.reason = result.TLSHandshake, "the server does not offer HTTP/2, which this check asks for"
	}
	return c, found
}

var bothVersions = []string{protoH2, protoH1}

package probes

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/neterr"
	"vigie/probes/words"
)

// protoH3 is HTTP/3, as a handshake names it.
const protoH3 = "h3"

// overQUIC asks over HTTP/3. There is no connection before the secure one: the phase of connecting does not happen.
func (v *visit) overQUIC(ctx context.Context, q request) (answer, bool) {
	dialer, ok := v.env.Door.(door.PacketDialer)
	if !ok {
		v.r = couldNotAsk(v.r, "HTTP/3 cannot be asked from here: no packets can be sent")
		return answer{}, false
	}
	now := v.env.Door.Now
	ph, start := result.NoPhases(), now()
	ips, err := v.env.Resolver.Lookup(ctx, v.env.Door, q.at.Hostname(), v.family)
	located := now()
	ph.DNS = max(0, located.Sub(start))
	if err != nil {
		v.addPhases(ph)
		v.r = lookupFailure(v.r, err)
		return answer{}, false
	}
	line, err := v.dialQUIC(ctx, dialer, ips, q.at)
	v.r.Address = line.address
	ready := now()
	if err != nil {
		v.addPhases(ph)
		failure, reason := quicFailure(err, line, words.Seconds(ready.Sub(located)))
		v.r = fail(v.r, failure, "%s", reason)
		return answer{}, false
	}
	defer line.close()
	ph.TLS = max(0, ready.Sub(located))
	found := v.hello(q.at).Judge(line.conn.ConnectionState().TLS, ready)
	v.r.TLS, v.seen = found.Facts, found.Evidence
	if found.Failure != "" {
		v.addPhases(ph)
		v.r = fail(v.r, found.Failure, "%s", found.Reason)
		return answer{}, false
	}
	a := v.exchange3(ctx, line.conn, ready, q)
	ph.FirstByte, ph.Transfer = a.firstByte, a.transfer
	v.addPhases(ph)
	return a, true
}

// exchange3 sends one question over HTTP/3, and reads the whole answer.
func (v *visit) exchange3(ctx context.Context, conn *quic.Conn, ready time.Time, q request) answer {
	a := answer{method: q.method, firstByte: -1, transfer: -1}
	req, err := http.NewRequestWithContext(ctx, q.method, q.at.String(), strings.NewReader(q.body))
	if err != nil {
		a.failure, a.reason = result.HTTPMalformed, err.Error()
		return a
	}
	if q.body == "" {
		req.Body = nil
	}
	req.Host = q.host
	for _, f := range q.fields {
		if f.name != "content-length" {
			req.Header.Set(f.name, f.value)
		}
	}
	client := (&http3.Transport{DisableCompression: true, MaxResponseHeaderBytes: headLimit}).NewClientConn(conn)
	a.head, err = client.RoundTrip(req)
	began := v.env.Door.Now()
	if err != nil {
		a.head = nil
		a.failure, a.reason = v.failure3(ctx, err)
		return a
	}
	a.firstByte = max(0, began.Sub(ready))
	defer a.head.Body.Close() //nolint:errcheck // everything was read
	if v.headOnly {
		a.transfer = 0
		return a
	}
	v.wire.body.Reset()
	a.body, a.cut, a.raw, err = readBody(a.head, &v.wire.body)
	a.transfer = max(0, v.env.Door.Now().Sub(began))
	if err != nil {
		a.failure, a.reason = v.bodyFailure(plain3(ctx, err), a)
	}
	return a
}

// failure3 says why no answer came.
func (v *visit) failure3(ctx context.Context, err error) (result.Failure, string) {
	err = plain3(ctx, err)
	switch {
	case neterr.TimedOut(err):
		return result.HTTPTimeout, "connected, but no answer came within " + v.within
	case errors.Is(err, errReset):
		return result.HTTPReset, "the server cut the connection before it answered (" + neterr.Plain(err) + ")"
	case strings.Contains(err.Error(), "too large"):
		return result.HTTPTooLarge, "the headers of the answer are larger than 1 MiB"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return result.HTTPReset, "the server ended the exchange without an answer"
	default:
		return result.HTTPMalformed, "what came back is not HTTP/3: " + words.First(neterr.Plain(err))
	}
}

// plain3 translates the errors of QUIC into those that the rest of a visit knows.
func plain3(ctx context.Context, err error) error {
	var idle *quic.IdleTimeoutError
	var said *http3.Error
	var reset *quic.StatelessResetError
	var closed *quic.ApplicationError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &idle):
		return context.DeadlineExceeded
	case errors.As(err, &said) && said.Remote:
		return &resetError{said.ErrorCode.String()}
	case errors.As(err, &closed) && closed.Remote:
		return &resetError{closed.ErrorMessage}
	case errors.As(err, &reset):
		return &resetError{"it has forgotten the connection"}
	}
	return err
}

package web

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

// HTTP3 sends one request over HTTP/3 on a line that is ready since a moment, and reads the whole answer.
func (w *Wire) HTTP3(ctx context.Context, d door.Door, line Line, ready time.Time, req Request) Answer {
	a := Answer{Method: req.Method, FirstByte: -1, Transfer: -1}
	r, err := http.NewRequestWithContext(ctx, req.Method, req.At.String(), strings.NewReader(req.Body))
	if err != nil {
		a.Failure, a.Reason = result.HTTPMalformed, err.Error()
		return a
	}
	if req.Body == "" {
		r.Body = nil
	}
	r.Host = req.Host
	for _, f := range req.Fields {
		if f.Name != "content-length" {
			r.Header.Set(f.Name, f.Value)
		}
	}
	client := (&http3.Transport{DisableCompression: true, MaxResponseHeaderBytes: headLimit}).NewClientConn(line.conn)
	a.Head, err = client.RoundTrip(r)
	began := d.Now()
	if err != nil {
		a.Head = nil
		a.Failure, a.Reason = failure3(ctx, req, err)
		return a
	}
	a.FirstByte = max(0, began.Sub(ready))
	defer a.Head.Body.Close() //nolint:errcheck // everything was read
	w.body.Reset()
	w.readRest(d, began, req, &a, func(err error) error { return plain3(ctx, err) })
	return a
}

// failure3 says why no answer came.
func failure3(ctx context.Context, req Request, err error) (result.Failure, string) {
	err = plain3(ctx, err)
	switch {
	case neterr.TimedOut(err):
		return result.HTTPTimeout, "connected, but no answer came within " + req.Within
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

// plain3 translates the errors of QUIC into those that the rest of an exchange knows.
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

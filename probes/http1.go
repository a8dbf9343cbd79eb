package probes

import (
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"vigie/internal/result"
	"vigie/probes/neterr"
	"vigie/probes/words"
)

// exchange sends one question over HTTP/1.1 on a connection that is ready since a moment, and reads the whole answer.
func (v *visit) exchange(conn net.Conn, ready time.Time, q request) answer {
	now := v.env.Door.Now
	a := answer{method: q.method, firstByte: -1, transfer: -1}
	v.wire.out = q.append(v.wire.out[:0])
	_, sendErr := conn.Write(v.wire.out)
	if neterr.TimedOut(sendErr) {
		a.failure, a.reason = result.HTTPTimeout, "connected, but the request could not be sent within "+v.within
		return a
	}
	// A server may answer and hang up before it has heard the whole request: its answer counts.
	v.wire.listen(conn, now)
	first := &v.wire.first
	var err error
	a.head, err = v.wire.readHead(q.method)
	if !first.at.IsZero() {
		a.firstByte = max(0, first.at.Sub(ready))
	}
	if err != nil {
		a.failure, a.reason = v.headFailure(errors.Join(err, sendErr), first)
		return a
	}
	if v.headOnly {
		a.transfer = 0
		return a
	}
	first.left = -1
	a.body, a.cut, a.raw, err = readBody(a.head, &v.wire.body)
	_ = a.head.Body.Close() // the connection is closed by the caller
	a.transfer = max(0, now().Sub(first.at))
	if err != nil {
		a.failure, a.reason = v.bodyFailure(err, a)
	}
	return a
}

// append writes a question down as HTTP/1.1.
func (q request) append(b []byte) []byte {
	b = append(b, q.method...)
	b = append(b, ' ')
	b = append(b, q.at.RequestURI()...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, q.host...)
	b = append(b, "\r\n"...)
	for _, f := range q.fields {
		b = appendName(b, f.name)
		b = append(b, ": "...)
		b = append(b, f.value...)
		b = append(b, "\r\n"...)
	}
	b = append(b, "Connection: close\r\n\r\n"...)
	return append(b, q.body...)
}

// appendName writes the name of a header as people are used to: User-Agent.
func appendName(b []byte, name string) []byte {
	upper := true
	for i := range len(name) {
		c := name[i]
		if upper && c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		upper = c == '-'
		b = append(b, c)
	}
	return b
}

// readHead reads the status line and the headers, passing over interim answers.
func (w *wire) readHead(method string) (*http.Response, error) {
	w.asked.Method = method // all that the length of an answer depends on
	for {
		head, err := http.ReadResponse(w.in, &w.asked)
		if err != nil {
			return nil, err
		}
		if head.StatusCode >= 200 || head.StatusCode == http.StatusSwitchingProtocols {
			return head, nil
		}
	}
}

func (v *visit) headFailure(err error, got *watchedReader) (result.Failure, string) {
	began := !got.at.IsZero()
	switch {
	case errors.Is(err, errHeadTooLarge), got.left == 0:
		return result.HTTPTooLarge, "the headers of the answer are larger than 1 MiB"
	case neterr.TimedOut(err) && began:
		return result.HTTPTimeout, "the answer began, but its headers were not complete within " + v.within
	case neterr.TimedOut(err):
		return result.HTTPTimeout, "connected, but no answer came within " + v.within
	case neterr.WasReset(err):
		return result.HTTPReset, "the server cut the connection before it answered"
	case neterr.Alerted(err):
		return result.TLSHandshake, "the server refused the secure connection: " + neterr.Plain(err)
	case got.over, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		if began {
			return result.HTTPTruncated, "the answer breaks off in its headers"
		}
		return result.HTTPReset, "the server closed the connection without an answer"
	default:
		return result.HTTPMalformed, "what came back is not HTTP: " + words.First(neterr.Plain(err))
	}
}

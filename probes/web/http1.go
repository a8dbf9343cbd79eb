package web

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/neterr"
	"vigie/probes/words"
)

// HTTP1 sends one request over HTTP/1.1 on a connection that is ready since a moment, and reads the whole answer.
func (w *Wire) HTTP1(d door.Door, conn net.Conn, ready time.Time, req Request) Answer {
	defer w.letGo()
	a := Answer{Method: req.Method, FirstByte: -1, Transfer: -1}
	w.out = req.append(w.out[:0])
	_, sendErr := conn.Write(w.out)
	if neterr.TimedOut(sendErr) {
		a.Failure, a.Reason = result.HTTPTimeout, "connected, but the request could not be sent within "+req.Within
		return a
	}
	// A server may answer and hang up before it has heard the whole request: its answer counts.
	w.listen(conn, d)
	first := &w.first
	var err error
	a.Head, err = w.readHead(req.Method)
	if !first.at.IsZero() {
		a.FirstByte = max(0, first.at.Sub(ready))
	}
	if err != nil {
		a.Failure, a.Reason = headFailure(req, errors.Join(err, sendErr), first)
		return a
	}
	first.left = -1
	w.readRest(d, first.at, req, &a, nil)
	return a
}

// append writes a request down as HTTP/1.1.
func (req Request) append(b []byte) []byte {
	b = append(b, req.Method...)
	b = append(b, ' ')
	b = append(b, req.At.RequestURI()...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, req.Host...)
	b = append(b, "\r\n"...)
	for _, f := range req.Fields {
		b = appendName(b, f.Name)
		b = append(b, ": "...)
		b = append(b, f.Value...)
		b = append(b, "\r\n"...)
	}
	b = append(b, "Connection: close\r\n\r\n"...)
	return append(b, req.Body...)
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

// errNoStatus is an answer with a number that is no status.
var errNoStatus = errors.New("no status")

// isEOF tells the end of what came, also where more was to come.
func isEOF(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// readHead reads the status line and the headers, passing over interim answers.
func (w *Wire) readHead(method string) (*http.Response, error) {
	w.asked.Method = method // all that the length of an answer depends on
	for {
		head, err := http.ReadResponse(w.in, &w.asked)
		if err != nil {
			return nil, err
		}
		if head.StatusCode < 100 {
			return nil, fmt.Errorf("%w: %q", errNoStatus, head.Status)
		}
		if head.StatusCode >= 200 || head.StatusCode == http.StatusSwitchingProtocols {
			return head, nil
		}
	}
}

// headFailure says why no head of an answer came.
func headFailure(req Request, err error, got *watchedReader) (result.Failure, string) {
	began := !got.at.IsZero()
	switch {
	case errors.Is(err, errHeadTooLarge), got.left == 0:
		return result.HTTPTooLarge, "the headers of the answer are larger than 1 MiB"
	case neterr.TimedOut(err) && began:
		return result.HTTPTimeout, "the answer began, but its headers were not complete within " + req.Within
	case neterr.TimedOut(err):
		return result.HTTPTimeout, "connected, but no answer came within " + req.Within
	case neterr.WasReset(err) && !began:
		return result.HTTPReset, "the server cut the connection before it answered"
	case neterr.WasReset(err), neterr.WasReset(got.err):
		return result.HTTPReset, "the server cut the connection in the middle of its headers"
	case neterr.Alerted(err):
		return result.TLSHandshake, "the server refused the secure connection: " + neterr.Plain(err)
	case !began && (got.over() || isEOF(err)):
		return result.HTTPReset, "the server closed the connection without an answer"
	case !errors.Is(err, errNoStatus) && got.speaksHTTP() && (got.over() || isEOF(err)):
		return result.HTTPTruncated, "the answer breaks off in its headers"
	default:
		return result.HTTPMalformed, "what came back is not HTTP: " + words.First(neterr.Plain(err))
	}
}

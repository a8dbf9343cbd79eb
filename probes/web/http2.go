package web

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/net/http2"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/neterr"
	"vigie/probes/words"
)

// HTTP2 sends one request over HTTP/2 on a connection that is ready since a moment, and reads the whole answer.
func (w *Wire) HTTP2(d door.Door, conn net.Conn, ready time.Time, req Request) Answer {
	defer w.letGo()
	a := Answer{Method: req.Method, FirstByte: -1, Transfer: -1}
	s := newStream(conn)
	w.listen(link{s}, d)
	w.first.left = -1 // the framer has a limit of its own
	err := s.begin(w.in, req)
	if err == nil {
		a.Head, err = s.readHead(req.Method)
	}
	began := d.Now()
	if a.Head == nil {
		a.Failure, a.Reason = streamFailure(req, err, s)
		a.WantsHTTP1 = errors.Is(err, errReset) && s.code == http2.ErrCodeHTTP11Required
		return a
	}
	a.FirstByte = max(0, began.Sub(ready))
	w.readRest(d, began, req, &a, nil)
	return a
}

// responseOf makes of a frame of headers what the rest of an exchange knows.
func responseOf(f *http2.MetaHeadersFrame) (*http.Response, error) {
	status, err := strconv.Atoi(f.PseudoValue("status"))
	if err != nil || status < 100 || status > 999 {
		return nil, fmt.Errorf("its status is %q", f.PseudoValue("status"))
	}
	head := &http.Response{
		StatusCode: status, Status: strconv.Itoa(status) + " " + http.StatusText(status), Proto: "HTTP/2.0", ProtoMajor: 2,
		Header: make(http.Header, len(f.Fields)), ContentLength: -1,
	}
	for _, field := range f.RegularFields() {
		head.Header.Add(field.Name, field.Value)
	}
	if length := head.Header.Get("Content-Length"); length != "" {
		if head.ContentLength, err = strconv.ParseInt(length, 10, 64); err != nil || head.ContentLength < 0 {
			return nil, fmt.Errorf("its length is %q", length)
		}
	}
	return head, nil
}

// readHead reads up to the headers of the answer, passing over interim answers.
func (s *stream) readHead(method string) (*http.Response, error) {
	for {
		f, err := s.next()
		if err != nil {
			return nil, err
		}
		headers, ok := f.(*http2.MetaHeadersFrame)
		if !ok {
			return nil, errors.New("data came before the headers")
		}
		s.ended = headers.StreamEnded()
		if headers.Truncated {
			return nil, errHeadTooLarge
		}
		head, err := responseOf(headers)
		if err != nil {
			return nil, err
		}
		if head.StatusCode < 200 && !s.ended {
			s.frames++
			continue
		}
		head.Body = io.NopCloser(s)
		switch {
		case method == http.MethodHead:
			head.Body = http.NoBody
		case head.StatusCode != http.StatusNotModified:
			s.length = head.ContentLength
		}
		return head, nil
	}
}

// streamFailure says why no head of an answer came.
func streamFailure(req Request, err error, s *stream) (result.Failure, string) {
	switch {
	case errors.Is(err, errHeadTooLarge):
		return result.HTTPTooLarge, "the headers of the answer are larger than 1 MiB"
	case neterr.TimedOut(err):
		return result.HTTPTimeout, "connected, but no answer came within " + req.Within
	case errors.Is(err, errReset):
		return result.HTTPReset, "the server cut the connection before it answered (" + neterr.Plain(err) + ")"
	case neterr.WasReset(err), neterr.WasReset(s.sendErr):
		return result.HTTPReset, "the server cut the connection before it answered"
	case neterr.Alerted(err):
		return result.TLSHandshake, "the server refused the secure connection: " + neterr.Plain(err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return result.HTTPTruncated, "the answer breaks off in its headers"
	case errors.Is(err, io.EOF):
		return result.HTTPReset, "the server closed the connection without an answer"
	default:
		return result.HTTPMalformed, "what came back is not HTTP/2: " + words.First(neterr.Plain(err))
	}
}

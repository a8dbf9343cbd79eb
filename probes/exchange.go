package probes

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"vigie/internal/result"
)

// readLimit is how much of a page is read, decoded, in bytes.
const readLimit = 2 << 20

// answer is what came back for one request.
type answer struct {
	head      *http.Response // its body is read already
	body      []byte         // decoded
	cut       bool           // there was more than readLimit
	firstByte time.Duration  // -1 when none came
	transfer  time.Duration
	failure   result.Failure
	reason    string
}

// exchange sends one request on a fresh connection and reads the whole answer.
func (v *visit) exchange(ctx context.Context, conn net.Conn, at *url.URL, method, body string) answer {
	now := v.env.Door.Now
	a := answer{firstByte: -1, transfer: -1}
	req, err := v.request(at, method, body)
	if err != nil {
		a.failure, a.reason = result.HTTPMalformed, err.Error()
		return a
	}
	start := now()
	within := seconds(budget(ctx, v.started))
	if err := req.Write(conn); err != nil {
		a.failure, a.reason = v.sendFailure(err, within)
		return a
	}
	first := &firstByteReader{r: conn, now: now}
	reader := bufio.NewReader(first)
	a.head, err = readHead(reader, req)
	if first.at.IsZero() {
		a.firstByte = max(0, now().Sub(start))
	} else {
		a.firstByte = max(0, first.at.Sub(start))
	}
	if err != nil {
		a.failure, a.reason = v.headFailure(err, !first.at.IsZero(), within)
		return a
	}
	a.body, a.cut, err = readBody(a.head)
	_ = a.head.Body.Close() // the connection is closed by the caller
	a.transfer = max(0, now().Sub(first.at))
	if err != nil {
		a.failure, a.reason = bodyFailure(err, a, within)
	}
	return a
}

// readHead reads the status line and the headers, passing over interim answers.
func readHead(reader *bufio.Reader, req *http.Request) (*http.Response, error) {
	for {
		head, err := http.ReadResponse(reader, req)
		if err != nil {
			return nil, err
		}
		if head.StatusCode >= 200 || head.StatusCode == http.StatusSwitchingProtocols {
			return head, nil
		}
	}
}

// firstByteReader notes when the first byte came.
type firstByteReader struct {
	r   io.Reader
	now func() time.Time
	at  time.Time
}

// Read reads.
func (f *firstByteReader) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if n > 0 && f.at.IsZero() {
		f.at = f.now()
	}
	return n, err
}

// readBody reads and decodes what is left of an answer, up to the limit.
func readBody(head *http.Response) (body []byte, cut bool, err error) {
	var r io.Reader = head.Body
	switch strings.ToLower(strings.TrimSpace(head.Header.Get("Content-Encoding"))) {
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(head.Body)
		if errors.Is(err, io.EOF) {
			return nil, false, nil // an empty body, whatever it is called
		}
		if err != nil {
			return nil, false, decodeError{err}
		}
		r = z
	case "br":
		r = brotli.NewReader(head.Body)
	case "zstd":
		z, err := zstd.NewReader(head.Body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20))
		if err != nil {
			return nil, false, decodeError{err}
		}
		defer z.Close()
		r = z
	}
	body, err = io.ReadAll(io.LimitReader(r, readLimit+1))
	if len(body) > readLimit {
		return body[:readLimit], true, nil
	}
	return body, false, err
}

// decodeError is a body that is not packed as its header says.
type decodeError struct{ error }

// Unwrap is the library's own error.
func (d decodeError) Unwrap() error { return d.error }

func (v *visit) sendFailure(err error, within string) (result.Failure, string) {
	if timedOut(err) {
		return result.HTTPTimeout, "connected, but the request could not be sent within " + within
	}
	return result.HTTPReset, "the server cut the connection while it was being asked"
}

func (v *visit) headFailure(err error, began bool, within string) (result.Failure, string) {
	switch {
	case timedOut(err) && began:
		return result.HTTPTimeout, "the answer began, but its headers were not complete within " + within
	case timedOut(err):
		return result.HTTPTimeout, "connected, but no answer came within " + within
	case wasReset(err):
		return result.HTTPReset, "the server cut the connection before it answered"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		if began {
			return result.HTTPTruncated, "the answer breaks off in its headers"
		}
		return result.HTTPReset, "the server closed the connection without an answer"
	default:
		return result.HTTPMalformed, "what came back is not HTTP: " + firstWords(plainError(err))
	}
}

func bodyFailure(err error, a answer, within string) (result.Failure, string) {
	got := fmt.Sprintf("after %d bytes", len(a.body))
	if a.head.ContentLength > 0 {
		got = fmt.Sprintf("after %d of %d bytes", len(a.body), a.head.ContentLength)
	}
	var bad decodeError
	switch {
	case timedOut(err):
		return result.HTTPTimeout, "the page was not complete within " + within + ", it stopped " + got
	case wasReset(err):
		return result.HTTPReset, "the server cut the connection in the middle of the page, " + got
	case errors.Is(err, io.ErrUnexpectedEOF):
		return result.HTTPTruncated, "the page breaks off " + got
	case errors.As(err, &bad):
		return result.HTTPMalformed, "the page is not packed as it says: " + firstWords(plainError(err))
	default:
		return result.HTTPMalformed, "the page cannot be read: " + firstWords(plainError(err))
	}
}

package probes

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"vigie/internal/result"
)

// headLimit is how much a status line and headers may be, in bytes.
const headLimit = 1 << 20

// answer is what came back for one request.
type answer struct {
	head      *http.Response // its body is read already
	body      []byte         // decoded
	cut       bool           // there was more than readLimit
	raw       int64          // bytes of the body as they came
	firstByte time.Duration  // -1 when none came
	transfer  time.Duration
	failure   result.Failure
	reason    string
}

// exchange sends one request on a connection that is ready since a moment, and reads the whole answer.
func (v *visit) exchange(conn net.Conn, ready time.Time, at *url.URL, method, body string) answer {
	now := v.env.Door.Now
	a := answer{firstByte: -1, transfer: -1}
	req, err := v.request(at, method, body)
	if err != nil {
		a.failure, a.reason = result.HTTPMalformed, err.Error()
		return a
	}
	sendErr := req.Write(conn)
	if timedOut(sendErr) {
		a.failure, a.reason = result.HTTPTimeout, "connected, but the request could not be sent within "+v.within
		return a
	}
	// A server may answer and hang up before it has heard the whole request: its answer counts.
	first := &watchedReader{r: conn, now: now, left: headLimit}
	a.head, err = readHead(bufio.NewReader(first), req)
	if !first.at.IsZero() {
		a.firstByte = max(0, first.at.Sub(ready))
	}
	if err != nil {
		a.failure, a.reason = v.headFailure(errors.Join(err, sendErr), first)
		return a
	}
	first.left = -1
	a.body, a.cut, a.raw, err = readBody(a.head)
	_ = a.head.Body.Close() // the connection is closed by the caller
	a.transfer = max(0, now().Sub(first.at))
	if err != nil {
		a.failure, a.reason = v.bodyFailure(err, a)
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

var errHeadTooLarge = errors.New("the headers do not end")

// watchedReader notes when the first byte came, and lets no more than what is left pass; a negative left is no limit.
type watchedReader struct {
	r    io.Reader
	now  func() time.Time
	at   time.Time
	left int
	over bool // the other side has said its last
}

// Read reads.
func (w *watchedReader) Read(p []byte) (int, error) {
	if w.left == 0 {
		return 0, errHeadTooLarge
	}
	if w.left > 0 && len(p) > w.left {
		p = p[:w.left]
	}
	n, err := w.r.Read(p)
	if n > 0 && w.at.IsZero() {
		w.at = w.now()
	}
	if w.left > 0 {
		w.left -= n
	}
	w.over = w.over || errors.Is(err, io.EOF)
	return n, err
}

func (v *visit) headFailure(err error, got *watchedReader) (result.Failure, string) {
	began := !got.at.IsZero()
	var op *net.OpError
	switch {
	case errors.Is(err, errHeadTooLarge):
		return result.HTTPTooLarge, "the headers of the answer are larger than 1 MiB"
	case timedOut(err) && began:
		return result.HTTPTimeout, "the answer began, but its headers were not complete within " + v.within
	case timedOut(err):
		return result.HTTPTimeout, "connected, but no answer came within " + v.within
	case wasReset(err):
		return result.HTTPReset, "the server cut the connection before it answered"
	case errors.As(err, &op) && op.Op == "remote error":
		return result.TLSHandshake, "the server refused the secure connection: " + plainError(err)
	case got.over, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		if began {
			return result.HTTPTruncated, "the answer breaks off in its headers"
		}
		return result.HTTPReset, "the server closed the connection without an answer"
	default:
		return result.HTTPMalformed, "what came back is not HTTP: " + firstWords(plainError(err))
	}
}

func (v *visit) bodyFailure(err error, a answer) (result.Failure, string) {
	got := fmt.Sprintf("after %d bytes", a.raw)
	if a.head.ContentLength > 0 {
		got = fmt.Sprintf("after %d of %d bytes", a.raw, a.head.ContentLength)
	}
	switch {
	case timedOut(err):
		return result.HTTPTimeout, "the page was not complete within " + v.within + ", it stopped " + got
	case wasReset(err):
		return result.HTTPReset, "the server cut the connection in the middle of the page, " + got
	case errors.Is(err, io.ErrUnexpectedEOF):
		return result.HTTPTruncated, "the page breaks off " + got
	case errors.Is(err, errPacked):
		return result.HTTPMalformed, "the page is not packed as it says: " + firstWords(plainError(err))
	default:
		return result.HTTPMalformed, "the page cannot be read: " + firstWords(plainError(err))
	}
}

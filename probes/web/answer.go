package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/neterr"
	"vigie/probes/words"
)

// Answer is what came back for one request. Its body is good until the wire reads the next one.
type Answer struct {
	Method    string         // of the request
	Head      *http.Response // its body is read already; nil where there is none
	Body      []byte         // unpacked
	Cut       bool           // there was more than Limit
	raw       int64          // bytes of the body as they came
	FirstByte time.Duration  // -1 when none came
	Transfer  time.Duration  // -1 when it did not begin
	Failure   result.Failure // one of the http or tls family; empty when the answer is whole
	Reason    string

	WantsHTTP1 bool // the server spoke HTTP/2 only to say that it wants HTTP/1.1
}

// readRest reads what follows the headers of an answer, which began to come at some moment, up to the limit. The body is
// not closed, which might read all that follows: the connection will be. plain, where there is one, translates the errors
// of a version.
func (w *Wire) readRest(d door.Door, began time.Time, req Request, a *Answer, plain func(error) error) {
	if req.HeadOnly {
		a.Transfer = 0
		return
	}
	var err error
	a.Body, a.Cut, a.raw, err = readBody(a.Head, &w.body)
	a.Transfer = max(0, d.Now().Sub(began))
	if err != nil && plain != nil {
		err = plain(err)
	}
	if err != nil {
		a.Failure, a.Reason = bodyFailure(req, err, *a)
	}
}

// bodyFailure says why a body did not come whole.
func bodyFailure(req Request, err error, a Answer) (result.Failure, string) {
	got := fmt.Sprintf("after %d bytes", a.raw)
	if a.Head.ContentLength > 0 {
		got = fmt.Sprintf("after %d of %d bytes", a.raw, a.Head.ContentLength)
	}
	switch {
	case neterr.TimedOut(err):
		return result.HTTPTimeout, "the page was not complete within " + req.Within + ", it stopped " + got
	case errors.Is(err, errReset):
		return result.HTTPReset, "the server cut the page off, " + got + " (" + neterr.Plain(err) + ")"
	case neterr.WasReset(err):
		return result.HTTPReset, "the server cut the connection in the middle of the page, " + got
	case errors.Is(err, io.ErrUnexpectedEOF) && a.raw > 0 && a.raw == a.Head.ContentLength:
		return result.HTTPTruncated, "the page came whole, and what is packed in it breaks off"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return result.HTTPTruncated, "the page breaks off " + got
	case errors.Is(err, errPacked):
		return result.HTTPMalformed, "the page is not packed as it says: " + words.First(neterr.Plain(err))
	default:
		return result.HTTPMalformed, "the page cannot be read: " + words.First(neterr.Plain(err))
	}
}

package probes

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"vigie/internal/result"
	"vigie/probes/neterr"
	"vigie/probes/words"
)

// answer is what came back for one question. Its body is good until the wire reads the next one.
type answer struct {
	method    string         // of the question
	head      *http.Response // its body is read already
	body      []byte         // unpacked
	cut       bool           // there was more than readLimit
	raw       int64          // bytes of the body as they came
	firstByte time.Duration  // -1 when none came
	transfer  time.Duration
	failure   result.Failure
	reason    string

	wantsHTTP1 bool // the server spoke HTTP/2 only to say that it wants HTTP/1.1
}

func (v *visit) bodyFailure(err error, a answer) (result.Failure, string) {
	got := fmt.Sprintf("after %d bytes", a.raw)
	if a.head.ContentLength > 0 {
		got = fmt.Sprintf("after %d of %d bytes", a.raw, a.head.ContentLength)
	}
	switch {
	case neterr.TimedOut(err):
		return result.HTTPTimeout, "the page was not complete within " + v.within + ", it stopped " + got
	case errors.Is(err, errReset):
		return result.HTTPReset, "the server cut the page off, " + got + " (" + neterr.Plain(err) + ")"
	case neterr.WasReset(err):
		return result.HTTPReset, "the server cut the connection in the middle of the page, " + got
	case errors.Is(err, io.ErrUnexpectedEOF) && a.raw > 0 && a.raw == a.head.ContentLength:
		return result.HTTPTruncated, "the page came whole, and what is packed in it breaks off"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return result.HTTPTruncated, "the page breaks off " + got
	case errors.Is(err, errPacked):
		return result.HTTPMalformed, "the page is not packed as it says: " + words.First(neterr.Plain(err))
	default:
		return result.HTTPMalformed, "the page cannot be read: " + words.First(neterr.Plain(err))
	}
}

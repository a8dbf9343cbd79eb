package web

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"vigie/probes/door"
)

// Wire is what exchanges are read and written with. Its buffers are used again by the next one: at a steady rate, nearly
// all that a probe leaves behind for the garbage collector would be such buffers. Its zero value is ready; it is for one
// exchange at a time.
type Wire struct {
	in    *bufio.Reader // reads from first
	first watchedReader
	out   []byte
	body  bytes.Buffer // of the last answer
	asked http.Request
}

// Size is how much the buffer of bodies holds, in bytes: few pages are large, and their buffers need not be kept.
func (w *Wire) Size() int { return w.body.Cap() }

// listen makes a wire ready to read an answer from r.
func (w *Wire) listen(r io.Reader, d door.Door) {
	w.first = watchedReader{r: r, door: d, left: headLimit}
	if w.in == nil {
		w.in = bufio.NewReader(&w.first)
	}
	w.in.Reset(&w.first)
	w.body.Reset()
}

// letGo forgets the connection that was read from.
func (w *Wire) letGo() {
	w.first = watchedReader{}
}

// headLimit is how much a status line and headers may be, in bytes.
const headLimit = 1 << 20

var errHeadTooLarge = errors.New("the headers do not end")

// watchedReader notes when the first byte came, and lets no more than what is left pass; a negative left is no limit.
// Its first error is its last: a connection that was cut says so once, and then only that it is over.
type watchedReader struct {
	r     io.Reader
	door  door.Door
	at    time.Time
	left  int
	begun [5]byte // the first bytes
	n     int     // of them, that came
	err   error
}

func (w *watchedReader) Read(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	if w.left == 0 {
		return 0, errHeadTooLarge
	}
	if w.left > 0 && len(p) > w.left {
		p = p[:w.left]
	}
	n, err := w.r.Read(p)
	if n > 0 && w.at.IsZero() {
		w.at = w.door.Now()
	}
	if w.left > 0 {
		w.left -= n
	}
	w.n += copy(w.begun[w.n:], p[:n])
	w.err = err
	return n, err
}

// over tells whether the other side has said its last.
func (w *watchedReader) over() bool { return errors.Is(w.err, io.EOF) }

// speaksHTTP tells whether what came may be the beginning of an answer over HTTP/1.
func (w *watchedReader) speaksHTTP() bool { return strings.HasPrefix("HTTP/", string(w.begun[:w.n])) }

package probes

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"vigie/probes/page"
)

// wire is what a visit reads and writes with. It is used again by the next one: at a steady rate, nearly all that a
// probe leaves behind for the garbage collector would be such buffers.
type wire struct {
	in     *bufio.Reader // reads from first
	first  watchedReader
	out    []byte
	body   bytes.Buffer // of the last answer
	reader page.Reader
	fields []field
	names  []string
	asked  http.Request
}

// wires are those that nobody uses.
var wires = sync.Pool{New: func() any {
	w := new(wire)
	w.in = bufio.NewReader(&w.first)
	return w
}}

// tooGreat is how much of a buffer is not kept for the next visit, in bytes: few pages are so large.
const tooGreat = 256 << 10

// release gives a wire back. Nothing that lies in its buffers may be used any more.
func (w *wire) release() {
	w.first = watchedReader{}
	w.in.Reset(&w.first)
	if w.body.Cap() > tooGreat {
		w.body, w.reader = bytes.Buffer{}, page.Reader{}
	}
	clear(w.fields)
	wires.Put(w)
}

// listen makes a wire ready to read an answer from r.
func (w *wire) listen(r io.Reader, now func() time.Time) {
	w.first = watchedReader{r: r, now: now, left: headLimit}
	w.in.Reset(&w.first)
	w.body.Reset()
}

// headLimit is how much a status line and headers may be, in bytes.
const headLimit = 1 << 20

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

// readDocument reads an answer. One that has no body by its nature is not read as a page.
func (w *wire) readDocument(a answer) page.Document {
	contentType := a.head.Header.Get("Content-Type")
	if a.method == http.MethodHead || a.head.StatusCode == http.StatusNoContent || a.head.StatusCode == http.StatusNotModified {
		return page.Document{Source: page.Decode(a.body, contentType, a.cut)}
	}
	return w.reader.Read(a.body, contentType, a.cut)
}

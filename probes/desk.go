package probes

import (
	"net/http"
	"sync"

	"vigie/probes/page"
	"vigie/probes/web"
)

// desk is what a visit writes, reads and thinks with. It is used again by the next one, with the buffers in it.
type desk struct {
	web.Wire
	reader page.Reader
	fields []web.Field
	names  []string
	out    []byte
}

// desks are those that nobody uses.
var desks = sync.Pool{New: func() any { return new(desk) }}

// release gives a desk back. Nothing that lies in its buffers may be used any more.
func (d *desk) release() {
	const tooGreat = 256 << 10 // bytes; few pages are so large
	if d.Size() > tooGreat {
		return
	}
	clear(d.fields)
	desks.Put(d)
}

// readDocument reads an answer. One that has no body by its nature is not read as a page.
func (d *desk) readDocument(a web.Answer) page.Document {
	contentType := a.Head.Header.Get("Content-Type")
	if a.Method == http.MethodHead || a.Head.StatusCode == http.StatusNoContent || a.Head.StatusCode == http.StatusNotModified {
		return page.Document{Source: page.Decode(a.Body, contentType, a.Cut)}
	}
	return d.reader.Read(a.Body, contentType, a.Cut)
}

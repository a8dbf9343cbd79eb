package probes

import (
	"net/http"
	"slices"
	"sync"

	"vigie/internal/result"
	"vigie/probes/mask"
	"vigie/probes/page"
	"vigie/probes/web"
	"vigie/probes/words"
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

// headEvidence is the status line and the headers, without what would let a reader in.
func (d *desk) headEvidence(h *http.Response) result.Evidence {
	b := append(d.out[:0], h.Proto...)
	b = append(b, ' ')
	b = append(b, h.Status...)
	b = append(b, '\n')
	names := d.names[:0]
	for name := range h.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range h.Header[name] {
			b = append(b, name...)
			b = append(b, ": "...)
			b = append(b, mask.Header(name, value)...)
			b = append(b, '\n')
		}
	}
	d.out, d.names = b, names
	return result.Evidence{Name: "answer", Text: words.Cut(string(b), keep/2)}
}

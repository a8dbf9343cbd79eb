package probes

import (
	"bytes"
	"net/http"
	"strings"
)

// document is the body of an answer, read as what it says that it is. It is good until the wire reads the next one.
type document struct {
	source   []byte // in UTF-8
	page     page
	isPage   bool // HTML
	readable bool // HTML or plain text
}

// readDocument reads an answer. Images, JSON and answers that have no body by their nature are not judged.
func (w *wire) readDocument(a answer) document {
	contentType := a.head.Header.Get("Content-Type")
	kind := mediaType(contentType)
	if kind == "" && len(a.body) > 0 {
		kind = mediaType(http.DetectContentType(a.body))
	}
	d := document{source: decode(a.body, contentType)}
	w.reader.clear()
	if a.method == http.MethodHead || a.head.StatusCode == http.StatusNoContent || a.head.StatusCode == http.StatusNotModified {
		return d
	}
	d.isPage = strings.Contains(kind, "html")
	d.readable = d.isPage || strings.HasPrefix(kind, "text/") || kind == ""
	switch {
	case d.isPage:
		d.page = w.reader.read(d.source)
	case d.readable:
		d.page = w.reader.readText(d.source)
	}
	return d
}

// mediaType is a content type without what follows it, in lower case: text/html.
func mediaType(contentType string) string {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

// says tells whether a pattern is in the source or in what a visitor sees, however its letters and spaces are written.
func (d document) says(p Pattern) bool {
	if p.Regexp != nil {
		return p.Regexp.Match(d.source) || p.Regexp.Match(d.page.text)
	}
	return containsString(d.source, p.Text) || bytes.Contains(d.page.text, plain([]byte(p.Text)))
}

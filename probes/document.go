package probes

import (
	"net/http"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// document is the body of an answer, read as what it says that it is.
type document struct {
	source   string
	page     page
	isPage   bool // HTML
	readable bool // HTML or plain text
}

// readDocument reads an answer. Images, JSON and answers that have no body by their nature are not judged.
func readDocument(a answer) document {
	kind, _, _ := strings.Cut(a.head.Header.Get("Content-Type"), ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	if kind == "" && len(a.body) > 0 {
		kind, _, _ = strings.Cut(http.DetectContentType(a.body), ";")
	}
	d := document{source: decode(a.body, a.head.Header.Get("Content-Type"))}
	d.isPage = strings.Contains(kind, "html")
	d.readable = d.isPage || strings.HasPrefix(kind, "text/") || kind == ""
	switch {
	case a.head.Request.Method == http.MethodHead, a.head.StatusCode == http.StatusNoContent, a.head.StatusCode == http.StatusNotModified:
		d.readable, d.isPage = false, false
	case d.isPage:
		d.page = readPage(d.source)
	case d.readable:
		d.page = page{text: plain(d.source), visible: countVisible(d.source)}
	}
	return d
}

// says tells whether a pattern is in the source or in what a visitor sees, however its letters and spaces are written.
func (d document) says(p Pattern) bool {
	if p.Match(d.source) || p.Match(d.page.text) {
		return true
	}
	return p.Regexp == nil && strings.Contains(d.page.text, plain(p.Text))
}

// plain makes every run of space one space, and of letters with their accents one character each.
func plain(s string) string {
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

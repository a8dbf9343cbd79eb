package probes

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vigie/internal/result"
	"vigie/probes/words"
)

// headEvidence is the status line and the headers, without what would let a reader in.
func (w *wire) headEvidence(h *http.Response) result.Evidence {
	b := append(w.out[:0], h.Proto...)
	b = append(b, ' ')
	b = append(b, h.Status...)
	b = append(b, '\n')
	names := w.names[:0]
	for name := range h.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range h.Header[name] {
			b = append(b, name...)
			b = append(b, ": "...)
			b = append(b, shownHeader(name, value)...)
			b = append(b, '\n')
		}
	}
	w.out, w.names = b, names
	return result.Evidence{Name: "answer", Text: words.Cut(string(b), keep/2)}
}

// shownHeader is the value of a header as it may be shown.
func shownHeader(name, value string) string {
	switch name {
	case "Set-Cookie", "Set-Cookie2":
		return shownCookie(value)
	case "Authorization", "Proxy-Authorization", "Www-Authenticate", "Proxy-Authenticate", "Authentication-Info", "Cookie":
		scheme, _, _ := strings.Cut(value, " ")
		return scheme + " …"
	case "Location", "Content-Location", "Refresh", "Link":
		return shownLink(value)
	}
	if secretName(name) {
		return mask
	}
	return value
}

// shownCookie is a cookie without its value; how it may be used is no secret.
func shownCookie(value string) string {
	pair, rest, more := strings.Cut(value, ";")
	name, _, _ := strings.Cut(pair, "=")
	if more {
		return name + "=…;" + rest
	}
	return name + "=…"
}

// shownLink is an address in a header. What is none is shown as it is, up to its query.
func shownLink(value string) string {
	if u, err := url.Parse(value); err == nil {
		return showURL(u)
	}
	before, _, _ := strings.Cut(value, "?")
	return before
}

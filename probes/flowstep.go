package probes

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpguts"

	"vigie/probes/page"
	"vigie/probes/words"
)

// page is what a step asks for, with everything filled in. All that it sends from then on is a secret.
func (f *flowRun) page(s *FlowStep) (*HTTP, error) {
	at, err := f.address(s.URL)
	if err != nil {
		return nil, err
	}
	p := &HTTP{URL: at, Request: s.Request, TLS: f.TLS, Expect: s.Expect}
	if p.Header, err = f.headers(s, at); err != nil {
		return nil, err
	}
	if p.User == "" && f.ours(at) {
		p.User, p.Password = f.User, f.Password
	}
	kind := ""
	for name, value := range p.Header {
		if strings.EqualFold(name, "Content-Type") {
			kind = value
		}
	}
	switch {
	case len(s.Form) > 0:
		p.Body = f.form(s.Form)
		if kind == "" {
			p.Header["Content-Type"] = "application/x-www-form-urlencoded"
		}
	case s.JSON != "":
		p.Body = fill(s.JSON, f.values, words.InJSON)
		if kind == "" {
			p.Header["Content-Type"] = "application/json"
		}
	default:
		p.Body = fill(s.Body, f.values, escapeFor(kind))
	}
	f.hidden.Add(secretsOf(p))
	for _, field := range s.Form {
		f.hidden.Hide(fill(field.Value, f.values, asItIs))
	}
	return p, nil
}

// address is where a step asks. A value at its beginning may be a whole address, and a relative one leads on from the
// last page.
func (f *flowRun) address(template string) (*url.URL, error) {
	path, query, hasQuery := strings.Cut(template, "?")
	start := ""
	if name, rest, ok := nameAt(path, 0); ok {
		start, path = f.values[name], path[rest:]
	}
	text := start + fill(path, f.values, url.PathEscape)
	if hasQuery {
		text += "?" + fill(query, f.values, url.QueryEscape)
	}
	at, err := url.Parse(text)
	if err == nil && f.at != nil {
		at = f.at.ResolveReference(at)
	}
	if err != nil || at.Hostname() == "" || at.Scheme != "http" && at.Scheme != "https" {
		return nil, errors.New("what an earlier step has kept makes no web address")
	}
	at.Fragment = ""
	return at, nil
}

// ours tells whether an address is of the site of the first step: what lets us in there is sent nowhere else.
func (f *flowRun) ours(at *url.URL) bool {
	first := f.first()
	return first != nil && page.SameSite(first, at) && (at.Scheme == first.Scheme || at.Scheme == "https")
}

// headers are those of the whole flow and of the step.
func (f *flowRun) headers(s *FlowStep, at *url.URL) (map[string]string, error) {
	list := make(map[string]string)
	own := f.ours(at)
	for name, value := range f.Header {
		isHost := strings.EqualFold(name, "Host") // it is of one host alone
		if own && (!isHost || at.Host == f.first().Host) || harmless(strings.ToLower(name)) {
			list[http.CanonicalHeaderKey(name)] = value
		}
	}
	for name, value := range s.Header {
		value = fill(value, f.values, asItIs)
		if !httpguts.ValidHeaderFieldValue(value) {
			return nil, fmt.Errorf("what an earlier step has kept cannot stand in the header %s", name)
		}
		list[http.CanonicalHeaderKey(name)] = value
	}
	return list, nil
}

// form writes a form as browsers send it, in its order.
func (f *flowRun) form(fields []FormField) string {
	var b strings.Builder
	for i, field := range fields {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(field.Name) + "=" + url.QueryEscape(fill(field.Value, f.values, asItIs)))
	}
	return b.String()
}

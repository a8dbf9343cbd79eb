package probes

import (
	"errors"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/theory/jsonpath"
	"golang.org/x/net/http/httpguts"

	"vigie/internal/result"
	"vigie/probes/page"
	"vigie/probes/web"
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

// find looks for what a step is to keep. Where something is not there, its place in the list is the verdict.
func (f *flowRun) find(keeps []Keep, a web.Answer, at *url.URL) keepings {
	found := keepings{values: make(map[string]string)}
	if len(keeps) == 0 {
		return found
	}
	source := page.Decode(a.Body, a.Head.Header.Get("Content-Type"), a.Cut)
	for _, k := range keeps {
		value, ok := valueOf(k, a, at, source)
		if !ok {
			found.missing = append(found.missing, k)
			found.cut = a.Cut
			continue
		}
		found.values[k.Name] = value
	}
	return found
}

// valueOf is what a page, or an address, has of one thing that is to be kept.
func valueOf(k Keep, a web.Answer, at *url.URL, source []byte) (string, bool) {
	if k.Regexp == nil {
		return atPath(a.Body, k.Path)
	}
	if value, ok := group(k, string(source)); ok {
		if strings.Contains(page.MediaType(a.Head.Header.Get("Content-Type")), "html") {
			value = html.UnescapeString(value)
		}
		return value, true
	}
	if value, ok := group(k, a.Head.Header.Get("Location")); ok {
		return value, true
	}
	return group(k, at.String())
}

// keepings are what a page had of what is to be kept.
type keepings struct {
	values  map[string]string
	missing []Keep
	cut     bool // it may stand in what was not read
}

// keep carries values on, or fails the step that does not have them.
func (f *flowRun) keep(found keepings, v *visit) {
	for _, name := range slices.Sorted(maps.Keys(found.values)) {
		f.values[name] = found.values[name]
		f.hidden.Hide(found.values[name])
	}
	if len(found.missing) == 0 {
		return
	}
	k := found.missing[0]
	where := k.Path
	if k.Regexp != nil {
		where = "/" + k.Regexp.String() + "/"
	}
	if found.cut {
		v.r.State, v.r.Failure = result.Unknown, result.HTTPTooLarge
		v.r.Reason = fmt.Sprintf("could not tell: what is to be kept as %s, %s, is not in the first 2 MiB of the page", k.Name, where)
		return
	}
	v.r = fail(v.r, result.ContentMissing, "there is nothing to keep as %s: %s is not on the page", k.Name, where)
}

// group is the first group of an expression, or all that it matches.
func group(k Keep, text string) (string, bool) {
	m := k.Regexp.FindStringSubmatch(text)
	switch {
	case m == nil:
		return "", false
	case len(m) > 1:
		return m[1], true
	default:
		return m[0], true
	}
}

// atPath is what stands at a path of a JSON answer; the first, where there are several.
func atPath(body []byte, path string) (string, bool) {
	doc, err := parseJSON(body)
	if err != nil {
		return "", false
	}
	p, err := jsonpath.Parse(path)
	if err != nil {
		return "", false
	}
	found := p.Select(doc)
	if len(found) == 0 {
		return "", false
	}
	return jsonText(found[0]), true
}

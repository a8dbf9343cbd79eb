package probes

import (
	"fmt"
	"html"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/theory/jsonpath"

	"vigie/internal/result"
	"vigie/probes/page"
	"vigie/probes/web"
)

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

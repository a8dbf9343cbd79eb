package probes

import (
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/theory/jsonpath"
	"golang.org/x/net/html/charset"

	"vigie/internal/result"
)

// judge holds an answer against what is expected of it: status, headers, the page, its speed, the certificate's end.
func (v *visit) judge(a answer, at *url.URL) {
	if f, why := v.judgeStatus(a.head); f != "" {
		v.keepPage(a)
		v.r = fail(v.r, f, "%s", why)
		return
	}
	if f, why := v.judgeHeaders(a.head.Header); f != "" {
		v.r = fail(v.r, f, "%s", why)
		return
	}
	if f, why := v.judgePage(a); f != "" {
		v.keepPage(a)
		v.r = fail(v.r, f, "%s", why)
		return
	}
	took := v.env.Door.Now().Sub(v.started)
	if v.Expect.Under > 0 && took > v.Expect.Under {
		v.r = degrade(v.r, result.Slow, "answered after %s, wanted under %s", seconds(took), seconds(v.Expect.Under))
		return
	}
	v.r = expiring(v.r, v.TLS, at.Hostname(), v.env.Door.Now())
}

func (v *visit) judgeStatus(head *http.Response) (result.Failure, string) {
	ranges := v.Expect.Status
	if len(ranges) == 0 {
		ranges = []StatusRange{{200, 299}}
	}
	for _, s := range ranges {
		if head.StatusCode >= s.From && head.StatusCode <= s.To {
			return "", ""
		}
	}
	text := http.StatusText(head.StatusCode)
	if text != "" {
		text = " " + text
	}
	why := fmt.Sprintf("the server answered %d%s", head.StatusCode, text)
	if to := head.Header.Get("Location"); to != "" && head.StatusCode >= 300 && head.StatusCode < 400 {
		why += ", a redirect to " + firstWords(to)
	}
	return result.HTTPStatus, why
}

func (v *visit) judgeHeaders(h http.Header) (result.Failure, string) {
	for _, name := range slices.Sorted(maps.Keys(v.Expect.Headers)) {
		want := v.Expect.Headers[name]
		values := h.Values(name)
		if len(values) == 0 {
			return result.ContentHeader, fmt.Sprintf("the header %s is not there, expected %s", name, want.Text)
		}
		if !slices.ContainsFunc(values, want.Match) {
			return result.ContentHeader, fmt.Sprintf("the header %s is %q, expected %s", name, firstWords(values[0]), want.Text)
		}
	}
	return "", ""
}

func (v *visit) judgePage(a answer) (result.Failure, string) {
	kind, _, _ := mime.ParseMediaType(a.head.Header.Get("Content-Type"))
	text := decode(a.body, a.head.Header.Get("Content-Type"))
	isPage := strings.Contains(kind, "html") || kind == "" && looksLikeHTML(text)
	silent := a.head.Request.Method == http.MethodHead || a.head.StatusCode == http.StatusNoContent || a.head.StatusCode == http.StatusNotModified

	var p page
	if isPage && !silent {
		p = readPage(text)
		v.r.HTTP.Visible = p.visible
	} else if strings.HasPrefix(kind, "text/") || kind == "" {
		p = page{text: text, visible: countVisible(text)}
		v.r.HTTP.Visible = p.visible
	}
	if !silent && v.Expect.Visible > 0 {
		if f, why := judgeWhite(p, isPage, kind, len(a.body), v.Expect.Visible); f != "" {
			return f, why
		}
	}
	if isPage && !silent {
		if rule := matchRules(p); rule != nil {
			return rule.failure, fmt.Sprintf("%s (rule %s)", rule.says, rule.name)
		}
		if p.needsJS {
			v.r.Evidence = append(v.r.Evidence, result.Evidence{Name: "note", Text: "the page is built by JavaScript, which is not run here: only its frame was judged"})
		}
	}
	if f, why := v.judgeText(a, text, p.text); f != "" {
		return f, why
	}
	return v.judgeJSON(a)
}

// judgeWhite tells a white page: an answer that should show something to a person and shows next to nothing.
func judgeWhite(p page, isPage bool, kind string, size, want int) (result.Failure, string) {
	readable := isPage || strings.HasPrefix(kind, "text/") || kind == ""
	switch {
	case !readable && size > 0, p.hasMedia, p.needsJS, p.visible >= want:
		return "", ""
	case size == 0:
		return result.ContentBlank, "the page is white: the answer is empty"
	case p.visible == 0:
		return result.ContentBlank, fmt.Sprintf("the page is white: %d bytes, nothing visible in them", size)
	default:
		return result.ContentBlank, fmt.Sprintf("the page is nearly white: %d visible characters, wanted at least %d", p.visible, want)
	}
}

// judgeText looks for what must and must not be on the page, in its source and in its visible text.
func (v *visit) judgeText(a answer, source, visible string) (result.Failure, string) {
	in := func(p Pattern) bool { return p.Match(source) || visible != source && p.Match(visible) }
	for _, p := range v.Expect.Lacks {
		if in(p) {
			return result.ContentForbidden, fmt.Sprintf("the page says %q", p.Text)
		}
	}
	for _, p := range v.Expect.Contains {
		if in(p) {
			continue
		}
		if a.cut {
			return result.HTTPTooLarge, fmt.Sprintf("%q is not in the first 2 MiB of the page: it could not be told", p.Text)
		}
		return result.ContentMissing, fmt.Sprintf("%q is not on the page", p.Text)
	}
	return "", ""
}

func (v *visit) judgeJSON(a answer) (result.Failure, string) {
	if len(v.Expect.JSON) == 0 {
		return "", ""
	}
	if a.cut {
		return result.HTTPTooLarge, "the JSON is larger than 2 MiB: it could not be read"
	}
	var doc any
	if err := json.Unmarshal(a.body, &doc); err != nil {
		return result.ContentJSON, "the answer is not JSON"
	}
	for _, rule := range v.Expect.JSON {
		path, err := jsonpath.Parse(rule.Path)
		if err != nil {
			return result.ContentJSON, fmt.Sprintf("%s is not a JSONPath", rule.Path)
		}
		found := path.Select(doc)
		if len(found) == 0 {
			return result.ContentJSON, fmt.Sprintf("%s is not in the answer, expected %s", rule.Path, rule.Value)
		}
		if got := jsonText(found[0]); got != rule.Value {
			return result.ContentJSON, fmt.Sprintf("%s is %q, expected %q", rule.Path, firstWords(got), rule.Value)
		}
	}
	return "", ""
}

func jsonText(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case nil:
		return "null"
	default:
		b, err := json.Marshal(x)
		if err != nil {
			return fmt.Sprint(x)
		}
		return string(b)
	}
}

// decode turns a body into UTF-8, by its header, its own meta element or its first bytes.
func decode(body []byte, contentType string) string {
	enc, _, _ := charset.DetermineEncoding(body, contentType)
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		text = body
	}
	return strings.TrimPrefix(string(text), "\uFEFF")
}

// keepPage keeps the beginning of a page that failed.
func (v *visit) keepPage(a answer) {
	if len(a.body) > 0 && a.head != nil {
		head := a.body[:min(len(a.body), keep)]
		v.r.Evidence = append(v.r.Evidence, result.Evidence{Name: "page", Text: clip(decode(head, a.head.Header.Get("Content-Type")))})
	}
}

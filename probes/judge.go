package probes

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"vigie/internal/result"
)

// verdict is what a page is found to be; the zero verdict finds nothing wrong.
type verdict struct {
	failure result.Failure
	reason  string
	open    bool // it could not be told: what is wanted may be in what was not read
}

func (w verdict) bad() bool { return w.failure != "" }

func wrong(f result.Failure, format string, args ...any) verdict {
	return verdict{failure: f, reason: fmt.Sprintf(format, args...)}
}

// judge holds an answer against what is expected of it: status, headers, the page, its speed, the certificate's end.
func (v *visit) judge(a answer, at *url.URL) {
	found := v.judgeStatus(a.head)
	if !found.bad() {
		found = v.judgeHeaders(a.head.Header)
	}
	if !found.bad() {
		found = v.judgePage(a)
	}
	switch {
	case found.open:
		v.r.State, v.r.Failure, v.r.Reason = result.Unknown, found.failure, found.reason
	case found.bad():
		v.keepPage(a)
		v.r = fail(v.r, found.failure, "%s", found.reason)
	case v.Expect.Under > 0 && v.r.Total > v.Expect.Under:
		v.r = degrade(v.r, result.Slow, "answered after %s, wanted under %s", seconds(v.r.Total), seconds(v.Expect.Under))
	default:
		v.r = expiring(v.r, v.TLS, v.serverName(at), v.env.Door.Now())
	}
}

func (v *visit) judgeStatus(head *http.Response) verdict {
	ranges := v.Expect.Status
	if len(ranges) == 0 {
		ranges = []StatusRange{{200, 299}}
	}
	for _, s := range ranges {
		if head.StatusCode >= s.From && head.StatusCode <= s.To {
			return verdict{}
		}
	}
	text := http.StatusText(head.StatusCode)
	if text != "" {
		text = " " + text
	}
	if to := head.Header.Get("Location"); to != "" && head.StatusCode >= 300 && head.StatusCode < 400 {
		text += ", a redirect to " + firstWords(to)
	}
	return wrong(result.HTTPStatus, "the server answered %d%s", head.StatusCode, text)
}

func (v *visit) judgeHeaders(h http.Header) verdict {
	for _, name := range slices.Sorted(maps.Keys(v.Expect.Headers)) {
		want := v.Expect.Headers[name]
		values := h.Values(name)
		if len(values) == 0 {
			return wrong(result.ContentHeader, "the header %s is not there, expected %s", name, want.Text)
		}
		if !slices.ContainsFunc(values, want.Match) {
			return wrong(result.ContentHeader, "the header %s is %q, expected %s", name, firstWords(values[0]), want.Text)
		}
	}
	return verdict{}
}

// judgePage reads what a visitor would see, and holds it against the rules and what is expected.
func (v *visit) judgePage(a answer) verdict {
	d := readDocument(a)
	v.r.HTTP.Visible = -1
	if d.readable {
		v.r.HTTP.Visible = d.page.visible
	}
	if d.readable && a.head.StatusCode < 300 {
		if v.Expect.Visible > 0 {
			if found := judgeWhite(d, len(a.body), v.Expect.Visible); found.bad() {
				return found
			}
		}
		if rule := matchRules(d.page); d.isPage && rule != nil {
			return wrong(rule.failure, "%s (rule %s)", rule.says, rule.name)
		}
		if d.page.needsJS {
			v.r.Evidence = append(v.r.Evidence, note("the page needs JavaScript, which is not run here: only its frame was judged"))
		}
		if d.page.refreshes {
			v.r.Evidence = append(v.r.Evidence, note("the page sends its visitors on by itself: only what it shows before was judged"))
		}
	}
	if found := v.judgeText(a, d); found.bad() {
		return found
	}
	return v.judgeJSON(a)
}

// judgeWhite tells a white page: an answer that should show something to a person and shows next to nothing.
// A picture is something; but who wants more than one character asks for characters.
func judgeWhite(d document, size, want int) verdict {
	p := d.page
	switch {
	case p.visible >= want, want == 1 && (p.draws || p.needsJS || p.refreshes):
		return verdict{}
	case size == 0:
		return wrong(result.ContentBlank, "the page is white: the answer is empty")
	case p.visible == 0:
		return wrong(result.ContentBlank, "the page is white: 0 visible characters in %d bytes", size)
	default:
		return wrong(result.ContentBlank, "the page is nearly white: %d visible characters, wanted at least %d", p.visible, want)
	}
}

// judgeText looks for what must and must not be on the page, in its source and in its visible text.
func (v *visit) judgeText(a answer, d document) verdict {
	for _, p := range v.Expect.Lacks {
		if d.says(p) {
			return wrong(result.ContentForbidden, "the page says %q", p.Text)
		}
	}
	for _, p := range v.Expect.Contains {
		switch {
		case d.says(p):
		case a.cut:
			return tooLarge("%q is not in the first 2 MiB of the page: what follows was not read", p.Text)
		default:
			return wrong(result.ContentMissing, "%q is not on the page", p.Text)
		}
	}
	if a.cut && len(v.Expect.Lacks) > 0 {
		return tooLarge("only the first 2 MiB of the page were read: %q may follow", v.Expect.Lacks[0].Text)
	}
	return verdict{}
}

// tooLarge could not be told, which is neither fine nor down.
func tooLarge(format string, args ...any) verdict {
	found := wrong(result.HTTPTooLarge, format, args...)
	found.open = true
	return found
}

// keepPage keeps the beginning of a page that failed.
func (v *visit) keepPage(a answer) {
	if len(a.body) > 0 && a.head != nil {
		head := a.body[:min(len(a.body), keep)]
		v.r.Evidence = append(v.r.Evidence, result.Evidence{Name: "page", Text: clip(decode(head, a.head.Header.Get("Content-Type")))})
	}
}

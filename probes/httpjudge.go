package probes

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"vigie/internal/result"
	"vigie/probes/mask"
	"vigie/probes/page"
	"vigie/probes/web"
	"vigie/probes/words"
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

// couldNotTell is a verdict that is neither fine nor down.
func couldNotTell(f result.Failure, format string, args ...any) verdict {
	return verdict{failure: f, reason: fmt.Sprintf(format, args...), open: true}
}

const (
	framedOnly    = "the page needs JavaScript, which is not run here: only its frame was judged"
	sendsByScript = "the page sends its visitors on by a script, which is not run here: what they come to was not seen"
	sendsOnward   = "the page sends its visitors on by itself: only what it shows before was judged"
	asksToLogIn   = "the page asks for a login: what lies behind it was not seen"
	noHSTS        = "the page does not ask browsers to stay with secure connections (HSTS)"
)

// judge holds an answer against what is expected of it: status, headers, the page, its speed, the certificate's end.
func (v *visit) judge(ctx context.Context, a web.Answer, at *url.URL) {
	seen, found := v.judgeAnswer(a, at)
	if found.bad() {
		v.keepPage(a)
	}
	if !found.bad() && seen.script != nil {
		if found = v.judgeScript(ctx, seen.script); found.bad() {
			v.keepPage(a) // it is still there: of the script only the headers were read
		}
	}
	switch {
	case found.open:
		v.r.State, v.r.Failure, v.r.Reason = result.Unknown, found.failure, found.reason
	case found.bad():
		v.r = fail(v.r, found.failure, "%s", found.reason)
	case v.exposed != nil:
		v.r = degrade(v.r, result.HTTPRedirect, "a secure page sends its visitors to one that anybody on the way can read: %s", mask.URL(v.exposed))
	case v.Expect.Under > 0 && v.r.Total > v.Expect.Under:
		v.r = slow(v.r, v.r.Total, v.Expect.Under)
	default:
		v.r = v.TLS.expiring(v.r, v.serverName(at), v.env.Door.Now())
		switch {
		case v.r.State != result.Up:
		case seen.framed:
			v.r.Reason = framedOnly
		case seen.leaves:
			v.r.Reason = sendsByScript
		}
	}
}

// judgeAnswer reads a page only where it is not the same as the last time.
func (v *visit) judgeAnswer(a web.Answer, at *url.URL) (look, verdict) {
	if !v.Expect.expects(a.Head.StatusCode) {
		return look{}, v.judgeStatus(a, at, v.desk.readDocument(a))
	}
	if found := v.judgeHeaders(a.Head.Header); found.bad() {
		return look{}, found
	}
	seen, key, same := v.lastSaw.recall(a, at)
	if !same {
		d := v.desk.readDocument(a)
		seen = v.lookAt(a, at, d)
		v.r.HTTP.Visible = seen.visible
		if found := v.judgePage(a, at, d); found.bad() {
			return seen, found
		}
		if !a.Cut {
			v.lastSaw.keep(key, seen)
		}
	}
	v.r.HTTP.Visible = seen.visible
	for _, text := range seen.notes {
		v.notes = append(v.notes, result.Evidence{Name: "note", Text: text})
	}
	return seen, v.judgeShrunk(seen)
}

// judgeStatus says what a status that is not wanted means. Its page often says more than the number does.
func (v *visit) judgeStatus(a web.Answer, at *url.URL, d page.Document) verdict {
	status := a.Head.StatusCode
	allow := append(slices.Clip(v.Expect.Allow), page.SoftError) // the status says it already
	rule, known := v.desk.reader.Match(d, a.Head.Header, at.Scheme == "http", allow)
	switch {
	case status == http.StatusNetworkAuthenticationRequired && v.catch(),
		at.Scheme == "http" && v.Expect.wantsNothing() && d.IsPage && status == http.StatusOK && v.catch():
		return couldNotTell(v.r.Failure, "%s", v.r.Reason)
	case known && rule.Open:
		return couldNotTell(rule.Failure, "%s", rule.Reason)
	case status == http.StatusTooManyRequests:
		return couldNotTell(result.HTTPStatus, "the server answered 429 Too Many Requests: we ask too often for it, what visitors see cannot be told%s",
			retryAfter(a.Head.Header))
	}
	text := fmt.Sprintf("the server answered %d", status)
	if name := http.StatusText(status); name != "" {
		text += " " + name
	}
	failure := result.HTTPStatus
	to := a.Head.Header.Get("Location")
	switch {
	case to != "" && status >= 300 && status < 400:
		text += ", a redirect to " + words.First(mask.Location(at, to))
	case sendsOn(status):
		text += ", a redirect that does not say where to"
	}
	if sendsOn(status) && v.Redirects > 0 { // it would have been followed, if there were a way
		failure = result.HTTPRedirect
	}
	if known {
		text += ": " + rule.Reason
	}
	return wrong(failure, "%s", text)
}

// retryAfter repeats when a server wants to be asked again.
func retryAfter(h http.Header) string {
	if after := h.Get("Retry-After"); after != "" {
		return "; it wants to be asked again after " + words.First(after)
	}
	return ""
}

func (v *visit) judgeHeaders(h http.Header) verdict {
	if len(v.Expect.Headers) == 0 {
		return verdict{}
	}
	for _, name := range slices.Sorted(maps.Keys(v.Expect.Headers)) {
		want := v.Expect.Headers[name]
		values := h.Values(name)
		if len(values) == 0 {
			return wrong(result.ContentHeader, "the header %s is not there, expected %s", name, want.Text)
		}
		if !slices.ContainsFunc(values, want.Match) {
			return wrong(result.ContentHeader, "the header %s is %q, expected %s", name, words.First(values[0]), want.Text)
		}
	}
	return verdict{}
}

// keepPage keeps the beginning of a page that failed.
func (v *visit) keepPage(a web.Answer) {
	if len(a.Body) > 0 && a.Head != nil {
		head := a.Body[:min(len(a.Body), keep)]
		text := page.Decode(head, a.Head.Header.Get("Content-Type"), a.Cut || len(head) < len(a.Body))
		v.seen = append(v.seen, result.Evidence{Name: "page", Text: clip(string(text))})
	}
}

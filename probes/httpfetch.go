package probes

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"

	"golang.org/x/net/publicsuffix"

	"vigie/internal/result"
	"vigie/probes/mask"
	"vigie/probes/web"
)

// fetch asks for an address and follows its redirects. It returns the last answer and whose it is, unless the result
// is final without one.
func (v *visit) fetch(ctx context.Context, at *url.URL, method, body string) (a web.Answer, last *url.URL, ok bool) {
	if method == "" {
		method = http.MethodGet
	}
	var been map[string]bool // every request asked so far, once there is more than one
	for {
		a, ok = v.hop(ctx, v.ask(at, method, body))
		if !ok {
			return a, at, false
		}
		next := v.redirect(at, a.Head)
		if next == nil {
			v.takeCookies(at, a.Head)
			return a, at, true
		}
		if been == nil {
			been = make(map[string]bool)
		}
		// A page may send its visitor to itself once it has given a cookie: only the same request again is a circle.
		been[v.key(at, method)] = true
		v.takeCookies(at, a.Head)
		if a.Head.StatusCode < http.StatusTemporaryRedirect && method != http.MethodHead {
			method, body = http.MethodGet, ""
		}
		if !v.mayFollow(a, at, next) {
			return a, at, false
		}
		if len(v.r.HTTP.Redirects) >= v.Redirects {
			v.r = fail(v.r, result.HTTPRedirect, "the page redirects more than %d times, last to %s", v.Redirects, mask.URL(next))
			return a, at, false
		}
		v.moved(a.Head.StatusCode, at, next)
		if been[v.key(next, method)] {
			v.r = fail(v.r, result.HTTPRedirect, "the page redirects in a circle, back to %s", mask.URL(next))
			return a, at, false
		}
		at = next
	}
}

// hop asks one address. It is not ok when the result is final without an answer.
func (v *visit) hop(ctx context.Context, req web.Request) (web.Answer, bool) {
	v.seen, v.r.TLS, v.r.Address = nil, nil, ""
	v.r.HTTP.Status, v.r.HTTP.Proto, v.r.HTTP.Bytes = 0, "", 0
	var a web.Answer
	var ok bool
	if req.At.Scheme == "https" && v.Protocol == HTTP3 {
		a, ok = v.overQUIC(ctx, req)
	} else {
		a, ok = v.overTCP(ctx, req)
	}
	if !ok {
		return a, false
	}
	v.r.HTTP.Bytes = int64(len(a.Body))
	if a.Head != nil {
		v.r.HTTP.Status, v.r.HTTP.Proto = a.Head.StatusCode, a.Head.Proto
		v.seen = append(v.seen, v.desk.headEvidence(a.Head))
	}
	if a.Failure != "" {
		v.keepPage(a)
		v.r = fail(v.r, a.Failure, "%s", a.Reason)
		return a, false
	}
	return a, true
}

// takeCookies keeps the cookies of an answer for the rest of the visit.
func (v *visit) takeCookies(at *url.URL, head *http.Response) {
	if len(head.Header["Set-Cookie"]) == 0 {
		return
	}
	if v.jar == nil {
		v.jar, _ = cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // it never fails
	}
	v.jar.SetCookies(at, head.Cookies())
}

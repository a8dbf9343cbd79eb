package probes

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"vigie/internal/result"
	"vigie/probes/mask"
	"vigie/probes/page"
	"vigie/probes/web"
)

// judgePage holds what a visitor would see against the rules and what is expected. It depends on nothing but the
// answer's bytes and what the check itself says: its finding is remembered.
func (v *visit) judgePage(a web.Answer, at *url.URL, d page.Document) verdict {
	if d.Readable && a.Head.StatusCode < 300 {
		if found := v.judgeLook(a, at, d); found.bad() {
			return found
		}
	}
	if a.Head.StatusCode == http.StatusOK && a.Method == http.MethodGet && v.Expect.Visible > 0 && len(bytes.TrimSpace(a.Body)) == 0 {
		return judgeWhite(d, len(a.Body), v.Expect.Visible) // whatever it is said to be
	}
	if found := v.judgeText(a, d); found.bad() {
		return found
	}
	return v.judgeJSON(a)
}

// judgeLook tells a page that is not the site, and a white one.
func (v *visit) judgeLook(a web.Answer, at *url.URL, d page.Document) verdict {
	if next, err := at.Parse(d.Refreshes); err == nil && d.Refreshes != "" && v.caughtOnTheWay(a, at, next) {
		return couldNotTell(v.r.Failure, "%s", v.r.Reason)
	}
	if d.Readable { // what is broken says so in plain text too
		rule, known := v.desk.reader.Match(d, a.Head.Header, at.Scheme == "http", v.Expect.Allow)
		switch {
		case known && rule.Open:
			return couldNotTell(rule.Failure, "%s", rule.Reason)
		case known:
			return wrong(rule.Failure, "%s", rule.Reason)
		}
	}
	if v.Expect.Visible > 0 {
		if found := judgeWhite(d, len(a.Body), v.Expect.Visible); found.bad() {
			if a.Cut {
				return couldNotTell(result.HTTPTooLarge, "could not tell: the first 2 MiB of the page show %d visible characters, and what follows was not read", d.Visible)
			}
			return found
		}
	}
	return verdict{}
}

// judgeShrunk tells a page that shows next to nothing of what it used to.
func (v *visit) judgeShrunk(seen look) verdict {
	const least = 100 // characters that a page must have shown, for their loss to mean something
	if usual := v.env.Usual; usual >= least && seen.visible >= 0 && seen.visible*10 < usual && !v.Expect.allows(page.Shrunk) {
		says := fmt.Sprintf("the page shows %d visible characters, and usually about %d", seen.visible, usual)
		return wrong(result.ContentBlank, "%s", page.Named(says, page.Shrunk))
	}
	return verdict{}
}

// lookAt takes down what is to be remembered of a page, and notes what is not judged.
func (v *visit) lookAt(a web.Answer, at *url.URL, d page.Document) look {
	seen := look{visible: -1}
	if !d.Readable {
		return seen
	}
	seen.visible = d.Visible
	if a.Head.StatusCode >= 300 {
		return seen
	}
	seen.leaves = d.Leaves
	if seen.framed = d.NeedsScript; seen.framed && !v.Expect.allows(page.ScriptMissing) {
		seen.script = d.MainScript(at)
	}
	for text, holds := range map[string]bool{
		framedOnly: d.NeedsScript, sendsByScript: d.Leaves, sendsOnward: d.Refreshes != "", asksToLogIn: d.Login,
		noHSTS: at.Scheme == "https" && d.IsPage && len(a.Head.Header["Strict-Transport-Security"]) == 0,
	} {
		if holds {
			seen.notes = append(seen.notes, text)
		}
	}
	slices.Sort(seen.notes)
	return seen
}

// judgeWhite tells a white page: an answer that should show something to a person and shows next to nothing.
// A picture is something; but who wants more than one character asks for characters.
func judgeWhite(d page.Document, size, want int) verdict {
	switch {
	case d.Visible >= want, want == 1 && (d.Draws || d.NeedsScript || d.Leaves || d.Refreshes != ""):
		return verdict{}
	case size == 0:
		return wrong(result.ContentBlank, "the page is white: the answer is empty")
	case d.Visible == 0:
		return wrong(result.ContentBlank, "the page is white: 0 visible characters in %d bytes", size)
	default:
		return wrong(result.ContentBlank, "the page is nearly white: %d visible characters, wanted at least %d", d.Visible, want)
	}
}

// judgeText looks for what must and must not be on the page, in its source and in its visible text.
func (v *visit) judgeText(a web.Answer, d page.Document) verdict {
	for _, p := range v.Expect.Lacks {
		if p.in(d) {
			return wrong(result.ContentForbidden, "the page says %q", p.Text)
		}
	}
	for _, p := range v.Expect.Contains {
		switch {
		case p.in(d):
		case a.Cut:
			return couldNotTell(result.HTTPTooLarge, "could not tell: %q is not in the first 2 MiB of the page, and what follows was not read", p.Text)
		default:
			return wrong(result.ContentMissing, "%q is not on the page", p.Text)
		}
	}
	if a.Cut && len(v.Expect.Lacks) > 0 {
		return couldNotTell(result.HTTPTooLarge, "could not tell: only the first 2 MiB of the page were read, and %q may follow", v.Expect.Lacks[0].Text)
	}
	return verdict{}
}

// judgeScript asks for the script that makes a page. Where it does not come, visitors see a white page.
func (v *visit) judgeScript(ctx context.Context, script *url.URL) verdict {
	side := newSideVisit(v, script)
	a, _, ok := side.fetch(ctx, script, http.MethodGet, "")
	var why string
	switch {
	case !ok && side.r.Failure == result.HTTPTimeout, !ok && side.r.State == result.Unknown, ctx.Err() != nil:
		v.notes = append(v.notes, note("its script %s could not be asked for: %s", mask.URL(script), side.r.Reason))
		return verdict{}
	case !ok:
		why = "it does not come: " + side.r.Reason
	case a.Head.StatusCode < 200 || a.Head.StatusCode > 299:
		why = fmt.Sprintf("the server answers %d %s for it", a.Head.StatusCode, http.StatusText(a.Head.StatusCode))
	case page.MediaType(a.Head.Header.Get("Content-Type")) == "text/html":
		why = "a page comes instead of it"
	case a.Head.ContentLength == 0:
		why = "it is empty"
	default:
		v.notes = append(v.notes, note("its script %s is there", mask.URL(script)))
		return verdict{}
	}
	says := fmt.Sprintf("the page is white for visitors: it needs its script %s, and %s", mask.URL(script), why)
	return wrong(result.ContentBlank, "%s", page.Named(says, page.ScriptMissing))
}

// newSideVisit asks beside a visit for something that its page calls for. What it takes is not the page's.
func newSideVisit(v *visit, at *url.URL) *visit {
	beside := HTTP{URL: at, Request: Request{Redirects: 3, Protocol: v.Protocol}, TLS: v.TLS}
	if v.own(at) {
		beside.URL, beside.User, beside.Password, beside.Header = v.URL, v.User, v.Password, v.Header
	}
	return &visit{
		HTTP: &beside, env: v.env, known: v.known, family: v.family, desk: v.desk, jar: v.jar, within: v.within, headOnly: true,
		r: result.Result{State: result.Up, Phases: result.NoPhases(), HTTP: &result.HTTP{Visible: -1}},
	}
}

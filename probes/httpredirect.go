package probes

import (
	"net/http"
	"net/url"
	"strings"

	"vigie/internal/result"
	"vigie/probes/mask"
	"vigie/probes/page"
	"vigie/probes/web"
	"vigie/probes/words"
)

// redirect is where an answer leads, or nil when it is to be judged as it is: because it leads nowhere, or because
// just this redirect is what is expected.
func (v *visit) redirect(at *url.URL, head *http.Response) *url.URL {
	if head.StatusCode < 300 || head.StatusCode > 399 || head.StatusCode == http.StatusNotModified ||
		v.Redirects == 0 || v.Expect.redirects(head.StatusCode) {
		return nil
	}
	location := head.Header.Get("Location")
	if location == "" {
		return nil
	}
	next, err := at.Parse(location)
	if err != nil || next.Hostname() == "" || next.Scheme != "http" && next.Scheme != "https" {
		return nil
	}
	next.Fragment = ""
	return next
}

// sendsOn tells the statuses that send a visitor to another address, and have nothing else to say.
func sendsOn(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// mayFollow tells whether a redirect leads on. Where it does not, the result is final.
func (v *visit) mayFollow(a web.Answer, at, next *url.URL) bool {
	if site := page.SiteOf(next.Hostname()); page.SellsDomains(site) && !page.SameSite(next, v.URL) && !v.Expect.allows(page.ParkedHost) {
		says := "the site sends its visitors to " + site + ", where domains are sold"
		v.r = fail(v.r, result.ContentDefaultPage, "%s", page.Named(says, page.ParkedHost))
		return false
	}
	return !v.caughtOnTheWay(a, at, next)
}

// moved notes a redirect, and what about it a visitor should know.
func (v *visit) moved(status int, from, to *url.URL) {
	shown := mask.URL(to)
	v.r.HTTP.Redirects = append(v.r.HTTP.Redirects, shown)
	v.notes = append(v.notes, note("%d, from %s to %s", status, words.Cut(mask.URL(from), 200), words.Cut(shown, 200)))
	if from.Scheme == "https" && to.Scheme == "http" {
		v.exposed = to
	}
	if !page.SameSite(from, to) {
		v.notes = append(v.notes, note("this redirect leads to another site, %s", page.SiteOf(to.Hostname())))
		v.strayed = v.strayed || from.Scheme == "http"
	}
}

// key is what makes one request another than the next.
func (v *visit) key(at *url.URL, method string) string {
	var b strings.Builder
	b.WriteString(method + " " + at.String())
	if v.jar != nil {
		for _, c := range v.jar.Cookies(at) {
			b.WriteString(" " + c.Name + "=" + c.Value)
		}
	}
	return b.String()
}

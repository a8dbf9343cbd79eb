package probes

import (
	"net/netip"
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// refreshTarget is where a meta element such as content="0; url=/fr/" sends a visitor on to.
func refreshTarget(content string) string {
	_, rest, found := strings.Cut(content, ";")
	if !found {
		_, rest, _ = strings.Cut(content, ",")
	}
	key, target, found := strings.Cut(rest, "=")
	if !found || !strings.EqualFold(strings.TrimSpace(key), "url") {
		return ""
	}
	return strings.Trim(strings.TrimSpace(target), `"'`)
}

// hasBundle tells whether a page calls for a script that makes a whole page.
func hasBundle(scripts []script) bool {
	for _, s := range scripts {
		if s.module || isBundle(s.src) {
			return true
		}
	}
	return false
}

// isBundle tells the script that makes a page by its file's name: main.3f2a.js, app.js, index-BkW2.js.
func isBundle(src string) bool {
	src, _, _ = strings.Cut(src, "?")
	name := strings.ToLower(path.Base(src))
	for _, begins := range []string{"main", "app", "index", "bundle", "client", "entry"} {
		if rest, ok := strings.CutPrefix(name, begins); ok && (rest == "" || strings.ContainsRune(".-_", rune(rest[0]))) {
			return true
		}
	}
	return false
}

// mainScript is the address of the script that most probably makes a page, or nil: one of the page's own site, rather
// a module, rather one whose name says so, rather the last.
func mainScript(p page, at *url.URL) *url.URL {
	from := at
	if base, err := at.Parse(p.base); err == nil {
		from = base
	}
	var best *url.URL
	most := 0
	for _, s := range p.scripts {
		to, err := from.Parse(s.src)
		if err != nil || to.Hostname() == "" || to.Scheme != "http" && to.Scheme != "https" || !sameSite(to, at) {
			continue
		}
		points := 1
		if s.module {
			points += 4
		}
		if isBundle(to.Path) {
			points += 2
		}
		if points >= most {
			best, most = to, points
		}
	}
	return best
}

// sameSite tells whether two addresses are of one site, as browsers see it: www.example.co.uk and
// shop.example.co.uk are.
func sameSite(a, b *url.URL) bool { return siteOf(a.Hostname()) == siteOf(b.Hostname()) }

// siteOf is the part of a host's name that somebody has registered, or the whole name where there is no such part.
func siteOf(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	if site, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return site
	}
	return host
}

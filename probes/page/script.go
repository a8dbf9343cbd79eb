package page

import (
	"path"
	"strings"
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

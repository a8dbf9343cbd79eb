package page

import (
	"bytes"
	"path"
	"regexp"
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

// leaving is a script that sets the address of its page, or calls for another one.
var leaving = regexp.MustCompile(`(?:^|[^\w.$])(?:(?:window|document|self|top|parent)\.)*location(?:\.href)?\s*=[^=]|\blocation\.(?:replace|assign)\s*\(`)

// leaves tells a short script inside a page that sends its visitor on.
func leaves(code []byte) bool {
	const long = 2 << 10 // bytes; what does more than that does something else
	return len(code) <= long && bytes.Contains(code, []byte("location")) && leaving.Match(code)
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

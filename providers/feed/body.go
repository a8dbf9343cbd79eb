package feed

import (
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// What people write into the text of an update: "Start time : 16/09/2026 06:00 UTC". The times are in UTC whether
// they say so or not.
var (
	startLine = regexp.MustCompile(`(?i)\bstart\s+time\s*:?\s*` + writtenTime)
	endLine   = regexp.MustCompile(`(?i)\bend\s+time\s*:?\s*` + writtenTime)
)

const writtenTime = `([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})[\s,]+(?:at\s+)?([0-9]{1,2})[:h]([0-9]{2})`

// declared is the last time that a line of the text gives.
func declared(line *regexp.Regexp, body string) (time.Time, bool) {
	all := line.FindAllStringSubmatch(body, -1)
	if len(all) == 0 {
		return time.Time{}, false
	}
	m := all[len(all)-1]
	t, err := time.Parse("2/1/2006 15:4", m[1]+" "+m[2]+":"+m[3])
	return t, err == nil
}

// plain takes the markup out of a text in HTML, and leaves every other character as it came.
func plain(body string) string {
	if !strings.ContainsAny(body, "<&") {
		return body
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken: // the end
			return strings.TrimSpace(b.String())
		case html.TextToken:
			b.WriteString(html.UnescapeString(string(z.Raw())))
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if name, _ := z.TagName(); string(name) == "br" || string(name) == "p" || string(name) == "li" {
				b.WriteByte('\n')
			}
		}
	}
}

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

// declared are the beginning and the end that a text gives, the last of each; zero where it gives none. Who copies the line
// of the beginning for the end may forget to change its name: of two beginnings without an end, the later is the end.
func declared(body string) (start, end time.Time) {
	starts, ends := written(startLine, body), written(endLine, body)
	if len(ends) == 0 && len(starts) == 2 && starts[1].After(starts[0]) {
		return starts[0], starts[1]
	}
	return lastOf(starts), lastOf(ends)
}

// written are the times that a line gives, wherever it stands.
func written(line *regexp.Regexp, body string) []time.Time {
	var list []time.Time
	for _, m := range line.FindAllStringSubmatch(body, -1) {
		if t, err := time.Parse("2/1/2006 15:4", m[1]+" "+m[2]+":"+m[3]); err == nil {
			list = append(list, t)
		}
	}
	return list
}

func lastOf(list []time.Time) time.Time {
	if len(list) == 0 {
		return time.Time{}
	}
	return list[len(list)-1]
}

// plain takes the markup out of a text in HTML, and leaves every other character as it came. Where a link leads stands after
// its words, unless they say it themselves.
func plain(body string) string {
	if !strings.ContainsAny(body, "<&") {
		return body
	}
	var b strings.Builder
	var leads string // where the link that is open leads
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken: // the end
			return strings.TrimSpace(b.String())
		case html.TextToken:
			b.WriteString(html.UnescapeString(string(z.Raw())))
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			switch t := z.Token(); t.Data {
			case "br", "p", "li":
				b.WriteByte('\n')
			case "a":
				if leads != "" && !strings.HasSuffix(b.String(), leads) {
					b.WriteString(" (" + leads + ")")
				}
				leads = address(t)
			}
		}
	}
}

// address is where a link leads; empty at its end, and where it leads to no page.
func address(link html.Token) string {
	for _, a := range link.Attr {
		if a.Key == "href" && (strings.HasPrefix(a.Val, "https://") || strings.HasPrefix(a.Val, "http://")) {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

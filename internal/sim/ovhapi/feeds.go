package ovhapi

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"strings"
	"text/template"
	"time"

	"vigie/internal/sim"
)

// feedLength is how many entries the feeds of a page have. What is older is not in them.
const feedLength = 25

// The feeds, in the form in which status pages serve them.
const (
	atomFeed = `<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">
  <id>{{x .Tag}}:/history</id>
  <link rel="alternate" type="text/html" href="{{x .Link}}"/>
  <title>{{x .Page}} Status - Incident History</title>
  <updated>{{rfc3339 .Updated}}</updated>
  <author><name>{{x .Page}}</name></author>
{{range .Entries}}  <entry>
    <id>{{x $.Tag}}:Incident/{{x .ID}}</id>
    <published>{{rfc3339 .Posted}}</published>
    <updated>{{rfc3339 .Updated}}</updated>
    <link rel="alternate" type="text/html" href="{{x .Link}}"/>
    <title>{{x .Title}}</title>
    <content type="html">{{x .Text}}</content>
  </entry>
{{end}}</feed>
`
	rssFeed = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0">
  <channel>
    <title>{{x .Page}} Status - Incident History</title>
    <link>{{x .Link}}</link>
    <description>Statuspage</description>
    <pubDate>{{rfc1123 .Updated}}</pubDate>
{{range .Entries}}    <item>
      <title>{{x .Title}}</title>
      <description>{{x .Text}}</description>
      <pubDate>{{rfc1123 .Posted}}</pubDate>
      <link>{{x .Link}}</link>
      <guid>{{x .Link}}</guid>
    </item>
{{end}}  </channel>
</rss>
`
)

func (p pages) atom(page string, t time.Time) ([]byte, error) { return p.feed(atomFeed, page, t) }
func (p pages) rss(page string, t time.Time) ([]byte, error)  { return p.feed(rssFeed, page, t) }

// entry is one entry of a feed, with its text as a piece of a page.
type entry struct {
	sim.PostedNotice
	Link, Text string
}

func (p pages) feed(form, page string, t time.Time) ([]byte, error) {
	shape, err := template.New("feed").Funcs(template.FuncMap{
		"x":       escaped,
		"rfc3339": func(at time.Time) string { return at.UTC().Format(time.RFC3339) },
		"rfc1123": func(at time.Time) string { return at.UTC().Format(time.RFC1123Z) },
	}).Parse(form)
	if err != nil {
		return nil, fmt.Errorf("reading the form of a feed: %w", err)
	}
	var entries []entry
	for _, n := range p.notices(page, t) {
		entries = append(entries, entry{n, address(page) + "/incidents/" + n.ID, p.text(n)})
	}
	var out bytes.Buffer
	err = shape.Execute(&out, map[string]any{
		"Page": page, "Tag": "tag:" + page + statusDomain + ",2005", "Link": address(page), "Updated": p.updated(page, t),
		"Entries": entries[:min(len(entries), feedLength)],
	})
	return out.Bytes(), err
}

// text is all that was posted in a notice, the newest first.
func (p pages) text(n sim.PostedNotice) string {
	var text strings.Builder
	for _, u := range p.updates(n) {
		at, _ := u["created_at"].(time.Time)
		fmt.Fprintf(&text, "<p><small>%s UTC</small><br><strong>%s</strong> - %s</p>",
			at.UTC().Format("Jan <var data-var='date'>2</var>, <var data-var='time'>15:04</var>"),
			html.EscapeString(fmt.Sprint(u["status"])), u["body"])
	}
	return text.String()
}

func escaped(s string) (string, error) {
	var out bytes.Buffer
	err := xml.EscapeText(&out, []byte(s))
	return out.String(), err
}

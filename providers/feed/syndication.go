package feed

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"vigie/internal/account"
)

// document is a feed of any kind: RSS 2.0 and its elders, RSS 1.0 and Atom.
type document struct {
	XMLName xml.Name
	Items   []item `xml:"channel>item"`
	RDF     []item `xml:"item"`
	Entries []item `xml:"entry"`
}

// item is an entry of a feed. Each field may come under the name that one of the kinds gives it.
type item struct {
	AtomID    string `xml:"id"`
	RSSID     string `xml:"guid"`
	Title     words  `xml:"title"`
	Links     []link `xml:"link"`
	Content   words  `xml:"content"`
	Encoded   words  `xml:"encoded"`
	Described words  `xml:"description"`
	Summary   words  `xml:"summary"`
	Published string `xml:"published"`
	PubDate   string `xml:"pubDate"`
	Date      string `xml:"date"`
	Updated   string `xml:"updated"`
	Until     string `xml:"maintenanceEndDate"` // Statuspage's own
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
	Text string `xml:",chardata"`
}

// words are text, in HTML or as a piece of XHTML.
type words struct {
	Text  string `xml:",chardata"`
	Inner string `xml:",innerxml"`
	Type  string `xml:"type,attr"`
}

func (w words) html() string {
	if w.Type == "xhtml" {
		return w.Inner
	}
	return w.Text
}

// syndicated reads the page by its feed, and looks for that where the page has not been read before.
func (p *Page) syndicated(ctx context.Context) (*Reading, error) {
	at := p.feed
	if at == nil {
		at = p.base
	}
	body, err := p.get(ctx, at.String())
	if err != nil {
		return nil, err
	}
	items, ok := parse(body)
	if !ok && p.feed == nil {
		if at = feedOf(body, p.base); at == nil {
			return nil, p.other()
		}
		if body, err = p.get(ctx, at.String()); err != nil {
			return nil, err
		}
		items, ok = parse(body)
	}
	if !ok {
		return nil, p.other()
	}
	p.form, p.feed = syndicated, at
	var open, works []account.Notice
	for _, i := range items {
		switch n, ongoing := p.entry(i); {
		case ongoing && n.Planned:
			works = append(works, n)
		case ongoing:
			open = append(open, n)
		}
	}
	return &Reading{Notices: append(append([]account.Notice{}, open...), works...)}, nil
}

// parse reads a feed. False where it is none.
func parse(body []byte) ([]item, bool) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict, d.Entity, d.CharsetReader = false, xml.HTMLEntity, charset.NewReaderLabel
	var doc document
	if err := d.Decode(&doc); err != nil {
		return nil, false
	}
	switch strings.ToLower(doc.XMLName.Local) {
	case "rss", "rdf", "feed":
		return append(append(doc.Items, doc.RDF...), doc.Entries...), true
	}
	return nil, false
}

// feedOf is the feed that a page in HTML names as its own, on the same host; nil where it names none. One elsewhere is
// configured by its own address, so that a page cannot send this program wherever it likes.
func feedOf(body []byte, base *url.URL) *url.URL {
	z := html.NewTokenizer(bytes.NewReader(body))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return nil
		}
		t := z.Token()
		if t.Data != "link" || kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		a := make(map[string]string)
		for _, x := range t.Attr {
			a[x.Key] = x.Val
		}
		feed := a["type"] == "application/rss+xml" || a["type"] == "application/atom+xml"
		if u, err := base.Parse(a["href"]); err == nil && feed && strings.EqualFold(a["rel"], "alternate") && u.Host == base.Host &&
			(u.Scheme == "https" || u.Scheme == base.Scheme) {
			return u
		}
	}
}

// when reads a time in one of the ways in which feeds write it; zero where it is none.
func when(s string) time.Time {
	for _, form := range []string{
		time.RFC3339, time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST",
		"2 Jan 2006 15:04:05 -0700", time.RFC822Z, time.RFC822, "2006-01-02 15:04:05", time.DateOnly,
	} {
		t, err := time.Parse(form, strings.TrimSpace(s))
		if err != nil {
			continue
		}
		if name, offset := t.Zone(); offset == 0 { // a zone by its name is read as if it were Greenwich's
			t = t.Add(-time.Duration(offsets()[name]) * time.Hour)
		}
		return t.UTC()
	}
	return time.Time{}
}

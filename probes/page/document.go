package page

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
)

// Document is what a visitor would get to see of a document. It is good until its Reader reads the next one.
type Document struct {
	Source   []byte // in UTF-8
	IsPage   bool   // HTML
	Readable bool   // HTML or plain text; of everything else there is only the source

	Text        []byte // visible text, runs of space made one
	Visible     int    // visible characters, spaces not counted
	Draws       bool   // something without text: an image, a video, a form field, a frame
	NeedsScript bool   // next to nothing but a frame that a script is to fill
	Refreshes   string // where it sends its visitor on to by itself
	Login       bool   // it asks for a password
	Leaves      bool   // it shows nothing, and a script in it sends its visitor on

	title   string
	own     []byte // Text without what is quoted: code, examples
	base    string // what its links begin from, where it says so
	scripts []script
}

// script is one that a page calls for.
type script struct {
	src    string
	module bool
}

// Contains tells whether a text is in the source or in what a visitor sees, however its letters and spaces are written.
func (d Document) Contains(text string) bool {
	return bytes.Contains(d.Source, []byte(text)) || bytes.Contains(d.Text, plain([]byte(text)))
}

// Matches tells whether an expression fits the source, or what a visitor sees.
func (d Document) Matches(re *regexp.Regexp) bool { return re.Match(d.Source) || re.Match(d.Text) }

// MainScript is the address of the script that most probably makes a page, or nil: one of the page's own site, rather
// a module, rather one whose name says so, rather the last. at is the address of the page.
func (d Document) MainScript(at *url.URL) *url.URL {
	from := at
	if base, err := at.Parse(d.base); err == nil {
		from = base
	}
	var best *url.URL
	most := 0
	for _, s := range d.scripts {
		to, err := from.Parse(s.src)
		if err != nil || to.Hostname() == "" || to.Scheme != "http" && to.Scheme != "https" || !SameSite(to, at) {
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

// MediaType is a content type without what follows it, in lower case: text/html.
func MediaType(contentType string) string {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

package probes

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// page is what a visitor would get to see of a document.
type page struct {
	title     string
	text      string // visible text, runs of space made one
	own       string // the same without what is quoted: code, examples
	visible   int    // visible characters, spaces not counted
	draws     bool   // something without text: an image, a video, a form field, a frame
	needsJS   bool   // nothing but a frame that a script is to fill
	refreshes bool   // it sends its visitor on by itself
}

// reader walks over a document.
type reader struct {
	page
	shown, unquoted strings.Builder
	script, app     bool
}

// readPage reads a document as a browser without JavaScript would, roughly: it lays nothing out.
func readPage(source string) page {
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil { // nested deeper than any page that a person wrote
		return page{text: plain(source), own: plain(source), visible: countVisible(source)}
	}
	var r reader
	r.walk(doc, true, false)
	r.text, r.own = plain(r.shown.String()), plain(r.unquoted.String())
	r.visible = countVisible(r.text)
	r.needsJS = r.script && r.app && r.visible == 0
	return r.page
}

// walk reads a node and what is in it.
func (r *reader) walk(n *html.Node, shown, quoted bool) {
	switch n.Type {
	case html.TextNode:
		if shown {
			r.write(n.Data, quoted)
		}
		return
	case html.ElementNode:
		r.meet(n)
		shown = shown && !hidden[n.DataAtom] && !isHidden(n)
		r.draws = r.draws || shown && isDrawn(n)
		quoted = quoted || quotes[n.DataAtom]
		if !inline[n.DataAtom] {
			r.write(" ", quoted)
			defer r.write(" ", quoted)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.walk(c, shown, quoted)
	}
}

// meet notes what an element says about the whole page, seen or not.
func (r *reader) meet(n *html.Node) {
	switch n.DataAtom {
	case atom.Script:
		r.script = true
	case atom.Title:
		if r.title == "" && n.FirstChild != nil {
			r.title = plain(n.FirstChild.Data)
		}
	case atom.Meta:
		r.refreshes = r.refreshes || strings.EqualFold(attr(n, "http-equiv"), "refresh") && strings.Contains(strings.ToLower(attr(n, "content")), "url=")
	}
	r.app = r.app || isAppRoot(n)
}

func (r *reader) write(s string, quoted bool) {
	r.shown.WriteString(s)
	if !quoted {
		r.unquoted.WriteString(s)
	}
}

// countVisible counts the characters that leave ink.
func countVisible(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsGraphic(r) && !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

package probes

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// page is what a visitor would get to see of a document.
type page struct {
	title    string
	text     string // visible text, runs of space made one
	visible  int    // visible characters, spaces not counted
	hasMedia bool   // an image, a video, a drawing, a frame
	needsJS  bool   // an empty frame that a script is to fill
}

// hidden are elements whose text nobody sees.
var hidden = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Head: true,
}

var media = map[atom.Atom]bool{
	atom.Img: true, atom.Svg: true, atom.Canvas: true, atom.Video: true, atom.Iframe: true, atom.Object: true, atom.Embed: true, atom.Picture: true,
}

// readPage reads a document as a browser without JavaScript would, roughly: it lays nothing out.
func readPage(source string) page {
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil { // only a reader that fails, or a document nested beyond reason
		return page{text: source, visible: countVisible(source)}
	}
	var p page
	var b strings.Builder
	var scripts, root bool
	var walk func(n *html.Node, shown bool)
	walk = func(n *html.Node, shown bool) {
		if n.Type == html.ElementNode {
			scripts = scripts || n.DataAtom == atom.Script
			p.hasMedia = p.hasMedia || media[n.DataAtom] && shown
			root = root || isAppRoot(n)
			if n.DataAtom == atom.Title && n.FirstChild != nil && p.title == "" {
				p.title = strings.TrimSpace(n.FirstChild.Data)
			}
			shown = shown && !hidden[n.DataAtom] && !isHidden(n)
		}
		if n.Type == html.TextNode && shown {
			b.WriteString(n.Data + " ")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, shown)
		}
	}
	walk(doc, true)
	p.text = strings.Join(strings.Fields(strings.ReplaceAll(b.String(), "\u00a0", " ")), " ")
	p.visible = countVisible(p.text)
	p.needsJS = scripts && root && p.visible == 0
	return p
}

func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "hidden" || a.Key == "style" && strings.Contains(strings.ReplaceAll(strings.ToLower(a.Val), " ", ""), "display:none") {
			return true
		}
	}
	return false
}

// isAppRoot tells the empty element that scripts of the usual frameworks fill.
func isAppRoot(n *html.Node) bool {
	if n.FirstChild != nil && (n.FirstChild.Type != html.TextNode || strings.TrimSpace(n.FirstChild.Data) != "" || n.FirstChild.NextSibling != nil) {
		return false
	}
	for _, a := range n.Attr {
		if a.Key == "id" {
			switch a.Val {
			case "root", "app", "__next", "__nuxt", "main-app", "svelte":
				return true
			}
		}
	}
	return n.Data == "app-root"
}

func countVisible(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsGraphic(r) && !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

func looksLikeHTML(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s[:min(len(s), 1024)]))
	return strings.HasPrefix(s, "<!doctype html") || strings.HasPrefix(s, "<html") || strings.Contains(s, "<body")
}

package probes

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// atoms is a set of elements, by name.
type atoms map[atom.Atom]bool

var (
	// hidden are elements whose text nobody sees.
	hidden = atoms{atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Head: true}
	// drawn are elements that show something without text.
	drawn = atoms{
		atom.Img: true, atom.Svg: true, atom.Canvas: true, atom.Video: true, atom.Iframe: true, atom.Frame: true, atom.Object: true,
		atom.Embed: true, atom.Input: true, atom.Button: true, atom.Select: true, atom.Textarea: true,
	}
	// quotes are elements that show what somebody else said: an error in them is an example.
	quotes = atoms{atom.Pre: true, atom.Code: true, atom.Blockquote: true, atom.Textarea: true, atom.Samp: true}
	// inline are elements that do not part a word.
	inline = atoms{
		atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Cite: true, atom.Code: true, atom.Del: true,
		atom.Em: true, atom.Font: true, atom.I: true, atom.Ins: true, atom.Kbd: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Samp: true,
		atom.Small: true, atom.Span: true, atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.U: true, atom.Var: true, atom.Wbr: true,
	}
)

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// isHidden tells an element that its own attributes hide.
func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "hidden" {
			return true
		}
	}
	style := strings.ReplaceAll(strings.ToLower(attr(n, "style")), " ", "")
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

// isDrawn tells an element that shows something: not a hidden field, nor the dot by which visitors are counted.
func isDrawn(n *html.Node) bool {
	if !drawn[n.DataAtom] || strings.EqualFold(attr(n, "type"), "hidden") {
		return false
	}
	return !isDot(attr(n, "width")) && !isDot(attr(n, "height"))
}

func isDot(size string) bool {
	size = strings.TrimSuffix(strings.TrimSpace(size), "px")
	return size == "0" || size == "1"
}

// isAppRoot tells the element that the scripts of the usual frameworks fill.
func isAppRoot(n *html.Node) bool {
	switch attr(n, "id") {
	case "root", "app", "__next", "__nuxt", "main-app", "svelte":
		return true
	}
	return n.Data == "app-root"
}

package page

import (
	"bytes"

	"golang.org/x/net/html/atom"
)

// trait is something that all elements of a name have in common; several are added up.
type trait uint16

const (
	unseen trait = 1 << iota // nobody sees its text where scripts run
	drawn                    // it shows something without text
	quotes                   // it shows what somebody else said: an error in it is an example
	inline                   // it does not part a word
	void                     // it holds nothing
	headly                   // it leaves a head open; every other begins the body
	wall                     // the end of something outside does not end it
	endsP                    // it ends a paragraph by beginning
)

// traits are the elements that have each.
var traits = map[trait][]atom.Atom{
	unseen: {
		atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Head, atom.Title, atom.Iframe, atom.Noembed, atom.Noframes,
		atom.Datalist,
	},
	drawn: {
		atom.Img, atom.Svg, atom.Canvas, atom.Video, atom.Iframe, atom.Frame, atom.Object, atom.Embed, atom.Input, atom.Button,
		atom.Select, atom.Textarea,
	},
	quotes: {atom.Pre, atom.Code, atom.Blockquote, atom.Textarea, atom.Samp, atom.Xmp, atom.Listing, atom.Kbd},
	inline: {
		atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Del, atom.Em, atom.Font, atom.I, atom.Ins,
		atom.Kbd, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.U, atom.Var,
		atom.Wbr,
	},
	void: {
		atom.Area, atom.Base, atom.Basefont, atom.Bgsound, atom.Br, atom.Col, atom.Embed, atom.Frame, atom.Hr, atom.Img,
		atom.Input, atom.Keygen, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr,
	},
	headly: {
		atom.Base, atom.Basefont, atom.Bgsound, atom.Link, atom.Meta, atom.Title, atom.Noscript, atom.Noframes, atom.Style,
		atom.Script, atom.Template, atom.Head, atom.Html,
	},
	wall: {atom.Td, atom.Th, atom.Caption, atom.Table, atom.Template, atom.Button, atom.Object},
	endsP: {
		atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Details, atom.Dialog, atom.Dir, atom.Div,
		atom.Dl, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4,
		atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Listing, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P,
		atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Ul, atom.Xmp, atom.Li, atom.Dd, atom.Dt,
	},
}

// kinds are the elements that have traits or siblings, found by their name's number.
type kinds [512]kind

type kind struct {
	tag     atom.Atom
	traits  trait
	sibling sibling
}

// elementKinds is a table for looking up: a page has thousands of tags.
var elementKinds = func() *kinds {
	table := new(kinds)
	for t, list := range traits {
		for _, a := range list {
			table.find(a).traits |= t
		}
	}
	for a, s := range siblings {
		table.find(a).sibling = s
	}
	return table
}()

// find is the place of an element, which it takes where nobody has it yet.
func (t *kinds) find(a atom.Atom) *kind {
	i := uint32(a) * 0x9E3779B1 >> 23
	for t[i].tag != a && t[i].tag != 0 {
		i = (i + 1) % uint32(len(t))
	}
	t[i].tag = a
	return &t[i]
}

// of is what is known of an element; of one without traits, nothing.
func (t *kinds) of(a atom.Atom) kind {
	for i := uint32(a) * 0x9E3779B1 >> 23; t[i].tag != 0; i = (i + 1) % uint32(len(t)) {
		if t[i].tag == a {
			return t[i]
		}
	}
	return kind{}
}

// sibling says which elements one that begins ends, up to the element that holds them all.
type sibling struct{ ends, within []atom.Atom }

var siblings = map[atom.Atom]sibling{
	atom.Li:       {[]atom.Atom{atom.Li}, []atom.Atom{atom.Ul, atom.Ol, atom.Menu}},
	atom.Dd:       {[]atom.Atom{atom.Dd, atom.Dt}, []atom.Atom{atom.Dl}},
	atom.Dt:       {[]atom.Atom{atom.Dd, atom.Dt}, []atom.Atom{atom.Dl}},
	atom.Option:   {[]atom.Atom{atom.Option}, []atom.Atom{atom.Select, atom.Datalist}},
	atom.Optgroup: {[]atom.Atom{atom.Option, atom.Optgroup}, []atom.Atom{atom.Select}},
	atom.Td:       {[]atom.Atom{atom.Td, atom.Th}, []atom.Atom{atom.Tr, atom.Table}},
	atom.Th:       {[]atom.Atom{atom.Td, atom.Th}, []atom.Atom{atom.Tr, atom.Table}},
	atom.Tr:       {[]atom.Atom{atom.Tr}, []atom.Atom{atom.Tbody, atom.Thead, atom.Tfoot, atom.Table}},
	atom.Tbody:    {[]atom.Atom{atom.Tbody, atom.Thead, atom.Tfoot, atom.Caption}, []atom.Atom{atom.Table}},
	atom.Tfoot:    {[]atom.Atom{atom.Tbody, atom.Thead, atom.Tfoot, atom.Caption}, []atom.Atom{atom.Table}},
}

// isHidden tells an element that its own attributes hide.
func isHidden(tag atom.Atom, a attributes) bool {
	if a.hidden || tag == atom.Dialog && !a.open {
		return true
	}
	if len(a.style) == 0 {
		return false
	}
	style := bytes.ReplaceAll(bytes.ToLower(a.style), []byte(" "), nil)
	return bytes.Contains(style, []byte("display:none")) || bytes.Contains(style, []byte("visibility:hidden"))
}

// isDot tells an element by which visitors are counted: it is there, and cannot be seen.
func isDot(a attributes) bool { return isDotSize(a.width) || isDotSize(a.height) }

func isDotSize(size []byte) bool {
	size = bytes.TrimSuffix(bytes.TrimSpace(size), []byte("px"))
	return len(size) == 1 && (size[0] == '0' || size[0] == '1')
}

// isAppRoot tells the element that the scripts of the usual frameworks fill.
func isAppRoot(name []byte, a attributes) bool {
	switch string(a.id) {
	case "root", "app", "__next", "__nuxt", "__layout", "___gatsby", "main-app", "svelte", "react-root", "app-root", "q-app":
		return true
	}
	return string(name) == "app-root"
}

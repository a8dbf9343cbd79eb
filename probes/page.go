package probes

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// page is what a visitor would get to see of a document. Its texts are good until the reader reads the next one.
type page struct {
	title     string
	text      []byte // visible text, runs of space made one
	own       []byte // the same without what is quoted: code, examples
	visible   int    // visible characters, spaces not counted
	draws     bool   // something without text: an image, a video, a form field, a frame
	needsJS   bool   // next to nothing but a frame that a script is to fill
	refreshes string // where it sends its visitor on to by itself
	login     bool   // it asks for a password
	base      string // what its links begin from, where it says so
	scripts   []script
}

// script is one that a page calls for.
type script struct {
	src    string
	module bool
}

// mostScripts is how many scripts of a page are noted.
const mostScripts = 32

// reader reads documents, one after the other.
type reader struct {
	page
	ink    ink
	open   elements
	app    bool   // there is an element that scripts of the usual frameworks fill
	hollow bool   // there is an element with a name of its own and nothing in it
	named  bool   // the last tag began such an element
	name   []byte // of the last tag
	unsaid []byte
	folded []byte
}

// read reads a document as a browser would before it runs any script, roughly: it lays nothing out. It follows the
// tags as they come and builds no tree; of the rules by which browsers mend broken markup it knows those that decide
// whether a text can be seen.
func (r *reader) read(source []byte) page {
	r.clear()
	for s := (scanner{src: source}); ; {
		switch s.next() {
		case theEnd:
			return r.whole()
		case someText:
			r.words(&s)
		case startTag:
			r.start(&s)
		case endTag:
			r.finish(&s)
		}
	}
}

// readText reads a document that is nothing but text.
func (r *reader) readText(source []byte) page {
	r.clear()
	r.ink.write(source, false)
	return r.whole()
}

// clear forgets the last document.
func (r *reader) clear() {
	r.page = page{scripts: r.scripts[:0]}
	r.ink.reset()
	r.open.reset()
	r.app, r.hollow, r.named = false, false, false
}

// whole draws up what was read.
func (r *reader) whole() page {
	r.visible = r.ink.visible
	r.unsaid = r.ink.own(r.unsaid[:0])
	r.own = r.unsaid
	r.text = r.ink.composed()
	r.needsJS = (r.app && len(r.scripts) > 0 || r.hollow && hasBundle(r.scripts)) && r.waits()
	return r.page
}

// waits tells whether a page shows nothing, or only that it waits for its script.
func (r *reader) waits() bool {
	const most = 100 // characters
	if r.visible == 0 || r.visible > most {
		return r.visible == 0
	}
	r.folded = fold(r.folded[:0], r.text)
	for _, word := range []string{"loading", "chargement", "laden", "javascript", "wait", "patient", "geduld", "un instant"} {
		if bytes.Contains(r.folded, []byte(word)) {
			return true
		}
	}
	return false
}

func (r *reader) words(s *scanner) {
	top := r.open.top()
	switch {
	case top.tag == atom.Title && !top.strange && r.title == "":
		r.title = string(plain(unescaped(s)))
	case !top.shown && top.tag != atom.Head:
	default:
		if len(bytes.TrimSpace(s.text)) == 0 {
			r.ink.space()
			return
		}
		r.named = false
		if !top.shown {
			r.open.begin(kind{}) // words begin the body
			top = r.open.top()
		}
		r.ink.write(unescaped(s), top.quoted)
	}
}

// unescaped is a text with its entities resolved.
func unescaped(s *scanner) []byte {
	if s.raw || bytes.IndexByte(s.text, '&') < 0 {
		return s.text
	}
	return []byte(html.UnescapeString(string(s.text)))
}

func (r *reader) start(s *scanner) {
	name := r.tagName(s.text[1:])
	a, tag := readAttributes(s.text), atom.Lookup(name)
	k := elementKinds.of(tag)
	t := k.traits
	if !r.open.top().strange {
		r.open.begin(k)
	}
	outer := r.open.top()
	again := tag == atom.Body && r.open.find(atom.Body, [8]byte{}, func(element) bool { return false }) > 0
	el := element{
		tag: tag, name: nameKey(tag, name), strange: outer.strange || tag == atom.Svg || tag == atom.Math,
		shown: outer.shown && t&unseen == 0 && !isHidden(tag, a), quoted: outer.quoted || t&quotes != 0, wall: t&wall != 0,
	}
	if outer.strange {
		el.shown = el.shown && tag != atom.Desc && string(name) != "metadata"
	} else {
		r.meet(tag, name, a)
		s.hold(tag)
	}
	drawing := el.shown || tag == atom.Iframe && outer.shown && !isHidden(tag, a)
	r.draws = r.draws || drawing && t&drawn != 0 && !isDot(a) && !bytes.EqualFold(a.kind, []byte("hidden"))
	if t&inline == 0 && !again {
		r.ink.space()
	}
	r.named = len(a.id) > 0 && el.shown && tag == atom.Div
	if t&void != 0 || el.strange && bytes.HasSuffix(s.text, []byte("/>")) {
		return
	}
	if !again {
		r.open.push(el)
	}
	s.strange = el.strange
}

func (r *reader) finish(s *scanner) {
	name := r.tagName(s.text[2:])
	tag := atom.Lookup(name)
	k := elementKinds.of(tag)
	k.tag = tag
	r.hollow = r.hollow || r.named
	r.named = false
	if r.open.end(k, nameKey(tag, name)) && k.traits&inline == 0 {
		r.ink.space()
	}
	s.strange = r.open.top().strange
}

// tagName is the name that a tag begins with, in lower case. The library's own way makes a copy of each.
func (r *reader) tagName(tag []byte) []byte {
	r.name = r.name[:0]
	for _, c := range tag {
		if isTagSpace(c) || c == '/' || c == '>' {
			break
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		r.name = append(r.name, c)
	}
	return r.name
}

// meet notes what an element says about the whole page, seen or not.
func (r *reader) meet(tag atom.Atom, name []byte, a attributes) {
	switch tag {
	case atom.Script:
		if src := resolved(a.src); src != "" && len(r.scripts) < mostScripts {
			r.scripts = append(r.scripts, script{src, a.module})
		}
	case atom.Input:
		r.login = r.login || bytes.EqualFold(a.kind, []byte("password"))
	case atom.Base:
		if r.base == "" {
			r.base = resolved(a.href)
		}
	case atom.Meta:
		if r.refreshes == "" && bytes.EqualFold(a.equiv, []byte("refresh")) {
			r.refreshes = refreshTarget(resolved(a.content))
		}
	}
	r.app = r.app || isAppRoot(name, a)
}

// Package page reads what a visitor would see of a document, and knows pages that are not the site: of web servers, hosts,
// parked domains, broken shops and captive portals. Reading lays nothing out and runs no script. The rules are data, in the
// files whose names begin with rules.
//
// In go the bytes of an answer and its content type; out come the visible text, what else a visitor meets, and the rule that
// knows the page. It asks nobody anything. Of vigie it may import only internal/result, for the classes of failures.
package page

import (
	"bytes"
	"net/http"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mostScripts is how many scripts of a page are noted.
const mostScripts = 32

// Reader reads documents, one after the other, and uses its buffers again. Its zero value is ready.
type Reader struct {
	doc    Document
	ink    ink
	open   elements
	app    bool   // there is an element that scripts of the usual frameworks fill
	leaves bool   // a script in it sends its visitor on
	hollow bool   // there is an element with a name of its own and nothing in it
	named  bool   // the last tag began such an element
	name   []byte // of the last tag
	unsaid []byte
	folded []byte
	starts []int
}

// Read reads the body of an answer as what its content type says that it is, or as what its first bytes look like where it
// has none. cut says that our own cut ended it. Images, JSON and the like are not read: of them only the source is there.
func (r *Reader) Read(body []byte, contentType string, cut bool) Document {
	kind := MediaType(contentType)
	if kind == "" && len(body) > 0 {
		kind = MediaType(http.DetectContentType(body))
	}
	source := Decode(body, contentType, cut)
	var d Document
	switch {
	case strings.Contains(kind, "html"):
		d = r.read(source)
		d.IsPage, d.Readable = true, true
	case strings.HasPrefix(kind, "text/"), kind == "":
		d = r.readText(source)
		d.Readable = true
	}
	d.Source = source
	return d
}

// read reads a document as a browser would before it runs any script, roughly: it lays nothing out. It follows the
// tags as they come and builds no tree; of the rules by which browsers mend broken markup it knows those that decide
// whether a text can be seen.
func (r *Reader) read(source []byte) Document {
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
func (r *Reader) readText(source []byte) Document {
	r.clear()
	for line := range bytes.Lines(source) {
		r.ink.write(line, false)
		r.ink.end()
	}
	return r.whole()
}

// clear forgets the last document.
func (r *Reader) clear() {
	r.doc = Document{scripts: r.doc.scripts[:0]}
	r.ink.reset()
	r.open.reset()
	r.app, r.leaves, r.hollow, r.named = false, false, false, false
}

// whole draws up what was read.
func (r *Reader) whole() Document {
	r.doc.Visible = r.ink.visible
	r.unsaid = r.ink.own(r.unsaid[:0])
	r.doc.own = r.unsaid
	r.doc.Text = r.ink.composed()
	r.doc.Leaves = r.leaves && r.doc.Visible == 0
	r.doc.NeedsScript = (r.app && len(r.doc.scripts) > 0 || r.hollow && hasBundle(r.doc.scripts)) && r.waits()
	return r.doc
}

// waits tells whether a page shows nothing, or only that it waits for its script.
func (r *Reader) waits() bool {
	const most = 100 // characters
	if r.doc.Visible == 0 || r.doc.Visible > most {
		return r.doc.Visible == 0
	}
	r.folded = fold(r.folded[:0], r.doc.Text)
	for _, word := range []string{"loading", "chargement", "laden", "javascript", "wait", "patient", "geduld", "un instant"} {
		if bytes.Contains(r.folded, []byte(word)) {
			return true
		}
	}
	return false
}

func (r *Reader) words(s *scanner) {
	top := r.open.top()
	switch {
	case top.tag == atom.Title && !top.strange && r.doc.title == "":
		r.doc.title = string(plain(unescaped(s)))
	case top.tag == atom.Script && !top.strange:
		r.leaves = r.leaves || leaves(s.text)
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

func (r *Reader) start(s *scanner) {
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
	r.doc.Draws = r.doc.Draws || drawing && t&drawn != 0 && !isDot(a) && !bytes.EqualFold(a.kind, []byte("hidden"))
	if t&inline == 0 && !again {
		r.ink.end()
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

func (r *Reader) finish(s *scanner) {
	name := r.tagName(s.text[2:])
	tag := atom.Lookup(name)
	k := elementKinds.of(tag)
	k.tag = tag
	r.hollow = r.hollow || r.named
	r.named = false
	if r.open.end(k, nameKey(tag, name)) && k.traits&inline == 0 {
		r.ink.end()
	}
	s.strange = r.open.top().strange
}

// tagName is the name that a tag begins with, in lower case. The library's own way makes a copy of each.
func (r *Reader) tagName(tag []byte) []byte {
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
func (r *Reader) meet(tag atom.Atom, name []byte, a attributes) {
	switch tag {
	case atom.Script:
		if src := resolved(a.src); src != "" && len(r.doc.scripts) < mostScripts {
			r.doc.scripts = append(r.doc.scripts, script{src, a.module})
		}
	case atom.Input:
		r.doc.Login = r.doc.Login || bytes.EqualFold(a.kind, []byte("password"))
	case atom.Base:
		if r.doc.base == "" {
			r.doc.base = resolved(a.href)
		}
	case atom.Meta:
		if r.doc.Refreshes == "" && bytes.EqualFold(a.equiv, []byte("refresh")) {
			r.doc.Refreshes = refreshTarget(resolved(a.content))
		}
	}
	r.app = r.app || isAppRoot(name, a)
}

package page

import (
	"slices"

	"golang.org/x/net/html/atom"
)

// depth is how deep elements are followed; browsers stop at the same.
const depth = 512

// element is one that is open.
type element struct {
	tag     atom.Atom // 0 for a name of nobody's
	name    [8]byte   // the beginning of that name
	shown   bool      // its text can be seen
	quoted  bool
	strange bool // of a picture or a formula inside the page: it follows rules of its own
	wall    bool // the end of something outside does not end it
}

// elements are those that are open, the outermost first.
type elements struct {
	open  []element
	over  int // how many more are open than are followed
	heads int // how many of them are heads
	ps    int // and how many are paragraphs: most are not open, and need not be looked for
}

func (e *elements) reset() { *e = elements{open: append(e.open[:0], element{shown: true})} }

func (e *elements) top() *element { return &e.open[len(e.open)-1] }

// push opens an element inside the one that is open.
func (e *elements) push(el element) {
	if len(e.open) >= depth {
		e.over++
		return
	}
	e.count(el.tag, 1)
	e.open = append(e.open, el)
}

// pop ends all elements from the i-th.
func (e *elements) pop(i int) {
	i = max(i, 1)
	for _, el := range e.open[i:] {
		e.count(el.tag, -1)
	}
	e.open = e.open[:i]
}

func (e *elements) count(tag atom.Atom, n int) {
	switch tag {
	case atom.Head:
		e.heads += n
	case atom.P:
		e.ps += n
	}
}

// find is the innermost open element of a name, not looking out of any that stops; 0 when there is none.
func (e *elements) find(tag atom.Atom, name [8]byte, stops func(element) bool) int {
	for i := len(e.open) - 1; i > 0; i-- {
		el := &e.open[i]
		if el.tag == tag && (tag != 0 || el.name == name) {
			return i
		}
		if stops(*el) {
			return 0
		}
	}
	return 0
}

func isWall(el element) bool { return el.wall }

// begin ends what the beginning of an element ends without saying so.
func (e *elements) begin(k kind) {
	if k.traits&headly == 0 && e.heads > 0 {
		e.pop(e.find(atom.Head, [8]byte{}, func(element) bool { return false }))
	}
	if k.sibling.ends != nil {
		for i := len(e.open) - 1; i > 0 && !slices.Contains(k.sibling.within, e.open[i].tag); i-- {
			if slices.Contains(k.sibling.ends, e.open[i].tag) {
				e.pop(i)
				break
			}
		}
	}
	if k.traits&endsP != 0 && e.ps > 0 {
		if i := e.find(atom.P, [8]byte{}, isWall); i > 0 {
			e.pop(i)
		}
	}
}

// end ends an element by its end tag. It tells whether there was something to end.
func (e *elements) end(k kind, name [8]byte) bool {
	if e.over > 0 {
		e.over--
		return true
	}
	stops := isWall
	switch k.tag {
	case atom.Body, atom.Html: // what follows is still shown in them
		return false
	case atom.Td, atom.Th, atom.Caption, atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot:
		stops = func(el element) bool { return el.tag == atom.Table }
	case atom.Table, atom.Template, atom.Button, atom.Object:
		stops = func(element) bool { return false }
	}
	i := e.find(k.tag, name, stops)
	if i > 0 {
		e.pop(i)
	}
	return i > 0 || k.tag == atom.P || k.tag == atom.Br // those two begin without having begun
}

// nameKey is the beginning of a name that is nobody's, to know it again.
func nameKey(tag atom.Atom, name []byte) (key [8]byte) {
	if tag == 0 {
		copy(key[:], name)
	}
	return key
}

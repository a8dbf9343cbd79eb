package scope

import (
	"regexp"
	"slices"
	"strings"
)

// sydney is the only kind of rack that has hyphens in it.
const sydney = `\bS[0-9]-[0-9][A-Z]-[0-9]{2}-[0-9]{2}[A-Z]\b`

var (
	// shape is what a rack looks like: R832B16, T02A06, LIM0304B05A, BHS806A00, YYZ0101A, 46B18, 0315B02B, S2-5X-01-08B. The
	// letters of its beginning are capitals.
	shape = regexp.MustCompile(`^(?:(?:[A-Z][0-9]{2,4}[A-Za-z][0-9]{2}|(?:[A-Z]{3}|MR9)[0-9]{3,4}[A-Z](?:[0-9]{2})?|[0-9]{2,4}[A-Za-z][0-9]{2})[A-D]?|` + sydney + `)$`)
	// strong is a shape that nothing else has.
	strong = regexp.MustCompile(`^(?:(?:[A-Z][0-9]{3}[A-Z][0-9]{2}|(?:[A-Z]{3}|MR9)[0-9]{4}[A-Z][0-9]{2})[A-D]?|` + sydney + `)$`)
	// digital is a rack of Singapore, which is a number. A text may hold such a number for another reason.
	digital = regexp.MustCompile(`^0[0-9]{5}[A-D]?$`)
	// piece is what may follow a rack in a list, and shares its beginning.
	piece = regexp.MustCompile(`^(?:[A-D]|[0-9]{2}[A-D]?|[A-H][0-9]{2}[A-D]?)$`)
	// named is a word that is a rack because it is called one: the newer and the odd buildings have shapes of their own.
	named    = regexp.MustCompile(`(?i)^[A-Z]{0,3}[0-9]{2,6}[A-Z]?(?:[0-9]{1,3})?[A-Z]?$`)
	hyphened = regexp.MustCompile(`^` + sydney)
)

// hour is a time of day that looks like a rack: 22H16.
var hour = regexp.MustCompile(`^[01][0-9]H[0-5][0-9]$|^2[0-3]H[0-5][0-9]$`)

// row reads the racks of a text, word by word.
type row struct {
	text  string
	prose bool // sentences, in which numbers and times stand too
	at    [][2]int

	list    []string
	last    string // the rack before
	follows bool   // whether a list of racks goes on
	through bool   // whether the next rack is the end of a range
}

// racks are the racks that a text names, written out: R809R01/02/03 is three, SBG0506A06A/B is two, 56C02 to 56C04 is
// three.
func racks(text string, prose bool) []string {
	r := row{text: text, prose: prose, at: split(text)}
	for i := 0; i < len(r.at) && len(r.list) < most; i++ {
		r.take(i)
	}
	return r.list
}

// split are the words of a text: where each begins, and where it ends.
func split(text string) [][2]int {
	var at [][2]int
	for i := 0; i < len(text); i++ {
		from := i
		for i < len(text) && alphanumeric(text[i]) {
			i++
		}
		if i == from {
			continue
		}
		if text[from] == 'S' && i-from == 2 && i < len(text) && text[i] == '-' {
			i = from + max(2, len(hyphened.FindString(text[from:])))
		}
		at = append(at, [2]int{from, i})
	}
	return at
}

func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

func (r *row) word(i int) string {
	if i < 0 || i >= len(r.at) {
		return ""
	}
	return r.text[r.at[i][0]:r.at[i][1]]
}

// between is what stands before a word, without blanks.
func (r *row) between(i int) string {
	from := 0
	if i > 0 {
		from = r.at[i-1][1]
	}
	if i >= len(r.at) {
		return ""
	}
	return strings.TrimSpace(r.text[from:r.at[i][0]])
}

// glued tells whether two words are one name with a hyphen in it.
func (r *row) glued(i, k int) bool {
	return i >= 0 && k < len(r.at) && r.text[r.at[i][1]:r.at[k][0]] == "-"
}

// take reads a word.
func (r *row) take(i int) {
	w := r.word(i)
	if links(w) {
		r.through = r.follows && strings.EqualFold(w, "to")
		return
	}
	if len(w) > 1 && !strings.ContainsAny(w, "0123456789") {
		r.follows, r.through = false, false
		return
	}
	if !r.prose { // a sentence has words of one letter, too
		w = strings.ToUpper(w)
	}
	goesOn := r.follows && lists(r.between(i), r.word(i-1))
	switch piece := piece.MatchString(w); {
	case r.follows && (r.through || arrow(r.between(i))) && r.span(w):
	case r.isRack(i, goesOn):
		r.add(whole(r.last, strings.ToUpper(w), goesOn))
	case goesOn && piece && !r.clock(i) && follow(r.last, w) != "":
		r.add(follow(r.last, w))
	case r.follows && piece && len(w) == 1 && r.between(i) == "" && lists(r.between(i+1), ""):
		r.letter(w)
	case (called(r.word(i-1)) || goesOn && !piece && !shape.MatchString(r.last)) && r.isNamed(w):
		r.add(whole(r.last, strings.ToUpper(w), goesOn))
	default:
		r.follows = false
	}
	r.through = false
}

func (r *row) add(rack string) {
	r.list, r.last, r.follows = add(r.list, rack), rack, true
}

// letter tells apart the racks that the one before stands for: GRA0316A05 A/B/C.
func (r *row) letter(w string) {
	if r.last[len(r.last)-1] >= 'A' {
		r.follows = false
		return
	}
	whole := r.last
	r.list = slices.DeleteFunc(r.list, func(x string) bool { return x == whole })
	r.add(whole + w)
}

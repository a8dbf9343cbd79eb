package scope

import (
	"regexp"
	"strings"
)

var (
	// shape is what a rack looks like: R832B16, T02A06, LIM0304B05A, BHS806A00, YYZ0101A, 46B18, 0315B02B. The letters of its
	// beginning are capitals.
	shape = regexp.MustCompile(`^(?:[A-Z][0-9]{2,4}[A-Za-z][0-9]{2}|[A-Z]{3}[0-9]{3,4}[A-Z](?:[0-9]{2})?|[0-9]{2,4}[A-Z][0-9]{2})[A-D]?$`)
	// strong is a shape that nothing else has.
	strong = regexp.MustCompile(`^(?:[A-Z][0-9]{3}[A-Z][0-9]{2}|[A-Z]{3}[0-9]{4}[A-Z][0-9]{2})[A-D]?$`)
	// piece is what may follow a rack in a list, and shares its beginning.
	piece = regexp.MustCompile(`^(?:[A-D]|[0-9]{2}[A-D]?|[A-H][0-9]{2}[A-D]?)$`)
	// named is a word that is a rack because it is called one: the newer and the odd buildings have shapes of their own.
	named = regexp.MustCompile(`(?i)^[A-Z]{0,3}[0-9]{2,6}[A-Z]?(?:[0-9]{2,3})?[A-Z]?$`)
	words = regexp.MustCompile(`[0-9A-Za-z]+`)
)

// racks are the racks that a text names, written out: R809R01/02/03 is three, SBG0506A06A/B is two.
func racks(text string) []string {
	var list []string
	at := words.FindAllStringIndex(text, -1)
	word := func(i int) string {
		if i < 0 || i >= len(at) {
			return ""
		}
		return text[at[i][0]:at[i][1]]
	}
	between := func(i int) string { // what stands before a word, without blanks
		from := 0
		if i > 0 {
			from = at[i-1][1]
		}
		if i >= len(at) {
			return ""
		}
		return strings.TrimSpace(text[from:at[i][0]])
	}
	last, follows := "", false // the rack before, and whether a list of racks goes on
	for i := range at {
		w, calls := word(i), called(word(i-1))
		joined := i > 0 && text[at[i-1][1]:at[i][0]] == "-" && !calls && !shape.MatchString(word(i-1))
		next := i+1 < len(at) && text[at[i][1]:at[i+1][0]] == "-" && !shape.MatchString(word(i+1))
		switch goesOn := follows && lists(between(i), word(i-1)); {
		case strings.EqualFold(w, "and") || strings.EqualFold(w, "et"):
			continue
		case shape.MatchString(w) && (strong.MatchString(w) || !joined && !next) && !strings.EqualFold(strings.TrimRight(word(i-1), "s"), "room"):
			last, follows = whole(last, strings.ToUpper(w), goesOn), true
		case goesOn && piece.MatchString(strings.ToUpper(w)):
			if x := follow(last, strings.ToUpper(w)); x != "" {
				last = x
				break
			}
			follows = false
			continue
		case (calls || goesOn && !shape.MatchString(last)) && len(w) >= 3 && named.MatchString(w):
			last, follows = whole(last, strings.ToUpper(w), goesOn), true
		default:
			follows = false
			continue
		}
		list = add(list, last)
	}
	return list
}

// called tells whether a word says that a rack is named next.
func called(w string) bool { return strings.EqualFold(w, "rack") || strings.EqualFold(w, "racks") }

// lists tells whether a list goes on over what stands between two words.
func lists(between, before string) bool {
	switch between {
	case "/", ",", "&", "-", "+":
		return true
	}
	return between == "" && (strings.EqualFold(before, "and") || strings.EqualFold(before, "et"))
}

// whole completes a rack of a list whose beginning was left to the one before: 806L21 after R806L20, 328A06A after
// GRA0328A02B, 133 after G132.
func whole(last, w string, goesOn bool) string {
	if !goesOn || w[0] > '9' || last == "" || last[0] <= '9' {
		return w
	}
	if keep := len(last) - len(w); keep > 0 && keep <= 4 && last[keep] <= '9' {
		return last[:keep] + w
	}
	return w
}

// follow is the rack that a piece of a list stands for, which shares its beginning with the one before; empty where the
// piece does not fit to it.
func follow(last, p string) string {
	letter := last[len(last)-1] >= 'A'
	if keep := len(last) - len(p); keep > 2 && (p[len(p)-1] >= 'A') == letter {
		return last[:keep] + p
	}
	return ""
}

var (
	room   = regexp.MustCompile(`(?i)\brooms?\s+([A-Z]{0,3}[0-9]{2,4}[A-Z]?)((?:\s*(?:/|,|&|\band\b)\s*[A-Z]{0,3}[0-9]{2,4}[A-Z]?\b)*)`)
	number = regexp.MustCompile(`(?i)[A-Z]{0,3}[0-9]{2,4}[A-Z]?`)
)

// rooms are the rooms that a text names.
func rooms(text string) []string {
	var list []string
	for _, m := range room.FindAllStringSubmatch(text, -1) {
		first := strings.ToUpper(m[1])
		list = add(list, first)
		for _, next := range number.FindAllString(m[2], -1) {
			next = strings.ToUpper(next)
			if keep := len(first) - len(next); next[0] <= '9' && keep > 0 { // G105/115
				next = first[:keep] + next
			}
			list = add(list, next)
		}
	}
	return list
}

package scope

import (
	"fmt"
	"strconv"
	"strings"
)

// isRack tells whether a word is a rack by its shape.
func (r *row) isRack(i int, goesOn bool) bool {
	w, before := r.word(i), r.word(i-1)
	calls := called(before)
	switch {
	case len(w) < 5 || room.MatchString(before):
		return false
	case !r.prose && digital.MatchString(w):
		return true
	case !shape.MatchString(w) || r.prose && w != strings.ToUpper(w):
		return false
	case strong.MatchString(w):
		return true
	case r.prose && hour.MatchString(w) && !goesOn && !calls:
		return false
	}
	part := r.glued(i-1, i) && !calls && !shape.MatchString(before) || r.glued(i, i+1) && !shape.MatchString(r.word(i+1))
	return !part // of the name of a router: rbx-51b-a70
}

// clock tells whether a word is the hour of a time: 05:30.
func (r *row) clock(i int) bool {
	end := r.at[i][1]
	return end+1 < len(r.text) && r.text[end] == ':' && r.text[end+1] >= '0' && r.text[end+1] <= '9'
}

// isNamed tells whether a word may be a rack because it is called one. In sentences a short one is a number.
func (r *row) isNamed(w string) bool {
	least := 3
	if r.prose {
		least = 5
	}
	return len(w) >= least && named.MatchString(w)
}

// longest is how many racks a range may have.
const longest = 60

// span adds the racks from the one before to one that is written out or of which only the end is, and tells whether it
// could.
func (r *row) span(w string) bool {
	end := strings.ToUpper(w)
	if keep := len(r.last) - len(end); keep > 0 {
		end = r.last[:keep] + end
	}
	cut := len(r.last) - 2
	if cut < 3 || len(end) != len(r.last) || end[:cut] != r.last[:cut] {
		return false
	}
	from, err := strconv.Atoi(r.last[cut:])
	to, err2 := strconv.Atoi(end[cut:])
	if err != nil || err2 != nil || to <= from || to-from >= longest {
		return false
	}
	for n := from + 1; n <= to; n++ {
		r.add(fmt.Sprintf("%s%02d", end[:cut], n))
	}
	return true
}

// links tells whether a word stands between two of a list or of a range.
func links(w string) bool {
	return strings.EqualFold(w, "and") || strings.EqualFold(w, "et") || strings.EqualFold(w, "to")
}

// arrow tells whether what stands between two racks means all from one to the other.
func arrow(between string) bool { return between == "->" || between == "→" || between == "=>" }

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

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// whole completes a rack of a list whose beginning was left to the one before: 806L21 after R806L20, 328A06A after
// GRA0328A02B, 133 after G132.
func whole(last, w string, goesOn bool) string {
	if !goesOn || w[0] > '9' || last == "" || last[0] <= '9' {
		return w
	}
	if keep := len(last) - len(w); keep > 0 && last[keep] <= '9' && strings.Trim(last[:keep], letters+"0") == "" {
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

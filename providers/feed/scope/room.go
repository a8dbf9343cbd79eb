package scope

import (
	"regexp"
	"strings"

	"vigie/internal/account"
)

const aRoom = `(?:S[0-9]-[0-9][A-Z]-[0-9]{2}|[A-Z]{0,3}[0-9]{2,4}[A-Z]?)\b`

var (
	// room is a word that says that a room is named next. A row is a part of a room, and written like one.
	room   = regexp.MustCompile(`(?i)^(?:rooms?|rows?|salles?)$`)
	listed = regexp.MustCompile(`(?i)\b(?:rooms?|rows?|salles?)\s*[:-]?\s*(` + aRoom + `)((?:\s*(?:/|,|&|-|[+]|\band\b)\s*` + aRoom + `|\s+[A-Z][0-9]{2,3}[A-Z]?\b)*)`)
	number = regexp.MustCompile(`(?i)` + aRoom)
	// bare is a room, or a row of one, that nothing calls so. In works on power and cooling, they are named alone.
	bare = regexp.MustCompile(`\b[A-Z][0-9]{2,3}[A-Z]?\b`)
)

// rooms are the rooms that a title names.
func rooms(text string) []string {
	lower := strings.ToLower(text)
	if !strings.Contains(lower, "ro") && !strings.Contains(lower, "salle") { // as in most
		return nil
	}
	var list []string
	for _, m := range listed.FindAllStringSubmatch(text, -1) {
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

// bareRooms are the rooms that works name without a word for them; nil where the title names racks or rooms.
func bareRooms(text string, s account.Scope) []string {
	if s.Product != account.ForPower || len(s.Racks)+len(s.Rooms) > 0 {
		return nil
	}
	return bare.FindAllString(text, -1)
}

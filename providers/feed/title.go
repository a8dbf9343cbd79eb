package feed

import (
	"regexp"
	"slices"
	"strings"

	"vigie/internal/places"
)

var (
	// head is the brackets at the beginning of a title, without the mark of planned works.
	head = regexp.MustCompile(`(?i)^\s*(?:\[scheduled\]\s*)?((?:\[[^\]]*\]?\s*)+)`)
	// older is the form of 2022: VPS - GRA2 - host598581.
	older = regexp.MustCompile(`^\s*(?:VPS|PCI) - ([A-Z]+[0-9]+) - `)
	// building is a datacenter with its number; a letter after that is a room.
	building = regexp.MustCompile(`^([a-z]{2,5})0*([1-9][0-9]{0,2})[a-z]?$`)
	number   = regexp.MustCompile(`^0*[1-9][0-9]?$`)
)

// campus is the site of a name, and of a Public Cloud region. A name without a number is a place only if it is one of
// these: VPS and PCC stand in brackets too.
func campus(name string) (string, bool) {
	c, known := places.Named(name)
	return c.Code, known
}

// Places are the buildings and campuses that the brackets at the head of a title name, normalised: "[GRA1/3][…]" is
// gra1 and gra3, "[SBG][…]" the campus sbg, "[YYZ01]" yyz1, "[EU-WEST-PAR]" par. Nil when it names none.
func Places(title string) []string {
	if m := older.FindStringSubmatch(title); m != nil {
		return placesIn(m[1])
	}
	m := head.FindStringSubmatch(title)
	if m == nil {
		return nil
	}
	var found []string
	for inside := range strings.FieldsFuncSeq(m[1], func(r rune) bool { return r == '[' || r == ']' }) {
		for _, p := range placesIn(inside) {
			if !slices.Contains(found, p) {
				found = append(found, p)
			}
		}
	}
	return found
}

// placesIn reads one bracket. A number alone belongs to the letters before it.
func placesIn(bracket string) []string {
	var found []string
	letters := ""
	for part := range strings.FieldsFuncSeq(strings.ToLower(bracket), func(r rune) bool { return strings.ContainsRune("/,;&+ ", r) }) {
		if letters != "" && number.MatchString(part) {
			part = letters + part
		}
		if part == "or" || part == "dc" {
			continue // a word, and no state and no building
		}
		if b, known := places.Building(part); known {
			letters = building.ReplaceAllString(b, "$1")
			found = append(found, b)
			continue
		}
		if m := building.FindStringSubmatch(part); m != nil {
			if region, ok := campus(m[1]); ok && region != m[1] { // a region's number is not a building's
				found = append(found, region)
				continue
			}
			letters = m[1]
			found = append(found, m[1]+m[2])
			continue
		}
		for label := range strings.SplitSeq(part, "-") { // eu-west-par, rbx-a
			if c, ok := campus(label); ok {
				letters = c
				found = append(found, c)
				break
			}
		}
	}
	return found
}

package feed

import (
	"regexp"
	"slices"
	"strings"
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

// campus tells whether a name is one of OVHcloud's sites, or of its Public Cloud regions that are called after a
// country, and gives the site. A name without a number is a place only if it is one of these: VPS and PCC stand in
// brackets too.
func campus(name string) (string, bool) {
	switch name {
	case "uk":
		return "eri", true
	case "de":
		return "lim", true
	case "sbg", "rbx", "gra", "par", "lim", "eri", "waw", "mil", "bhs", "yyz", "vin", "hil", "sgp", "syd", "ynm", "cch", "ieb":
		return name, true
	}
	return "", false
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
	var places []string
	for inside := range strings.FieldsFuncSeq(m[1], func(r rune) bool { return r == '[' || r == ']' }) {
		for _, p := range placesIn(inside) {
			if !slices.Contains(places, p) {
				places = append(places, p)
			}
		}
	}
	return places
}

// placesIn reads one bracket. A number alone belongs to the letters before it.
func placesIn(bracket string) []string {
	var places []string
	letters := ""
	for part := range strings.FieldsFuncSeq(strings.ToLower(bracket), func(r rune) bool { return strings.ContainsRune("/,;&+ ", r) }) {
		if letters != "" && number.MatchString(part) {
			part = letters + part
		}
		if m := building.FindStringSubmatch(part); m != nil {
			if region, ok := campus(m[1]); ok && region != m[1] { // a region's number is not a building's
				places = append(places, region)
				continue
			}
			letters = m[1]
			places = append(places, m[1]+m[2])
			continue
		}
		for label := range strings.SplitSeq(part, "-") { // eu-west-par, rbx-a
			if c, ok := campus(label); ok {
				letters = c
				places = append(places, c)
				break
			}
		}
	}
	return places
}

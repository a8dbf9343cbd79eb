package feed

import (
	"regexp"
	"strings"

	"vigie/internal/places"
)

var (
	// head is the brackets at the beginning of a title, without the mark of planned works.
	head = regexp.MustCompile(`(?i)^\s*(?:\[scheduled\]\s*)?((?:\[[^\]]*\]?\s*)+)`)
	// older is the form of 2022: VPS - GRA2 - host598581, PCI - GRA5 GRA7 - rack G265A05.
	older = regexp.MustCompile(`^\s*(?:\[Scheduled\]\s*)?(?:VPS|PCI) - ([A-Z]+[0-9]+(?: [A-Z]+[0-9]+)*) - `)
	// building is a datacenter with its number; a letter after that is a room.
	building = regexp.MustCompile(`^([a-z]{2,5})0*([1-9][0-9]{0,2})[a-z]?$`)
	number   = regexp.MustCompile(`^0*[1-9][0-9]?$`)
	// far is a region that says where in the world it is: eu-west-par, us-east-va-1, ca-east-tor.
	far = regexp.MustCompile(`^(?:eu|us|ca|ap)-[a-z]+-[a-z]`)
	// local is a local zone: a few racks in somebody else's building, on no campus.
	local = regexp.MustCompile(`-lz(?:-|$)`)
	// zone is an availability zone that is called after its campus: rbx-a.
	zone = regexp.MustCompile(`^[a-z]{3}-[a-z]$`)
	// presence is a point of presence, where lines meet and no customer's machine stands. Another name that is not known is
	// kept: a building may be newer than this table.
	presence = regexp.MustCompile(`^(?:ams|ash|atl|bom|bru|chi|da|dal|dfw|fra?|hkg|lax|lon|mad|mia|mrs|mtl|nyc?|pa|pdx|prg|sin|sjo|sxb|th|tok|vie|was|ymq|yto|zur)$`)
)

// campus tells whether a name is one of OVHcloud's sites, or of its Public Cloud regions that are called after a
// country, and gives the site. A name without a number is a place only if it is one of these: VPS and PCC stand in
// brackets too.
func campus(name string) (string, bool) {
	c, known := places.Named(name)
	return c.Code, known
}

// Places are the buildings and campuses that the brackets at the head of a title name, normalised: "[GRA1/3][…]" is
// gra1 and gra3, "[SBG][…]" the campus sbg, "[YYZ01]" yyz1, "[EU-WEST-PAR]" par. Nil when it names none.
func Places(title string) []string {
	found, _ := where(title, "")
	return found
}

// impact is the line of a text, in lower case, that says where.
var impact = regexp.MustCompile(`(?m)^[ \t]*technical impact[^:\n]*:(.*)$`)

// where are the places that a title names, or a line of its text, and their names as regions of the Public Cloud.
func where(title, text string) (found, regions []string) {
	inside := ""
	if m := older.FindStringSubmatch(title); m != nil {
		inside = m[1]
	} else if m := head.FindStringSubmatch(title); m != nil {
		inside = m[1]
	}
	for bracket := range strings.FieldsFuncSeq(strings.ToLower(inside), func(r rune) bool { return r == '[' || r == ']' }) {
		p, r := placesIn(bracket)
		found, regions = append(found, p...), append(regions, r...)
	}
	if text = strings.ToLower(text); strings.Contains(text, "technical impact") { // not in most
		for _, m := range impact.FindAllStringSubmatch(text, -1) {
			p, r := placesIn(m[1])
			found, regions = append(found, p...), append(regions, r...)
		}
	}
	return distinct(found), distinct(regions)
}

// distinct leaves out what stood in a list before; nil where there is nothing.
func distinct(list []string) []string {
	var out []string
	known := make(map[string]bool, len(list))
	for _, x := range list {
		if !known[x] {
			known[x] = true
			out = append(out, x)
		}
	}
	return out
}

// placesIn reads one bracket, in lower case.
func placesIn(bracket string) (found, regions []string) {
	letters := ""
	take := func(part string) {
		if x := nameOf(letters, part); x.place != "" {
			letters, found = x.letters, append(found, x.place)
			if x.region != "" {
				regions = append(regions, x.region)
			}
		}
	}
	for part := range strings.FieldsFuncSeq(bracket, func(r rune) bool { return strings.ContainsRune("/|,;&+ ", r) }) {
		_, campusZone := campus(part[:min(3, len(part))])
		switch {
		case far.MatchString(part) || campusZone && zone.MatchString(part):
			regions = append(regions, part)
			if c, ok := (places.Table{}).Campus(part); ok && !local.MatchString(part) {
				letters, found = c.Code, append(found, c.Code)
			}
		case strings.Contains(part, "-"): // rbx2-rbx4, rbx1-3-8, lim-gra
			letters = ""
			for label := range strings.SplitSeq(part, "-") {
				take(label)
			}
		default:
			take(part)
		}
	}
	return found, regions
}

// named is a name in a bracket: its letters, the building or campus that it is, and what it is called as a region.
type named struct{ letters, place, region string }

// nameOf reads a word of a bracket. A number alone belongs to the letters of the name before. No place where it names none.
func nameOf(letters, word string) named {
	if letters != "" && number.MatchString(word) {
		word = letters + word
	}
	m := building.FindStringSubmatch(word)
	if m == nil {
		if own := called(word); own != "" {
			return named{place: own}
		}
		if c, ok := campus(word); ok && word != "or" { // which is a state only with its number
			return named{letters: word, place: c}
		}
		return named{}
	}
	name := m[1] + m[2]
	site, known := campus(m[1])
	own := called(word)
	switch {
	case own != "":
		return named{m[1], own, own}
	case known && site != m[1]: // a region's number is not a building's
		return named{m[1], site, name}
	case known: // its letters are a campus's
	case presence.MatchString(m[1]):
		return named{}
	}
	return named{m[1], name, name}
}

// called is the building of a campus whose letters are not its own, as in Paris: mr9 is mr901, ieb is ieb1; empty where it
// is none.
func called(word string) string {
	own, ok := places.Building(word)
	if c, _ := (places.Table{}).Campus(own); !ok || strings.HasPrefix(own, c.Code) {
		return ""
	}
	return own
}

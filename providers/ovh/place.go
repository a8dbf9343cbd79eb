package ovh

import "strings"

const digits = "0123456789"

// normalDatacenter unites the spellings of a datacenter: GRA04 and gra4 are one. The API pads some numbers with
// zeros where the status pages do not.
func normalDatacenter(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	letters := strings.TrimRight(s, digits)
	number := strings.TrimLeft(s[len(letters):], "0")
	if letters == "" || number == "" {
		return s
	}
	return letters + number
}

// zoneDatacenter reads the zone of a VPS, such as "Region OpenStack: os-gra1". Empty where it names no place.
func zoneDatacenter(zone string) string {
	name := strings.ToLower(strings.TrimSpace(zone[strings.LastIndex(zone, ":")+1:]))
	name = normalDatacenter(strings.TrimPrefix(name, "os-"))
	letters := strings.TrimRight(name, digits)
	switch letters {
	case "uk": // regions that are named after their country: the campus is known, the building is not
		return "eri"
	case "de":
		return "lim"
	case name:
		return ""
	}
	if strings.ContainsAny(name, " \t") {
		return ""
	}
	return name
}

// normalCluster is cluster126 for every way of writing that number, whose format is not published: cluster126,
// cluster024, 126. What follows the number is not part of it.
func normalCluster(s string) string {
	from := strings.IndexAny(s, digits)
	if from < 0 {
		return ""
	}
	number := s[from:]
	if end := strings.IndexFunc(number, func(r rune) bool { return r < '0' || r > '9' }); end >= 0 {
		number = number[:end]
	}
	if number = strings.TrimLeft(number, "0"); number == "" {
		return ""
	}
	return "cluster" + number
}

package ovh

import (
	"strings"
	"unicode"

	"vigie/internal/account"
	"vigie/internal/places"
)

const digits = "0123456789"

// zoneDatacenter reads the zone of a VPS, such as "Region OpenStack: os-gra1". Empty where it names no place. Of zones
// that are called after their country the campus is known, the building is not.
func zoneDatacenter(zone string) string {
	name := places.Normal(zone[strings.LastIndex(zone, ":")+1:])
	if c, ok := (places.Table{}).Campus(name); ok {
		if strings.HasPrefix(name, c.Code) || strings.Contains(name, "-") {
			return name
		}
		return c.Code
	}
	if strings.ContainsAny(name, " \t") || strings.TrimRight(name, digits) == name || strings.Trim(name, digits) == "" {
		return ""
	}
	return name
}

// regionPlace is where a snapshot of a VPS lies; empty where that is not told.
func regionPlace(region string) account.Place {
	if at := zoneDatacenter(region); at != "" {
		return account.Place{Provider: provider, Datacenter: at}
	}
	return account.Place{}
}

// storagePlace is where a backup storage stands. The API does not say, but its name does: ftpback-rbx7-618.ovh.net.
// Empty where the name tells nothing.
func storagePlace(name string) account.Place {
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if _, known := (places.Table{}).Campus(word); known {
			return account.Place{Provider: provider, Datacenter: places.Normal(word)}
		}
	}
	return account.Place{}
}

// numbered is cluster126 for every way of writing that number, whose format is not published: cluster126, cluster024,
// 126. What follows the number is not part of it.
func numbered(what, s string) string {
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
	return what + number
}

// hostName is what a shared machine is called in notices: ex5 of ex5.mail.ovh.net.
func hostName(name string) string {
	host, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(name)), ".")
	return host
}

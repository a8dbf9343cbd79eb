// Package places knows where OVHcloud's buildings are: which campus and city a datacenter, a region or a zone belongs
// to, and how its many spellings are one.
//
// The built-in table is what the API's schemas (/ip/campus, /dedicated/server) and the status pages of August 2026 list;
// the API's own answers go before it (see Table). It is a leaf: it may import nothing of vigie.
package places

import (
	"slices"
	"strings"
)

const digits = "0123456789"

// Campus is one site of buildings that stand together and may burn together.
type Campus struct {
	Code        string // sbg
	City        string // Strasbourg
	Country     string // FR, as in ISO 3166
	Lat, Lon    float64
	Datacenters []string // sbg1, normalised
}

// Normal unites the spellings of a datacenter or a region: GRA04, gra4 and "os-gra4" are gra4, EU-WEST-PAR is
// eu-west-par. Some numbers are padded with zeros in the API and not on the status pages.
func Normal(name string) string {
	name = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "os-")
	letters := strings.TrimRight(name, digits)
	number := strings.TrimLeft(name[len(letters):], "0")
	if letters == "" || number == "" {
		return name
	}
	return letters + number
}

// Table is what is known of places. The zero table knows what is built in. It is not changed after it was made.
type Table struct {
	campuses []Campus // asked before those built in
}

// New makes a table in which what the provider's API told goes before what is built in; fields that it did not tell are
// those built in.
func New(told []Campus) Table {
	t := Table{}
	for _, c := range told {
		if own, ok := (Table{}).Find(c.Code); ok {
			if c.City == "" {
				c.City = own.City
			}
			if c.Country == "" {
				c.Country = own.Country
			}
			if c.Lat == 0 && c.Lon == 0 {
				c.Lat, c.Lon = own.Lat, own.Lon
			}
		}
		t.campuses = append(t.campuses, c)
	}
	return t
}

// Find finds a campus by its code.
func (t Table) Find(code string) (Campus, bool) {
	for _, list := range [][]Campus{t.campuses, builtIn} {
		if i := slices.IndexFunc(list, func(c Campus) bool { return c.Code == code }); i >= 0 {
			return list[i], true
		}
	}
	return Campus{}, false
}

// Campus finds the campus of a datacenter (gra04), a region (eu-west-gra, GRA11, os-uk2, DE1), an availability zone
// (eu-west-par-a) or of a campus itself (SBG). False where nothing is known.
func (t Table) Campus(name string) (Campus, bool) {
	name = Normal(name)
	for _, list := range [][]Campus{t.campuses, builtIn} {
		if i := slices.IndexFunc(list, func(c Campus) bool { return slices.Contains(c.Datacenters, name) }); i >= 0 {
			return list[i], true
		}
	}
	letters := strings.TrimRight(name, digits)
	if code, ok := regions[letters]; ok {
		return t.Find(code)
	}
	if c, ok := t.Find(letters); ok {
		return c, ok
	}
	for label := range strings.SplitSeq(name, "-") {
		if code, ok := regions[label]; ok {
			return t.Find(code)
		}
		if c, ok := t.Find(label); ok {
			return c, ok
		}
	}
	return Campus{}, false
}

// Named finds the campus that a name alone stands for: its code (sbg), or the letters of its buildings or Public Cloud regions
// (cch, uk).
func Named(name string) (Campus, bool) {
	if code, ok := regions[name]; ok {
		name = code
	}
	return Table{}.Find(name)
}

// Building finds the building that is built in under a name or under its beginning, where it is the only one: IEB is ieb1,
// MR9 mr901. A campus is none, even where it has but one.
func Building(name string) (string, bool) {
	const least = 3 // letters that tell a building apart
	name = Normal(name)
	if _, campus := (Table{}).Find(name); campus || len(name) < least {
		return "", false
	}
	var found []string
	for _, c := range builtIn {
		for _, d := range c.Datacenters {
			if strings.HasPrefix(d, name) {
				found = append(found, d)
			}
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

// SameCampus tells whether two places stand on one campus; false where that is not known of both.
func (t Table) SameCampus(a, b string) bool {
	x, okX := t.Campus(a)
	y, okY := t.Campus(b)
	return okX && okY && x.Code == y.Code
}

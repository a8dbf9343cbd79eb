package cost

import "strings"

// monthFirst tells whether months stand before days: some second number of a date can only be a day, and no first one.
func (r rawOrders) monthFirst() bool {
	second := false
	for i := range r.lines {
		a, b, ok := firstTwo(r.lines[i].time)
		switch {
		case !ok:
		case a > 12:
			return false
		case b > 12:
			second = true
		}
	}
	return second
}

// dayOrMonth tells whether there are dates of which only the order of the file can tell the day.
func (r rawOrders) dayOrMonth() bool {
	for i := range r.lines {
		if a, b, ok := firstTwo(r.lines[i].time); ok && a <= 12 && b <= 12 && a != b {
			return true
		}
	}
	return false
}

// mark is what parts the decimals in the file: what those amounts say that leave no doubt. 0 where none does, or where
// they do not agree.
func (r rawOrders) mark() byte {
	var found byte
	for i := range r.lines {
		digits, _, _ := bare(r.lines[i].amount)
		switch m := decimalMark(digits); {
		case m == 0 || m == found:
		case found == 0:
			found = m
		default:
			return 0
		}
	}
	return found
}

// countries are the names of the markets that vigie's users sell to most, in English, French and Dutch.
var countries = map[string]string{
	"belgium": "BE", "belgique": "BE", "belgie": "BE", "france": "FR", "frankrijk": "FR", "netherlands": "NL", "thenetherlands": "NL", "paysbas": "NL",
	"nederland": "NL", "luxembourg": "LU", "luxemburg": "LU", "germany": "DE", "allemagne": "DE", "duitsland": "DE", "deutschland": "DE",
	"unitedkingdom": "GB", "royaumeuni": "GB", "verenigdkoninkrijk": "GB", "spain": "ES", "espagne": "ES", "spanje": "ES",
	"italy": "IT", "italie": "IT", "switzerland": "CH", "suisse": "CH", "zwitserland": "CH",
}

// countryCode is a country as two capitals where it can be told, otherwise as the file writes it.
func countryCode(s string) string {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return ""
	case strings.EqualFold(s, "uk"):
		return "GB"
	case len(s) == 2:
		return strings.ToUpper(s)
	}
	if code, ok := countries[plainName(s)]; ok {
		return code
	}
	return s
}

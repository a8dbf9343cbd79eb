package cost

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// scan reads a time from left to right.
type scan struct{ s string }

func (c *scan) end() bool { return c.s == "" }

// number reads digits, and says how many there were.
func (c *scan) number() (v, digits int) {
	for digits < len(c.s) && digits < 9 && c.s[digits] >= '0' && c.s[digits] <= '9' {
		v = v*10 + int(c.s[digits]-'0')
		digits++
	}
	c.s = c.s[digits:]
	return v, digits
}

func (c *scan) takesAny(set string) bool {
	if c.s == "" || strings.IndexByte(set, c.s[0]) < 0 {
		return false
	}
	c.s = c.s[1:]
	return true
}

// date reads 2021-03-10, 10/03/2021, 10.3.21, or 3/10/2021 where months come first.
func (c *scan) date(monthFirst bool) (y, m, d int, ok bool) {
	a, n := c.number()
	if n == 0 || !c.takesAny("-/.") {
		return 0, 0, 0, false
	}
	b, nb := c.number()
	if nb == 0 || nb > 2 || !c.takesAny("-/.") {
		return 0, 0, 0, false
	}
	last, nl := c.number()
	switch {
	case n == 4 && nl > 0 && nl <= 2:
		return a, b, last, true
	case n > 2 || nl != 4 && nl != 2:
		return 0, 0, 0, false
	case nl == 2:
		last += 2000
	}
	if monthFirst {
		a, b = b, a
	}
	return last, b, a, true
}

// between passes over what stands between a date and a time of day: T, spaces, a comma, a word such as à, om or at.
func (c *scan) between() {
	for c.s != "" {
		r, n := utf8.DecodeRuneInString(c.s)
		if !unicode.IsSpace(r) && r != ',' && !unicode.IsLetter(r) || r == utf8.RuneError {
			return
		}
		c.s = c.s[n:]
	}
}

// clock reads 10:15, 10:15:00.25, 10h15 or 4:05 PM.
func (c *scan) clock() (h, m, sec, nano int, ok bool) {
	h, n := c.number()
	if n == 0 || n > 2 || !c.takesAny(":hH.") {
		return 0, 0, 0, 0, false
	}
	if m, n = c.number(); n != 2 {
		return 0, 0, 0, 0, false
	}
	if c.takesAny(":") {
		if sec, n = c.number(); n != 2 {
			return 0, 0, 0, 0, false
		}
		if c.takesAny(".,") {
			if nano, n = c.number(); n == 0 {
				return 0, 0, 0, 0, false
			}
			for ; n < 9; n++ {
				nano *= 10
			}
			for c.s != "" && c.s[0] >= '0' && c.s[0] <= '9' { // finer than a nanosecond
				c.s = c.s[1:]
			}
		}
	}
	h, ok = c.half(h)
	return h, m, sec, nano, ok
}

// half reads AM or PM where it stands, and gives the hour of the day.
func (c *scan) half(h int) (int, bool) {
	rest := strings.TrimLeft(c.s, " \u00a0\u202f")
	if len(rest) < 2 || !strings.EqualFold(rest[:2], "am") && !strings.EqualFold(rest[:2], "pm") {
		return h, true
	}
	c.s = rest[2:]
	if h < 1 || h > 12 {
		return 0, false
	}
	h %= 12
	if rest[0] == 'p' || rest[0] == 'P' {
		h += 12
	}
	return h, true
}

// offset reads Z, UTC, +01:00, +0100 or +01; where nothing stands it is the zone given.
func (c *scan) offset(zone *time.Location) (*time.Location, bool) {
	c.s = strings.TrimLeft(c.s, " ")
	switch {
	case c.s == "":
		return zone, true
	case c.s == "Z" || c.s == "z" || c.s == "UTC" || c.s == "GMT":
		c.s = ""
		return time.UTC, true
	case c.s[0] != '+' && c.s[0] != '-':
		return nil, false
	}
	east := c.takesAny("+")
	if !east {
		c.takesAny("-")
	}
	h, n := c.number()
	m := 0
	switch {
	case n == 4:
		h, m = h/100, h%100
	case n == 2 && c.takesAny(":"):
		if m, n = c.number(); n != 2 {
			return nil, false
		}
	case n != 2:
		return nil, false
	}
	if h > 14 || m > 59 {
		return nil, false
	}
	seconds := h*3600 + m*60
	if !east {
		seconds = -seconds
	}
	if seconds == 0 {
		return time.UTC, true
	}
	return time.FixedZone("", seconds), true
}

package cost

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Mistakes in a time.
var (
	errNoTime   = errors.New("there is no time")
	errDateOnly = errors.New("there is a date, but no time of day: the hours cannot be told apart")
)

// moments reads times in one file: those that say their offset, and others by the clock of a zone.
type moments struct {
	zone       *time.Location
	monthFirst bool // 03/10/2021 is in March
}

// parse reads 2021-03-10T10:15:00+01:00, 2021-03-10 10:15, 10/03/2021 10:15:00, 10-03-2021 10h15, 3/10/2021 4:05 PM, and
// seconds or milliseconds since 1970.
func (m moments) parse(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, errNoTime
	}
	if t, ok := sinceEpoch(s); ok {
		return t, nil
	}
	c := scan{s: s}
	y, mon, d, ok := c.date(m.monthFirst)
	if !ok || !realDate(y, mon, d) {
		return time.Time{}, fmt.Errorf("%s is no time", shown(s))
	}
	if c.between(); c.end() {
		return time.Time{}, errDateOnly
	}
	h, minute, sec, nano, ok := c.clock()
	if !ok || h > 23 || minute > 59 || sec > 59 {
		return time.Time{}, fmt.Errorf("%s is no time", shown(s))
	}
	zone, ok := c.offset(m.zone)
	if !ok || !c.end() {
		return time.Time{}, fmt.Errorf("%s is no time", shown(s))
	}
	return time.Date(y, time.Month(mon), d, h, minute, sec, nano, zone), nil
}

func realDate(y, m, d int) bool {
	return y >= 1990 && y < 2200 && m >= 1 && m <= 12 && d >= 1 && d <= time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// sinceEpoch reads seconds (ten digits) or milliseconds (thirteen).
func sinceEpoch(s string) (time.Time, bool) {
	if len(s) != 10 && len(s) != 13 {
		return time.Time{}, false
	}
	var n int64
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return time.Time{}, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	if len(s) == 10 {
		return time.Unix(n, 0), true
	}
	return time.UnixMilli(n), true
}

// firstTwo are the first numbers of a date that does not begin with the year, for telling days from months.
func firstTwo(s string) (a, b int, ok bool) {
	c := scan{s: strings.TrimSpace(s)}
	a, n := c.number()
	if n == 0 || n > 2 || !c.takesAny("/-.") {
		return 0, 0, false
	}
	b, n = c.number()
	return a, b, n > 0 && n <= 2 && c.takesAny("/-.")
}

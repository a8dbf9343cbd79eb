package feed

import (
	"regexp"
	"strings"
	"time"
)

var markup = regexp.MustCompile(`<[^<>]*>`)

// span reads the time of a notice in a history, "Aug 22, 06:46 - 06:54 UTC" or "Aug 22, 06:46 UTC", with markup in it
// and without a year: month is the one under which it stands. A notice without an end goes on. A time that cannot be
// read, or whose zone is not known, is zero.
func span(stamp string, month time.Time) (from, to time.Time) {
	s := strings.TrimSpace(markup.ReplaceAllString(stamp, ""))
	first, last, ended := strings.Cut(s, " - ")
	zone := s[strings.LastIndexByte(s, ' ')+1:]
	from = moment(strings.TrimSuffix(first, " "+zone), zone, month)
	if !ended {
		return from, time.Time{}
	}
	day, _, _ := strings.Cut(first, ",")
	last = strings.TrimSuffix(last, " "+zone)
	if !strings.Contains(last, ",") {
		last = day + ", " + last
	}
	if to = moment(last, zone, month); to.IsZero() || to.Before(from) {
		to = latest(from, month) // that it has ended is known, if not when
	}
	return from, to
}

// moment reads "Aug 22, 06:46" in the year in which it is nearest to a time of which the year is known; zero where it is
// no such time.
func moment(s, zone string, near time.Time) time.Time {
	offset, known := offsets()[zone]
	if !known {
		return time.Time{}
	}
	t, err := time.ParseInLocation("2006 Jan 2, 15:04", "2000 "+s, time.FixedZone(zone, offset*3600)) // a leap year
	if err != nil {
		return time.Time{}
	}
	best := time.Time{}
	for year := near.Year() - 1; year <= near.Year()+1; year++ {
		x := time.Date(year, t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, t.Location())
		if best.IsZero() || x.Sub(near).Abs() < best.Sub(near).Abs() {
			best = x
		}
	}
	return best.UTC()
}

// offsets are the hours east of Greenwich of zones that status pages write their times in.
func offsets() map[string]int {
	return map[string]int{
		"UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
		"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
	}
}

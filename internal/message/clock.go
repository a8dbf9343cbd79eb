package message

import (
	"fmt"
	"time"
)

// nbsp keeps a number and its unit on one line, as French typography wants it.
const nbsp = "\u00a0"

// hour is a time of day as a language writes it: 14:00, 14 h 00, 14.00 uur.
func hour(language string, t time.Time) string {
	switch language {
	case "fr":
		return fmt.Sprintf("%d%sh%s%02d", t.Hour(), nbsp, nbsp, t.Minute())
	case "nl":
		return fmt.Sprintf("%02d.%02d%suur", t.Hour(), t.Minute(), nbsp)
	}
	return t.Format("15:04")
}

// months by language, from January.
func months(language string) []string {
	switch language {
	case "fr":
		return []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	case "nl":
		return []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	}
	return []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
}

// day is a date as a language writes it; French counts the first of a month.
func day(language string, t time.Time) string {
	n := fmt.Sprint(t.Day())
	if language == "fr" && t.Day() == 1 {
		n = "1er"
	}
	return fmt.Sprintf("%s %s %d", n, months(language)[t.Month()-1], t.Year())
}

// moment is a date and a time of day, with its zone.
func moment(language string, t time.Time) string {
	at := map[string]string{"fr": " à ", "nl": " om "}[language]
	if at == "" {
		at = ", "
	}
	return day(language, t) + at + hour(language, t) + " (" + t.Format("MST") + ")"
}

// next is when the next word should come: two hours on while an outage is new, and twice a day after the first; always at
// a round time, so that it can be kept.
func next(opened, now time.Time) time.Time {
	if now.Sub(opened) < 24*time.Hour {
		const step = 30 * time.Minute
		t := now.Add(2 * time.Hour)
		round := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute()/30*30, 0, 0, t.Location())
		if round.Before(t) {
			round = round.Add(step)
		}
		return round
	}
	for _, h := range []int{9, 17} {
		t := time.Date(now.Year(), now.Month(), now.Day(), h, 0, 0, 0, now.Location())
		if t.Sub(now) >= time.Hour {
			return t
		}
	}
	return time.Date(now.Year(), now.Month(), now.Day()+1, 9, 0, 0, 0, now.Location())
}

package cost

import (
	"fmt"
	"strconv"
	"strings"
)

// HoursError is a mistake in opening hours: what is wrong, where, and what was perhaps meant.
type HoursError struct {
	Text    string // the offending part; may be empty
	At      int    // its first character, from 1
	Problem string // what is wrong, in words that follow the text
	Nearest string // the nearest right spelling; empty where none is near
}

func (e *HoursError) Error() string {
	s := fmt.Sprintf("opening hours, character %d: ", e.At)
	if e.Text != "" {
		s += strconv.Quote(e.Text) + " "
	}
	s += e.Problem
	if e.Nearest != "" {
		s += fmt.Sprintf(": did you mean %q?", e.Nearest)
	}
	return s
}

// dayNames are the days as OpenStreetMap writes them, by time.Weekday.
var dayNames = map[string]int{"Su": 0, "Mo": 1, "Tu": 2, "We": 3, "Th": 4, "Fr": 5, "Sa": 6}

// otherDays are the days as people write them in English, French and Dutch, Monday first: the beginnings that are enough.
var otherDays = [7][]string{
	{"mo", "lu", "maa"},
	{"tu", "mar", "di"}, // also dimanche, which is asked first
	{"we", "me", "wo"},
	{"th", "je", "do"},
	{"fr", "ve", "vr"},
	{"sa", "za"},
	{"su", "dim", "zo"},
}

var dayOrder = [7]string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}

// nearestDay is the day that a word means in one of the languages; of the beginnings that fit, the longest decides.
// "Ma" is Tuesday in French and Monday in Dutch, so nothing is near.
func nearestDay(word string) string {
	word = strings.ToLower(word)
	best, length := "", 0
	for i, beginnings := range otherDays {
		for _, b := range beginnings {
			if len(b) > length && strings.HasPrefix(word, b) {
				best, length = dayOrder[i], len(b)
			}
		}
	}
	return best
}

// nearestClock is a time of day that was meant by 8:00, 8h30, 22.00, 8h or 8.
func nearestClock(word string) string {
	if h, m, ok := hourAndMinute(word); ok {
		return fmt.Sprintf("%02d:%02d", h, m)
	}
	return ""
}

// hourAndMinute reads a time of day up to 24:00 in many spellings.
func hourAndMinute(word string) (h, m int, ok bool) {
	i := 0
	for i < len(word) && i < 2 && word[i] >= '0' && word[i] <= '9' {
		h = h*10 + int(word[i]-'0')
		i++
	}
	rest := strings.TrimLeft(word[i:], ":.hHu")
	if i == 0 || len(word)-i-len(rest) > 1 {
		return 0, 0, false
	}
	if rest != "" {
		if len(rest) != 2 {
			return 0, 0, false
		}
		n, err := strconv.ParseUint(rest, 10, 8)
		if err != nil || n > 59 {
			return 0, 0, false
		}
		m = int(n)
	}
	return h, m, h*60+m <= 24*60
}

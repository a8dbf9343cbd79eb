// Package words writes things into the sentences and the evidence of a result: how long something took, and no more of
// what somebody else has said than anybody wants to read.
//
// It knows nothing of what is asked or how, and imports nothing of vigie.
package words

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Seconds writes a duration as a person says it: 10 s, 1.5 s, 250 ms.
func Seconds(d time.Duration) string {
	switch d = d.Round(time.Millisecond); {
	case d >= 10*time.Second:
		return fmt.Sprintf("%d s", d.Round(time.Second)/time.Second)
	case d >= time.Second:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", d.Seconds()), ".0") + " s"
	default:
		return fmt.Sprintf("%d ms", d/time.Millisecond)
	}
}

// Cut is the beginning of a text, of at most so many bytes, cut between two characters.
func Cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// First is the beginning of what somebody else has said, as it stands in a sentence: at most 60 characters, and … where
// there is more.
func First(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// InJSON is a text as JSON writes it, without its quotes.
func InJSON(t string) string {
	b, err := json.Marshal(t)
	if err != nil {
		return t
	}
	return string(b[1 : len(b)-1])
}

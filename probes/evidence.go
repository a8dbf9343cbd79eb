package probes

import (
	"fmt"

	"vigie/internal/result"
	"vigie/probes/words"
)

const (
	keep    = 4096     // of each piece of evidence, in bytes
	keepAll = 9 * 1024 // of all the evidence of one result, in bytes
)

// clip cuts a text to what is kept of it, between two characters.
func clip(s string) string { return words.Cut(s, keep) }

// bounded cuts a list of evidence to what one result may hold: thousands of results are kept.
func bounded(list []result.Evidence) []result.Evidence {
	left := keepAll
	for i := range list {
		list[i].Text = words.Cut(clip(list[i].Text), left)
		left -= len(list[i].Text)
	}
	return list
}

// note is something to know beside the result itself.
func note(format string, args ...any) result.Evidence {
	return result.Evidence{Name: "note", Text: fmt.Sprintf(format, args...)}
}

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

// sharedOut cuts a list of evidence to the room that there is beside what is kept already, shared between its pieces: what
// one of them does not need is left to those after it.
func sharedOut(list, kept []result.Evidence) []result.Evidence {
	left := keepAll
	for _, e := range kept {
		left -= len(e.Text)
	}
	for i := range list {
		list[i].Text = words.Cut(list[i].Text, max(0, left)/(len(list)-i))
		left -= len(list[i].Text)
	}
	return list
}

// note is something to know beside the result itself.
func note(format string, args ...any) result.Evidence {
	return result.Evidence{Name: "note", Text: fmt.Sprintf(format, args...)}
}

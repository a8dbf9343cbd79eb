package yamlread

import (
	"fmt"
	"strings"
)

// DidYouMean is a question that offers the nearest of some words, or nothing where none is near. Of several that are as
// near, it is the first of the alphabet.
func DidYouMean(word string, words []string) string {
	best, distance := "", max(2, len(word)/3)+1
	for _, w := range words {
		d := edits(strings.ToLower(word), strings.ToLower(w))
		if d >= max(len(w), len(word)) { // what has nothing in common is not near
			continue
		}
		if d < distance || d == distance && w < best {
			best, distance = w, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %q?", best)
}

// edits is the Levenshtein distance, with neighbours swapped counted once.
func edits(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

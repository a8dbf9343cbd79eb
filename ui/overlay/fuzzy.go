package overlay

import (
	"cmp"
	"slices"
	"strings"
)

// rank is the entries that hold the letters of query in their order, the best first. An empty query keeps all.
func rank(entries []Entry, query string) []Entry {
	type scored struct {
		Entry
		score int
	}
	var found []scored
	for _, e := range entries {
		if s, ok := score(e.Help+" "+e.Group, query); ok {
			found = append(found, scored{e, s})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	out := make([]Entry, len(found))
	for i, f := range found {
		out[i] = f.Entry
	}
	return out
}

// score rates how well the letters of query stand in s: letters that follow each other and beginnings of words count.
func score(s, query string) (int, bool) {
	s, total, before := strings.ToLower(s), 0, -2
	for _, r := range strings.ToLower(strings.ReplaceAll(query, " ", "")) {
		at := strings.IndexRune(s[max(before+1, 0):], r)
		if at < 0 {
			return 0, false
		}
		at += max(before+1, 0)
		switch {
		case at == before+1:
			total += 4
		case at == 0 || s[at-1] == ' ':
			total += 3
		default:
			total -= min(at-before, 5)
		}
		before = at
	}
	return total, true
}

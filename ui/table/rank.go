package table

import (
	"cmp"
	"slices"
)

// ranking is rows in order, as positions in the list in which they were given.
type ranking[T any] struct {
	rows  []*T
	at    []int32
	order int // the way in which they are sorted
}

// rank puts rows in order; among equals, the one given first comes first. Rows are never changed, so that those that
// are in the place where they were the last time are in order among each other already: only the others are sorted,
// and both are merged. One changed row of ten thousand then costs a walk, not a sort.
func (r *ranking[T]) rank(rows []*T, order int, compare func(a, b *T) int) {
	before := func(i, j int32) int { return cmp.Or(compare(rows[i], rows[j]), cmp.Compare(i, j)) }
	if order != r.order || len(rows) != len(r.at) {
		r.order, r.rows = order, make([]*T, len(rows)) // none is what it was
		r.at = make([]int32, len(rows))
		for i := range r.at {
			r.at[i] = int32(i)
		}
	}
	same := r.at[:0]
	var others []int32
	for _, i := range r.at {
		if rows[i] == r.rows[i] {
			same = append(same, i)
		} else {
			others = append(others, i)
		}
	}
	slices.SortFunc(others, before)
	merge(r.at, len(same), others, before)
	r.rows = rows
}

// merge merges the first n of all, which are in order, and others, which are too, into all. It begins at the end,
// where there is room.
func merge(all []int32, n int, others []int32, before func(i, j int32) int) {
	m := len(others)
	for to := len(all) - 1; m > 0; to-- {
		if n > 0 && before(all[n-1], others[m-1]) > 0 {
			n--
			all[to] = all[n]
		} else {
			m--
			all[to] = others[m]
		}
	}
}

package watch

import (
	"container/heap"
	"hash/fnv"
	"time"
)

// agenda holds what is to be asked, the soonest first. What is being asked is not in it,
// so that nothing is ever asked twice at once.
type agenda struct{ items items }

type item struct {
	due   time.Time
	order int // position in the configuration, to break ties the same way every time
	index int // in the heap; -1 while not in it
	what  any // *check or *source
}

func (a *agenda) put(it *item, due time.Time) {
	it.due = due
	if it.index >= 0 {
		heap.Fix(&a.items, it.index)
		return
	}
	heap.Push(&a.items, it)
}

// next is the soonest moment at which something is due.
func (a *agenda) next() (time.Time, bool) {
	if len(a.items) == 0 {
		return time.Time{}, false
	}
	return a.items[0].due, true
}

// take removes and returns the soonest item that is due at now, or nil.
func (a *agenda) take(now time.Time) *item {
	if len(a.items) == 0 || a.items[0].due.After(now) {
		return nil
	}
	it, _ := heap.Pop(&a.items).(*item)
	return it
}

// grid is how coarsely moments are rounded, so that threads wake together and sleep long.
const grid = 250 * time.Millisecond

// phase spreads the checks of one interval over it, the same way at every start: by a hash of the name.
func phase(id string, every time.Duration) time.Duration {
	if every <= grid {
		return 0
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))    // a hash never fails
	slots := uint32(every / grid) //nolint:gosec // positive, and far below 2^32: a grid slot is a quarter of a second
	return time.Duration(h.Sum32()%slots) * grid
}

// following is the first moment after t that belongs to the rhythm of a check: missed ones are not made up for.
func following(t, start time.Time, every, phase time.Duration) time.Time {
	first := start.Add(phase)
	if t.Before(first) {
		return first
	}
	missed := t.Sub(first) / every
	return first.Add((missed + 1) * every)
}

type items []*item

func (h items) Len() int { return len(h) }
func (h items) Less(i, j int) bool {
	if h[i].due.Equal(h[j].due) {
		return h[i].order < h[j].order
	}
	return h[i].due.Before(h[j].due)
}

func (h items) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

func (h *items) Push(x any) {
	it, _ := x.(*item)
	it.index = len(*h)
	*h = append(*h, it)
}

func (h *items) Pop() any {
	old := *h
	it := old[len(old)-1]
	old[len(old)-1] = nil
	it.index = -1
	*h = old[:len(old)-1]
	return it
}

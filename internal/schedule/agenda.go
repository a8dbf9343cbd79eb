// Package schedule says when something is due: an agenda, and a rhythm that spreads what has the same interval.
//
// It is a leaf: it imports nothing of vigie, has no clock and starts no goroutine.
package schedule

import (
	"container/heap"
	"time"
)

// Agenda holds what is to be done, the soonest first. What has been taken is not in it any more, so that nothing is
// ever done twice at once. It is for one goroutine.
type Agenda[T any] struct{ items items[T] }

// Item is something that can be on an agenda; the zero value is on none.
type Item[T any] struct {
	Due   time.Time
	Order int // breaks ties the same way every time
	What  T
	place int // in the heap, from 1; 0 while it is not in it
}

// Waiting tells whether an item is on the agenda.
func (it *Item[T]) Waiting() bool { return it.place > 0 }

// Put puts an item on the agenda, or moves it to another moment.
func (a *Agenda[T]) Put(it *Item[T], due time.Time) {
	it.Due = due
	if it.place > 0 {
		heap.Fix(&a.items, it.place-1)
		return
	}
	heap.Push(&a.items, it)
}

// Drop takes an item off the agenda, if it is on it.
func (a *Agenda[T]) Drop(it *Item[T]) {
	if it.place > 0 {
		heap.Remove(&a.items, it.place-1)
	}
}

// Next is the soonest moment at which something is due.
func (a *Agenda[T]) Next() (time.Time, bool) {
	if len(a.items) == 0 {
		return time.Time{}, false
	}
	return a.items[0].Due, true
}

// Take removes and returns the soonest item that is due at now, or nil.
func (a *Agenda[T]) Take(now time.Time) *Item[T] {
	if len(a.items) == 0 || a.items[0].Due.After(now) {
		return nil
	}
	it, _ := heap.Pop(&a.items).(*Item[T])
	return it
}

type items[T any] []*Item[T]

func (h items[T]) Len() int { return len(h) }

func (h items[T]) Less(i, j int) bool {
	if h[i].Due.Equal(h[j].Due) {
		return h[i].Order < h[j].Order
	}
	return h[i].Due.Before(h[j].Due)
}

func (h items[T]) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = i+1, j+1
}

func (h *items[T]) Push(x any) {
	it, _ := x.(*Item[T])
	*h = append(*h, it)
	it.place = len(*h)
}

func (h *items[T]) Pop() any {
	old := *h
	it := old[len(old)-1]
	old[len(old)-1] = nil
	it.place = 0
	*h = old[:len(old)-1]
	return it
}

package report

import (
	"container/heap"
	"iter"

	"vigie/internal/result"
)

// Merge lays the results of several sites, each in the order of its time, into one order.
func Merge(sites []iter.Seq2[result.Result, error]) iter.Seq2[result.Result, error] {
	return func(yield func(result.Result, error) bool) {
		var q queue
		defer func() {
			for _, s := range q {
				s.stop()
			}
		}()
		for n, seq := range sites {
			next, stop := iter.Pull2(seq)
			s := &stream{next: next, stop: stop, order: n}
			if s.advance() {
				q = append(q, s)
			} else {
				stop()
			}
		}
		heap.Init(&q)
		for len(q) > 0 {
			s := q[0]
			if !yield(s.now, s.err) || s.err != nil {
				return
			}
			if s.advance() {
				heap.Fix(&q, 0)
				continue
			}
			s.stop()
			heap.Pop(&q)
		}
	}
}

type stream struct {
	next  func() (result.Result, error, bool)
	stop  func()
	now   result.Result
	err   error
	order int // breaks ties the same way every time
}

func (s *stream) advance() bool {
	var ok bool
	s.now, s.err, ok = s.next()
	return ok
}

type queue []*stream

func (q queue) Len() int { return len(q) }

func (q queue) Less(i, j int) bool {
	if q[i].now.Time.Equal(q[j].now.Time) {
		return q[i].order < q[j].order
	}
	return q[i].now.Time.Before(q[j].now.Time)
}

func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

func (q *queue) Push(x any) {
	s, _ := x.(*stream)
	*q = append(*q, s)
}

func (q *queue) Pop() any {
	old := *q
	s := old[len(old)-1]
	*q = old[:len(old)-1]
	return s
}

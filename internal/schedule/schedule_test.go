package schedule

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var t0 = time.Date(2021, 3, 10, 0, 30, 7, 123e6, time.UTC)

func at(s float64) time.Time { return t0.Add(time.Duration(s * float64(time.Second))) }

func TestAnAgendaGivesTheSoonestFirst(t *testing.T) {
	var a Agenda[int]
	var items []*Item[int]
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 500 {
		it := &Item[int]{What: i, Order: i}
		items = append(items, it)
		a.Put(it, at(float64(r.IntN(50))))
	}
	for _, it := range items[:100] {
		a.Put(it, at(float64(r.IntN(50)))) // moved
	}
	for _, it := range items[100:150] {
		a.Drop(it)
		a.Drop(it) // a second time does nothing
	}
	var taken []*Item[int]
	for now := -1; now < 60; now++ {
		for it := a.Take(at(float64(now))); it != nil; it = a.Take(at(float64(now))) {
			if it.Waiting() {
				t.Fatal("what was taken is still on the agenda")
			}
			taken = append(taken, it)
		}
		if next, ok := a.Next(); ok && !next.After(at(float64(now))) {
			t.Fatalf("something due at %v was left at %v", next, now)
		}
	}
	if len(taken) != 450 {
		t.Fatalf("%d of 450 were taken", len(taken))
	}
	if !slices.IsSortedFunc(taken, func(x, y *Item[int]) int {
		if c := x.Due.Compare(y.Due); c != 0 {
			return c
		}
		return x.Order - y.Order
	}) {
		t.Error("they were not taken in order")
	}
}

func TestARhythmMakesUpForNothing(t *testing.T) {
	r := NewRhythm("Shop", 30*time.Second, t0)
	first := r.After(t0)
	if d := first.Sub(t0); d <= 0 || d > 30*time.Second {
		t.Fatalf("first due after %v", d)
	}
	if got := r.After(first); got.Sub(first) != 30*time.Second {
		t.Errorf("then after %v", got.Sub(first))
	}
	if got := r.After(first.Add(100 * time.Second)); got.Sub(first) != 120*time.Second {
		t.Errorf("after a long silence it is due %v later, want the next of its moments", got.Sub(first))
	}
	if got := r.After(first.Add(-time.Hour)); !got.After(first.Add(-time.Hour)) || first.Add(-time.Hour).Add(30*time.Second).Before(got) {
		t.Errorf("an hour before, the next moment is %v", got)
	}
}

// After a restart everything is due when it would have been due anyway.
func TestARhythmHangsOnTheClockOfTheDay(t *testing.T) {
	for _, every := range []time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 7 * time.Minute, 24 * time.Hour} {
		early := NewRhythm("Shop", every, t0)
		late := NewRhythm("Shop", every, t0.Add(12345678*time.Millisecond))
		when := t0.Add(48 * time.Hour)
		if x, y := early.After(when), late.After(when); !x.Equal(y) {
			t.Errorf("every %v: due at %v, and after a restart at %v", every, x, y)
		}
	}
}

func TestThingsOfOneIntervalAreSpreadEvenly(t *testing.T) {
	const n, every = 1000, 10 * time.Second
	slots := make(map[time.Duration]int)
	for i := range n {
		p := Phase(fmt.Sprintf("site %04d http http://site%04d.example/", i, i), every)
		if p < 0 || p >= every || p%Grid != 0 {
			t.Fatalf("phase %v", p)
		}
		slots[p]++
	}
	most := 0
	for _, k := range slots {
		most = max(most, k)
	}
	if len(slots) != 40 || most > 50 { // 25 on average; a fair hash leaves the fullest below twice that
		t.Errorf("%d of 40 slots are used, the fullest by %d", len(slots), most)
	}
	if Phase("a", Grid) != 0 || Phase("a", 0) != 0 {
		t.Error("within one slot there is nothing to spread")
	}
}

func TestALargeEstateDoesNotBeginWithABurst(t *testing.T) {
	for n, want := range map[int]time.Duration{1: 0, 20: 0, 1000: 8 * time.Second, 10000: 80 * time.Second} {
		if got := Spread(n); got != want {
			t.Errorf("%d things are spread over %v, want %v", n, got, want)
		}
	}
}

func FuzzRhythm(f *testing.F) {
	f.Add("Shop", int64(30e9), int64(1615336207e9), int64(5e9))
	f.Add("", int64(0), int64(-5), int64(-1))
	f.Fuzz(func(t *testing.T, id string, every, now, later int64) {
		start := time.Unix(0, now%4e18)
		r := NewRhythm(id, time.Duration(every%1e18), start)
		after := start.Add(time.Duration(later % 1e18))
		next := r.After(after)
		if !next.After(after) || next.Sub(after) > r.Every() {
			t.Errorf("after %v comes %v, with an interval of %v", after, next, r.Every())
		}
	})
}

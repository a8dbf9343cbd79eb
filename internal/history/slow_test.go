package history

import (
	"context"
	"testing"
	"time"

	"vigie/internal/result"
)

// The figures of a sentence are kept beside the times of the phases, and must not be taken for them.
func TestASlowAnswerIsAsSlowInWhatItAddsUpTo(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	s.Register([]Series{shop})
	for range 60 {
		r := good(c.now)
		r.State, r.Failure, r.Reason = result.Degraded, result.Slow, "answered after 3.13 s, wanted under 2 s"
		r.Phases.FirstByte = ms(3084)
		r.Total = sum(r.Phases)
		s.Add(r, shop.ID)
		c.now = c.now.Add(time.Minute)
	}
	want := sum(result.Phases{DNS: ms(3.1), Connect: ms(12.4), TLS: ms(25.75), FirstByte: ms(3084), Transfer: ms(4.2)})
	near := func(d time.Duration) bool { return (d - want).Abs() < want/50 }
	look := func(when string) {
		t.Helper()
		p, err := s.Percentiles(context.Background(), t0, t0.Add(time.Hour), "Shop")
		if x := p["Shop"]; err != nil || !near(x.P50) || !near(x.P99) {
			t.Errorf("%s: %+v, %v", when, x, err)
		}
		list, err := s.Points(context.Background(), "Shop", t0, t0.Add(time.Hour), 5*time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range list {
			if !near(x.Mean) || !near(x.Least) || !near(x.Most) {
				t.Errorf("%s: %+v", when, x)
			}
		}
	}
	look("before it is sealed")
	turnOver(s, c, 120)
	if count(t, s, "hour") != 1 {
		t.Fatal("it is not sealed")
	}
	look("afterwards")
}

func TestPercentilesOfLessThanADayAreOfThatTimeAlone(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	s.Register([]Series{shop})
	for i := range 3 * 60 { // every minute slower by 10 ms
		r := good(c.now)
		r.Phases = result.Phases{DNS: -1, Connect: -1, TLS: -1, FirstByte: time.Duration(i+1) * 10 * time.Millisecond, Transfer: 0}
		r.Total = sum(r.Phases)
		s.Add(r, shop.ID)
		c.now = c.now.Add(time.Minute)
		s.step()
	}
	look := func(from, to, answers int, p50 time.Duration) {
		t.Helper()
		at := func(minute int) time.Time { return t0.Add(time.Duration(minute) * time.Minute) }
		m, err := s.Percentiles(context.Background(), at(from), at(to), "Shop")
		if p := m["Shop"]; err != nil || p.Answers != answers || (p.P50-p50).Abs() > p50/50 {
			t.Errorf("from %d to %d min: %+v, %v", from, to, p, err)
		}
	}
	both := func() {
		t.Helper()
		look(170, 180, 10, 1750*time.Millisecond)  // within one hour
		look(110, 130, 20, 1200*time.Millisecond)  // over the end of one
		look(30, 150, 120, 900*time.Millisecond)   // with a whole one between
		look(60, 120, 60, 900*time.Millisecond)    // one to the minute
		look(-1000, 10, 10, 50*time.Millisecond)   // from before the beginning
		look(170, 1000, 10, 1750*time.Millisecond) // to after the end
	}
	both()
	c.now = c.now.Add(2 * time.Hour)
	turnOver(s, c, 120)
	if n := count(t, s, "hour"); n != 3 {
		t.Fatalf("%d hours are sealed", n)
	}
	both()
	if _, err := s.disk.exec("DELETE FROM chunk"); err != nil {
		t.Fatal(err)
	}
	look(110, 130, 120, 1200*time.Millisecond) // only whole hours are left
}

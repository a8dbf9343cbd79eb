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

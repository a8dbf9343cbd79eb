package history

import (
	"context"
	"testing"
	"time"

	"vigie/internal/result"
)

// aDay is a day of 10,000 sites, asked every minute.
func aDay(b *testing.B) (*Store, *simulated, []Series) {
	b.Helper()
	s, c := openSimulated(b, b.TempDir(), t0)
	list := sites(10_000)
	s.Register(list)
	load(b, s, c, list, t0, time.Minute, day)
	return s, c, list
}

func BenchmarkQueries(b *testing.B) {
	s, c, list := aDay(b)
	ctx := context.Background()
	to := c.Now()
	target := func(b *testing.B, most time.Duration) {
		b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms")
		b.ReportMetric(float64(most.Milliseconds()), "target-ms")
		b.ReportMetric(0, "ns/op")
	}
	b.Run("24h of a site in 5-minute points", func(b *testing.B) {
		i := 0
		for b.Loop() {
			points, err := s.Points(ctx, list[i*37%len(list)].Site, to.Add(-day), to, 5*time.Minute)
			if err != nil || len(points) != 288 || points[100].Answers+points[100].Failures != 5 {
				b.Fatal(err, points[100])
			}
			i++
		}
		target(b, 5*time.Millisecond)
	})
	b.Run("percentiles of 10,000 sites over 24h", func(b *testing.B) {
		for b.Loop() {
			p, err := s.Percentiles(ctx, to.Add(-day), to)
			if err != nil || len(p) != len(list) {
				b.Fatal(err, len(p))
			}
		}
		target(b, 500*time.Millisecond)
	})
	b.Run("all that is shown of a site", func(b *testing.B) {
		i := 0
		for b.Loop() {
			if _, err := s.Past(ctx, list[i*37%len(list)].Site, to, time.UTC); err != nil {
				b.Fatal(err)
			}
			i++
		}
		target(b, 50*time.Millisecond)
	})
	b.Run("the newest result of a site", func(b *testing.B) {
		for b.Loop() {
			for _, err := range s.Results(ctx, Query{Site: list[4711].Site, Newest: true}) {
				if err != nil {
					b.Fatal(err)
				}
				break
			}
		}
		target(b, 5*time.Millisecond)
	})
	b.Run("24h of results of a site", func(b *testing.B) {
		for b.Loop() {
			n := 0
			for _, err := range s.Results(ctx, Query{Site: list[4711].Site, From: to.Add(-day)}) {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n < 1439 {
				b.Fatal(n)
			}
		}
		target(b, 50*time.Millisecond)
	})
}

func BenchmarkUptimeOf10000SitesOver30Days(b *testing.B) {
	s, c := openSimulated(b, b.TempDir(), t0)
	list := sites(10_000)
	s.Register(list)
	from := t0.Add(-40 * day)
	s.began = from
	for i, x := range list {
		for k := range 20 { // an outage every four days
			at := from.Add(time.Duration(k)*2*day + time.Duration(i)*time.Second)
			st := result.Up
			if k%2 == 1 {
				st = result.Down
			}
			s.Turn(x.Site, at, st, "", "")
		}
		if i%100 == 99 {
			drainTurns(s)
		}
	}
	drainTurns(s)
	for b.Loop() {
		u, err := s.Uptime(context.Background(), c.Now().Add(-30*day), c.Now())
		if err != nil || len(u) != len(list) || u[list[0].Site].Of < 0.4 {
			b.Fatal(err, len(u), u[list[0].Site])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms")
	b.ReportMetric(500, "target-ms")
	b.ReportMetric(0, "ns/op")
}

func drainTurns(s *Store) {
	for {
		s.mu.Lock()
		left := len(s.waiting.turns)
		s.mu.Unlock()
		if left == 0 {
			return
		}
		s.hurry()
		time.Sleep(time.Millisecond)
	}
}

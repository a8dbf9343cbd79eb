package history

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"
)

// The sizes that take minutes to grow: VIGIE_HISTORY_SIZES=1 go test -bench Size -benchtime 1x ./internal/history
//
// The writer is turned by the benchmark, every so many simulated seconds, so that hours are sealed and what is old is
// dropped as they are in a real year.

func sizes(b *testing.B) {
	b.Helper()
	if os.Getenv("VIGIE_HISTORY_SIZES") == "" {
		b.Skip("it takes minutes; VIGIE_HISTORY_SIZES=1 runs it")
	}
}

// grow lets a history grow for some time, and gives its size in bytes when all that is over is sealed.
func grow(b *testing.B, n int, every, d, step time.Duration) (bytes, results int64) {
	b.Helper()
	dir := b.TempDir()
	s, c := openSimulated(b, dir, t0, func(o *Options) { o.Every, o.byHand = time.Hour, true })
	list := sites(n)
	s.Register(list)
	began := time.Now()
	for at := t0; at.Before(t0.Add(d)); at = at.Add(step) {
		results += int64(generate(s, c, list, at, every, step))
		s.step()
	}
	if k := s.Keeping(); k.Lost > 0 || k.Error != "" {
		b.Fatalf("%+v", k)
	}
	b.ReportMetric(float64(results)/time.Since(began).Seconds(), "results/s")
	for range 5000 {
		c.ms.Add(1000)
		s.step()
	}
	for _, t := range []string{"chunk", "minute", "hour", "evidence", "journal"} {
		size, err := single(context.Background(), s.disk.readers, "SELECT sum(length(data)) FROM "+t, 0)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(size)/1e6, t+"-MB")
	}
	b.ReportMetric(float64(count(b, s, "turn")), "turns")
	return fileSize(b, s), results
}

func BenchmarkSizeOf48HoursOf10000Sites(b *testing.B) {
	sizes(b)
	for b.Loop() {
		size, n := grow(b, 10_000, 30*time.Second, 48*time.Hour, 30*time.Second)
		b.ReportMetric(float64(size)/(1<<20), "MiB")
		b.ReportMetric(float64(n)/1e6, "million-results")
		b.ReportMetric(1024, "target-MiB")
		b.ReportMetric(0, "ns/op")
	}
}

// BenchmarkSizeOfAYear grows a year of 96 sites, six full blocks, and reckons for 1,000; VIGIE_HISTORY_SIZES=1000 grows
// them all.
func BenchmarkSizeOfAYear(b *testing.B) {
	sizes(b)
	n, _ := strconv.Atoi(os.Getenv("VIGIE_HISTORY_SIZES"))
	n = max(n, 96)
	for b.Loop() {
		size, _ := grow(b, n, 30*time.Second, 365*day, 2*time.Minute)
		b.ReportMetric(float64(size)/(1<<20)*1000/float64(n), "MiB-for-1000-sites")
		b.ReportMetric(1024, "target-MiB")
		b.ReportMetric(0, "ns/op")
	}
}

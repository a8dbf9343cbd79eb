package history

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
	"testing"
	"time"
)

// spentCPU is the processor time of this process.
func spentCPU() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// resident is how much memory of this process is in use, that of SQLite too, in bytes.
func resident() int64 {
	runtime.GC()
	debug.FreeOSMemory()
	var size, pages int64
	b, _ := os.ReadFile("/proc/self/statm")
	_, _ = fmt.Sscan(string(b), &size, &pages)
	return pages * int64(os.Getpagesize())
}

// BenchmarkPaced tells what keeping costs at the pace of a real estate, in processor time a result, beside the same
// program that keeps nothing. It is mostly the commits, of which there are four a second whatever the pace.
func BenchmarkPaced(b *testing.B) {
	for _, pace := range []int{10, 100, 1000} {
		b.Run(fmt.Sprintf("%d results a second", pace), func(b *testing.B) {
			s, err := Open(b.TempDir(), Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			list := sites(pace)
			s.Register(list)
			time.Sleep(500 * time.Millisecond)
			for b.Loop() {
				keeping := paced(pace, func(n int, t time.Time) {
					r := somePages()[n]
					r.Time, r.Site = t, list[n%len(list)].Site
					s.Add(r, list[n%len(list)].ID)
				})
				s.Close() // the rhythm of the writer ends
				nothing := paced(pace, func(int, time.Time) {})
				b.ReportMetric(float64((keeping-nothing).Microseconds())/float64(pacedFor.Seconds())/float64(pace), "cpu-µs/result")
				b.ReportMetric(float64(nothing.Microseconds())/float64(pacedFor.Seconds())/float64(pace), "cpu-µs/result-keeping-nothing")
				b.ReportMetric(float64(keeping-nothing)/float64(pacedFor)*100, "%-of-a-core")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

const pacedFor = 8 * time.Second

// paced calls f so many times a second for a while, and gives the processor time that went by.
func paced(pace int, f func(n int, t time.Time)) time.Duration {
	cpu, begin, n := spentCPU(), time.Now(), 0
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for t := range tick.C {
		for ; n < int(t.Sub(begin)*time.Duration(pace)/time.Second); n++ {
			f(n, t)
		}
		if t.Sub(begin) > pacedFor {
			break
		}
	}
	return spentCPU() - cpu
}

func BenchmarkMemoryOfTheOpenHour(b *testing.B) {
	for b.Loop() {
		list := sites(10_000)
		somePages()
		before := resident()
		s, c := openSimulated(b, b.TempDir(), t0)
		s.Register(list)
		load(b, s, c, list, t0, time.Minute, 59*time.Minute)
		b.ReportMetric(float64(resident()-before)/1e6, "MB-resident")
		b.ReportMetric(20, "target-MB")
		b.ReportMetric(float64(s.live.size)/1e6, "MB-of-streams")
		s.Close()
	}
	b.ReportMetric(0, "ns/op")
}

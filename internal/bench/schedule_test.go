package bench

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkSchedule is the error of the schedule as the target sees it, with 1,000 sites every 10 s: how far each
// request is from where the one before it, and the interval, would have it. The targets are a p99 under 50 ms and none
// missed; and a p99 under 250 ms for the other half when half of them swallow packets.
func BenchmarkSchedule(b *testing.B) {
	b.Run("all well", func(b *testing.B) { keepsSchedule(b, 1000, 0) })
	b.Run("half swallowed", func(b *testing.B) { keepsSchedule(b, 500, 500) })
}

func keepsSchedule(b *testing.B, sites, swallowed int) {
	const every, length = 10 * time.Second, 65 * time.Second
	for b.Loop() {
		t := newTarget(b)
		path := t.configuration(sites, "http", "defaults: { every: 10s }")
		if swallowed > 0 {
			t.ask("fail", new(string))
			t.addSwallowed(path, swallowed)
		}
		vigie := t.serve(path)
		time.Sleep(42 * time.Second) // the first round, and then until it is known who says nothing
		t.ask("forget", new(string))
		time.Sleep(length)
		var errors []time.Duration
		missed := 0
		byHost := t.arrivals()
		for _, at := range byHost {
			if len(at) < int(length/every) {
				missed += int(length/every) - len(at)
			}
			for i := 1; i < len(at); i++ {
				gap := time.Duration(at[i] - at[i-1])
				if gap > every*3/2 {
					missed++
				}
				errors = append(errors, (gap - every).Abs())
			}
		}
		vigie.end()
		if len(byHost) != sites {
			b.Errorf("%d of %d sites were asked", len(byHost), sites)
		}
		slices.Sort(errors)
		b.ReportMetric(milliseconds(errors[len(errors)/2]), "p50-ms")
		b.ReportMetric(milliseconds(errors[len(errors)*99/100]), "p99-ms")
		b.ReportMetric(milliseconds(errors[len(errors)-1]), "most-ms")
		b.ReportMetric(float64(missed), "missed")
		b.ReportMetric(0, "ns/op")
	}
}

// BenchmarkStart is how long it takes from the start of the program to the first request for every one of 1,000 sites,
// and how many were begun within 10 ms at the most. The targets are 10 s, and 75: what three slots of the grid hold.
func BenchmarkStart(b *testing.B) {
	const sites = 1000
	for b.Loop() {
		t := newTarget(b)
		path := t.configuration(sites, "http", "defaults: { every: 60s }")
		began := time.Now()
		vigie := t.serve(path)
		time.Sleep(12 * time.Second)
		var first []int64
		for _, at := range t.arrivals() {
			first = append(first, at[0])
		}
		vigie.end()
		if len(first) != sites {
			b.Fatalf("%d of %d sites were asked within 12 s", len(first), sites)
		}
		slices.Sort(first)
		crowd := 0
		for i := range first {
			j := i
			for j < len(first) && first[j]-first[i] < int64(10*time.Millisecond) {
				j++
			}
			crowd = max(crowd, j-i)
		}
		b.ReportMetric(time.Duration(first[len(first)-1]-began.UnixNano()).Seconds(), "s")
		b.ReportMetric(float64(crowd), "within-10ms")
		b.ReportMetric(0, "ns/op")
	}
}

// BenchmarkMemory is the resident memory after ten minutes of watching 10,000 sites every 60 s. The target is 150 MiB.
func BenchmarkMemory(b *testing.B) {
	const sites = 10000
	for b.Loop() {
		t := newTarget(b)
		vigie := t.serve(t.configuration(sites, "http", "defaults: { every: 60s }"))
		for range 10 {
			time.Sleep(time.Minute)
			now, most := vigie.memory()
			b.Logf("%.0f MiB, %.0f at the most", now, most)
		}
		now, most := vigie.memory()
		if n := len(t.arrivals()); n != sites {
			b.Errorf("%d of %d sites were asked", n, sites)
		}
		vigie.end()
		b.ReportMetric(now, "MiB")
		b.ReportMetric(most, "most-MiB")
		b.ReportMetric(0, "ns/op")
	}
}

// addSwallowed adds sites to a configuration whose packets vanish.
func (t *target) addSwallowed(path string, n int) {
	t.b.Helper()
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.b.Fatal(err)
	}
	_, port, _ := strings.Cut(t.Faulty["swallow"], ":")
	for i := range n {
		fmt.Fprintf(file, "  - { name: Swallowed %d, url: \"http://q%d.example:%s/\" }\n", i, i, port)
	}
	if err := file.Close(); err != nil {
		t.b.Fatal(err)
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

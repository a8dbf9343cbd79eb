package bench

import (
	"testing"
	"time"
)

// How long each process is let run before it is measured, and measured.
const (
	warm    = 6 * time.Second
	measure = 20 * time.Second
)

// BenchmarkCPU is the processor time of one probe at a steady hundred a second over 200 sites: the name is looked up
// and the connection opened anew, the result judged, stored and shown. Beside it is that of the plain client for just
// the requests. The targets are ratios of 0.40 over http and of 0.70 over https.
func BenchmarkCPU(b *testing.B) {
	const sites, rate = 200, 100
	for _, scheme := range []string{"http", "https"} {
		b.Run(scheme, func(b *testing.B) {
			for b.Loop() {
				t := newTarget(b)
				base, ca, trust := scheme+"://"+t.HTTP, "", ""
				if scheme == "https" {
					base, ca = scheme+"://"+t.HTTPS, t.CA
					trust = ", tls: { ca: " + t.CA + " }"
				}
				plain := begin(b, "plain", "", base, "200", "100", ca)
				floor := each(t, plain)
				plain.end()
				vigie := t.console(t.configuration(sites, scheme, "defaults: { every: 2s"+trust+" }"))
				own := each(t, vigie)
				now, _ := vigie.memory()
				vigie.end()
				b.ReportMetric(float64(floor.Microseconds()), "plain-µs/probe")
				b.ReportMetric(float64(own.Microseconds()), "vigie-µs/probe")
				b.ReportMetric(float64(own)/float64(floor), "ratio")
				b.ReportMetric(now, "MiB")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

// each is the processor time of a process for each request that it makes, once it goes steadily.
func each(t *target, p *process) time.Duration {
	t.b.Helper()
	time.Sleep(warm)
	t.ask("forget", new(string))
	before := p.cpu()
	time.Sleep(measure)
	took := p.cpu() - before
	requests := 0
	for _, list := range t.arrivals() {
		requests += len(list)
	}
	if wanted := int(100 * measure.Seconds()); requests < wanted*9/10 || requests > wanted*11/10 {
		t.b.Errorf("%d requests came in %s, want about %d", requests, measure, wanted)
	}
	return took / time.Duration(max(1, requests))
}

// arrivals are when requests came, by host.
func (t *target) arrivals() map[string][]int64 {
	t.b.Helper()
	got := make(map[string][]int64)
	t.ask("arrivals", &got)
	return got
}

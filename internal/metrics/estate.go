package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/text"
)

// estateCollector turns the newest picture into metrics whenever it is asked.
type estateCollector struct{ snapshot func() *estate.Snapshot }

var (
	site = []string{"site", "group"}

	siteUp = prometheus.NewDesc("vigie_site_up",
		"1 while a site answers, degraded or not; 0 while it is down. Absent while that is not known, and in maintenance.", site, nil)
	siteDegraded = prometheus.NewDesc("vigie_site_degraded", "1 while a site answers, but not as it should.", site, nil)
	siteSince    = prometheus.NewDesc("vigie_site_since_timestamp_seconds",
		"When the present state of a site began: its first sample.", site, nil)
	siteUptime = prometheus.NewDesc("vigie_site_uptime_ratio",
		"Time up or degraded by time observed, over 24 hours.", site, nil)
	phaseTook = prometheus.NewDesc("vigie_probe_phase_seconds",
		"How long each phase of the newest answer of a check took.", []string{"site", "check", "target", "phase"}, nil)
	certificateEnds = prometheus.NewDesc("vigie_certificate_expiry_timestamp_seconds",
		"When the verified chain of certificates of a check ends: the one in it that ends first.", []string{"site", "target"}, nil)
	sitesBy  = prometheus.NewDesc("vigie_sites", "How many sites are in each state.", []string{"state"}, nil)
	sourceOK = prometheus.NewDesc("vigie_source_up",
		"1 while a provider's API or a status page answers.", []string{"source"}, nil)
	incidentsOpen = prometheus.NewDesc("vigie_incidents_open", "How many incidents are open.", nil, nil)
	historyOK     = prometheus.NewDesc("vigie_history_up", "1 while results can be kept.", nil, nil)
	historyLost   = prometheus.NewDesc("vigie_history_lost_results_total", "Results that could not be kept.", nil, nil)
)

// Describe names them all.
func (c estateCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		siteUp, siteDegraded, siteSince, siteUptime, phaseTook, certificateEnds, sitesBy, sourceOK, incidentsOpen,
		historyOK, historyLost,
	} {
		ch <- d
	}
}

// Collect reads the newest picture.
func (c estateCollector) Collect(ch chan<- prometheus.Metric) {
	s := c.snapshot()
	set := func(d *prometheus.Desc, v float64, labels ...string) {
		for i, l := range labels {
			labels[i] = text.Clean(l)
		}
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	n := s.Count()
	for _, state := range []result.State{result.Up, result.Degraded, result.Down, result.Unknown, result.Paused} {
		set(sitesBy, float64(n[state]), string(state))
	}
	for _, x := range s.Sites {
		collectSite(x, set)
	}
	for _, src := range s.Sources {
		set(sourceOK, truth(src.Error == ""), src.Name)
	}
	set(incidentsOpen, float64(len(s.Incidents)))
	if !s.Keeping.Off {
		set(historyOK, truth(s.Keeping.Error == ""))
		ch <- prometheus.MustNewConstMetric(historyLost, prometheus.CounterValue, float64(s.Keeping.Lost))
	}
}

func collectSite(x *estate.Site, set func(*prometheus.Desc, float64, ...string)) {
	switch x.State {
	case result.Up, result.Degraded:
		set(siteUp, 1, x.Name, x.Group)
		set(siteDegraded, truth(x.State == result.Degraded), x.Name, x.Group)
	case result.Down:
		set(siteUp, 0, x.Name, x.Group)
	}
	set(siteSince, float64(x.Since.UnixMilli())/1000, x.Name, x.Group)
	if x.Uptime24h >= 0 {
		set(siteUptime, x.Uptime24h, x.Name, x.Group)
	}
	for _, c := range x.Checks {
		if c.Last == nil {
			continue
		}
		for _, p := range c.Last.Phases.Each() {
			if p.Took >= 0 {
				set(phaseTook, p.Took.Seconds(), x.Name, string(c.Kind), c.Target, p.Name)
			}
		}
		if t := c.Last.TLS; t != nil && !t.Expires.IsZero() {
			set(certificateEnds, float64(t.Expires.Unix()), x.Name, c.Target)
		}
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

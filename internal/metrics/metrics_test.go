package metrics

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"go.uber.org/goleak"

	"vigie/internal/estate"
	"vigie/internal/result"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var now = time.Date(2021, 3, 10, 0, 47, 31, 500_000_000, time.UTC)

// picture is an estate with a site in each state.
func picture() *estate.Snapshot {
	answer := &result.Result{
		State: result.Up, Total: 145 * time.Millisecond, TLS: &result.TLS{Expires: now.Add(30 * 24 * time.Hour)},
		Phases: result.Phases{DNS: 0, Connect: 20 * time.Millisecond, TLS: 40 * time.Millisecond, FirstByte: 80 * time.Millisecond, Transfer: 5 * time.Millisecond},
	}
	silence := &result.Result{State: result.Down, Total: 10 * time.Second, Phases: result.NoPhases(), TLS: &result.TLS{}}
	site := func(name string, s result.State, uptime float64, checks ...estate.Check) *estate.Site {
		return &estate.Site{Name: name, Group: "e-shop", State: s, Since: now, Uptime24h: uptime, Checks: checks}
	}
	return &estate.Snapshot{
		Now: now,
		Sites: []*estate.Site{
			site("Shop", result.Up, 0.995, estate.Check{Kind: result.KindHTTP, Target: "https://shop.example.com/", Last: answer}),
			site("Slow", result.Degraded, 1, estate.Check{Kind: result.KindHTTP, Target: "https://slow.example.com/", Last: answer}),
			site("Blog", result.Down, 0, estate.Check{Kind: result.KindHTTP, Target: "https://blog.example.com/", Last: silence}),
			site("New", result.Unknown, -1, estate.Check{Kind: result.KindTCP, Target: "tcp://192.0.2.10:22"}),
			site("Resting", result.Paused, 1),
		},
		Sources:   []estate.Source{{Name: "OVHcloud inventory"}, {Name: "OVHcloud tickets", Error: "the API is down"}},
		Incidents: []estate.Incident{{ID: "one"}, {ID: "two"}},
		Keeping:   estate.Keeping{Error: "the disk is full", Lost: 12},
	}
}

// of are the metrics of a picture, with one result counted.
func of(s *estate.Snapshot, pulse time.Time) *Metrics {
	m := New("v1.2.3", func() *estate.Snapshot { return s }, func() time.Time { return pulse })
	m.Result(result.Result{Check: result.KindHTTP, State: result.Down, Total: 10 * time.Second}, 3*time.Millisecond)
	return m
}

// ask asks the handler for a page.
func ask(t *testing.T, m *Metrics, path string) (status int, body string) {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler(func() time.Time { return now }).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

func TestTheMetricsFollowTheConventions(t *testing.T) {
	m := of(picture(), now)
	problems, err := testutil.GatherAndLint(m.registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

func TestEachStateIsTold(t *testing.T) {
	err := testutil.GatherAndCompare(of(picture(), now).registry, strings.NewReader(`
# HELP vigie_sites How many sites are in each state.
# TYPE vigie_sites gauge
vigie_sites{state="degraded"} 1
vigie_sites{state="down"} 1
vigie_sites{state="paused"} 1
vigie_sites{state="unknown"} 1
vigie_sites{state="up"} 1
# HELP vigie_site_up 1 while a site answers, degraded or not; 0 while it is down. Absent while that is not known, and in maintenance.
# TYPE vigie_site_up gauge
vigie_site_up{group="e-shop",site="Blog"} 0
vigie_site_up{group="e-shop",site="Shop"} 1
vigie_site_up{group="e-shop",site="Slow"} 1
# HELP vigie_site_degraded 1 while a site answers, but not as it should.
# TYPE vigie_site_degraded gauge
vigie_site_degraded{group="e-shop",site="Shop"} 0
vigie_site_degraded{group="e-shop",site="Slow"} 1
# HELP vigie_site_uptime_ratio Time up or degraded by time observed, over 24 hours.
# TYPE vigie_site_uptime_ratio gauge
vigie_site_uptime_ratio{group="e-shop",site="Blog"} 0
vigie_site_uptime_ratio{group="e-shop",site="Resting"} 1
vigie_site_uptime_ratio{group="e-shop",site="Shop"} 0.995
vigie_site_uptime_ratio{group="e-shop",site="Slow"} 1
# HELP vigie_source_up 1 while a provider's API or a status page answers.
# TYPE vigie_source_up gauge
vigie_source_up{source="OVHcloud inventory"} 1
vigie_source_up{source="OVHcloud tickets"} 0
# HELP vigie_incidents_open How many incidents are open.
# TYPE vigie_incidents_open gauge
vigie_incidents_open 2
# HELP vigie_history_up 1 while results can be kept.
# TYPE vigie_history_up gauge
vigie_history_up 0
# HELP vigie_history_lost_results_total Results that could not be kept.
# TYPE vigie_history_lost_results_total counter
vigie_history_lost_results_total 12
# HELP vigie_build_info The version, as a label.
# TYPE vigie_build_info gauge
vigie_build_info{version="v1.2.3"} 1
# HELP vigie_probes_total Probes by kind of check and by the state that they found.
# TYPE vigie_probes_total counter
vigie_probes_total{check="http",state="down"} 1
`), "vigie_sites", "vigie_site_up", "vigie_site_degraded", "vigie_site_uptime_ratio", "vigie_source_up", "vigie_incidents_open",
		"vigie_history_up", "vigie_history_lost_results_total", "vigie_build_info", "vigie_probes_total")
	if err != nil {
		t.Error(err)
	}
}

func TestTimesAreInSecondsAndWhatDidNotHappenIsAbsent(t *testing.T) {
	status, body := ask(t, of(picture(), now), "/metrics")
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	for _, want := range []string{
		`vigie_site_since_timestamp_seconds{group="e-shop",site="Shop"} 1.6153372515e+09`,
		`vigie_probe_phase_seconds{check="http",phase="first_byte",site="Shop",target="https://shop.example.com/"} 0.08`,
		`vigie_probe_phase_seconds{check="http",phase="dns",site="Shop",target="https://shop.example.com/"} 0`,
		`vigie_certificate_expiry_timestamp_seconds{site="Shop",target="https://shop.example.com/"} 1.617929251e+09`,
		`vigie_probe_duration_seconds_sum{check="http"} 10`,
		`vigie_probe_lateness_seconds_sum 0.003`,
	} {
		if !strings.Contains(body, want+"\n") {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	for _, never := range []string{`target="https://blog.example.com/"`, `target="tcp://192.0.2.10:22"`} {
		if strings.Contains(body, never) {
			t.Errorf("/metrics tells times of what did not happen: %s", never)
		}
	}
}

func TestWithoutAHistoryNothingIsSaidOfIt(t *testing.T) {
	s := picture()
	s.Keeping = estate.Keeping{Off: true}
	if _, body := ask(t, of(s, now), "/metrics"); strings.Contains(body, "vigie_history") {
		t.Error("/metrics tells of a history that is off")
	}
}

// Names come from a file and from outside: none of them may take all the others with it.
func TestANameThatComesTwiceOrIsNoTextCostsNobodyElse(t *testing.T) {
	s := picture()
	s.Sources = append(s.Sources, s.Sources...)
	s.Sites = append(s.Sites, &estate.Site{Name: "bell\a and \xff", State: result.Up, Since: now, Uptime24h: 1})
	status, body := ask(t, of(s, now), "/metrics")
	if status != http.StatusOK || !strings.Contains(body, `vigie_site_up{group="e-shop",site="Shop"} 1`) {
		t.Errorf("%d %.300s", status, body)
	}
	if strings.Contains(body, "\a") || !utf8.ValidString(body) {
		t.Error("what is no text is told as it is")
	}
}

// What a result holds beside its times is as long and as varied as others please.
func TestNoLabelIsMadeOfWhatASiteAnswers(t *testing.T) {
	s := picture()
	for i, x := range s.Sites {
		x.Reason, x.Failure = fmt.Sprint("secret", i), result.HTTPStatus
		for _, c := range x.Checks {
			if c.Last != nil {
				c.Last.Reason, c.Last.Address = "secret", "secret"
				c.Last.Evidence = []result.Evidence{{Name: "page", Text: "secret"}}
			}
		}
	}
	if _, body := ask(t, of(s, now), "/metrics"); strings.Contains(body, "secret") {
		t.Error("/metrics tells what a site answered")
	}
}

func TestHealthyIsAWatchThatGoesOn(t *testing.T) {
	well := picture()
	well.Keeping = estate.Keeping{}
	for name, c := range map[string]struct {
		picture *estate.Snapshot
		age     time.Duration
		status  int
		says    string
	}{
		"whatever the sites do":     {well, time.Second, http.StatusOK, "ok\n"},
		"without its history":       {picture(), time.Second, http.StatusOK, "ok, but the history cannot be kept: the disk is full\n"},
		"when it hangs":             {well, 20 * time.Second, http.StatusServiceUnavailable, "the watch hangs: its last sign of life was 20 s ago\n"},
		"when the clock is behind":  {well, -time.Hour, http.StatusOK, "ok\n"},
		"when a beat has been lost": {well, 14 * time.Second, http.StatusOK, "ok\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if status, body := ask(t, of(c.picture, now.Add(-c.age)), "/healthz"); status != c.status || body != c.says {
				t.Errorf("%d %q", status, body)
			}
		})
	}
}

func TestOnlyWhatIsServedIsThere(t *testing.T) {
	m := of(picture(), now)
	if status, _ := ask(t, m, "/debug/pprof/"); status != http.StatusNotFound {
		t.Errorf("another page: %d", status)
	}
	w := httptest.NewRecorder()
	m.Handler(time.Now).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/metrics", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("another method: %d", w.Code)
	}
}

func TestServingEndsWithItsContextThoughSomebodyIsThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- of(picture(), now).Serve(ctx, l) }()
	idle, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	if _, err := io.WriteString(idle, "GET /metrics HTTP/1.1\r\n"); err != nil {
		t.Fatal(err)
	}
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(2 * time.Second):
		t.Error("it goes on")
	}
}

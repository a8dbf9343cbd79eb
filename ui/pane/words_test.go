package pane

import (
	"testing"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
)

func TestAge(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0 s", 59 * time.Second: "59 s", 61 * time.Second: "1 min", 72*time.Minute + 9*time.Second: "1 h 12 min",
		26 * time.Hour: "1 d 2 h",
	} {
		if got := Age(d); got != want {
			t.Errorf("Age(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestShareNeverRoundsAnOutageAway(t *testing.T) {
	for f, want := range map[float64]string{1: "100 %", 0.9994: "99.9 %", 0.9996: "99.9 %", 0: "0.0 %", -1: "–"} {
		if got := share(f); got != want {
			t.Errorf("share(%v) = %q, want %q", f, got, want)
		}
	}
}

func TestClockNamesTheDayOfAnotherDay(t *testing.T) {
	now := time.Date(2021, time.March, 10, 1, 59, 40, 0, time.FixedZone("CET", 3600))
	if got := clock(now.Add(-time.Hour).UTC(), now); got != "00:59:40" {
		t.Errorf("an hour ago is %s", got)
	}
	if got := clock(now.Add(-3*time.Hour), now); got != "9 Mar 22:59" {
		t.Errorf("three hours ago is %s", got)
	}
}

func TestTroubledAreTheWorstInOrder(t *testing.T) {
	start := time.Date(2021, time.March, 10, 0, 0, 0, 0, time.UTC)
	var sites []*estate.Site
	for i := range 300 {
		state := []result.State{result.Up, result.Degraded, result.Down}[i%3]
		sites = append(sites, &estate.Site{State: state, Since: start.Add(time.Duration(i*7919%300) * time.Second)})
	}
	worst, n := troubled(sites)
	if n != 200 || len(worst) != listed {
		t.Fatalf("%d troubled, %d listed", n, len(worst))
	}
	for i, x := range worst {
		if x.State != result.Down {
			t.Errorf("the %d. is %s while a hundred are down", i, x.State)
		}
		if i > 0 && x.Since.Before(worst[i-1].Since) {
			t.Errorf("the %d. began before the one above it", i)
		}
	}
}

func TestEveryStateAndFailureHasWords(t *testing.T) {
	for _, f := range []result.Failure{
		result.DNSNXDomain, result.DNSTimeout, result.TCPRefused, result.TCPTimeout, result.TLSExpired, result.TLSName, result.HTTPStatus,
		result.HTTPTimeout, result.HTTPReset, result.ContentBlank, result.ContentDefaultPage, result.ContentMissing, result.Slow, result.LocalOffline,
	} {
		if sees(f) == "" {
			t.Errorf("nobody knows what a customer sees on %s", f)
		}
	}
}

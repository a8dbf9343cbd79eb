package cli

import (
	"context"
	"database/sql"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vigie/internal/history"
	"vigie/internal/result"
)

// kept makes a state folder with three hours of two sites: Shop was down for half an hour of them, Blog is down.
func kept(t *testing.T) (dir string, began time.Time) {
	t.Helper()
	dir, began = t.TempDir(), time.Now().Truncate(time.Minute).Add(-3*time.Hour)
	var now atomic.Int64
	now.Store(began.UnixMilli())
	h, err := history.Open(dir, history.Options{Now: func() time.Time { return time.UnixMilli(now.Load()) }})
	if err != nil {
		t.Fatal(err)
	}
	h.Register([]history.Series{{ID: "shop", Site: "Shop", Kind: result.KindTCP, Target: "tcp://192.0.2.10:443"}, {ID: "blog", Site: "Blog", Kind: result.KindTCP}})
	h.Turn("Shop", began, result.Up, "", "")
	h.Turn("Blog", began, result.Up, "", "")
	h.Turn("Shop", began.Add(time.Hour), result.Down, result.TCPTimeout, "no answer from 192.0.2.10:443 within 10 s")
	h.Turn("Shop", began.Add(90*time.Minute), result.Up, "", "")
	h.Turn("Blog", began.Add(2*time.Hour), result.Down, result.TCPRefused, "192.0.2.11:443 refuses the connection\x1b[31m")
	for i := range 3 * 60 {
		at := began.Add(time.Duration(i) * time.Minute)
		r := result.Result{Time: at, Site: "Shop", Check: result.KindTCP, State: result.Up, Phases: result.NoPhases(), Attempts: 1}
		r.Phases.Connect = 30 * time.Second
		if i < 120 {
			r.Phases.Connect = time.Duration(i+1) * 10 * time.Millisecond
		}
		r.Total = r.Phases.Connect
		now.Store(at.UnixMilli())
		h.Add(r, "shop")
	}
	now.Store(time.Now().UnixMilli())
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, began
}

func TestHistoryOfOneSiteTellsItsOutages(t *testing.T) {
	dir, began := kept(t)
	out, _, err := run(t, "history", "Shop", "--state", dir)
	if err != nil {
		t.Fatal(err)
	}
	clock := func(after time.Duration) string { return began.Add(after).Format("2 Jan 15:04:05") }
	want := regexp.MustCompile(`^Shop
  up        83\.[34]\d\d %  of the 3 h [01] min in which it was watched
  answers   half in \d+ ms, 95 % in 30\d* ms, 99 % in 30\d* ms  \(180 answers\)
  outages   1
     ` + clock(time.Hour) + `  –  ` + clock(90*time.Minute) + ` +30 min 0 s      tcp\.timeout  no answer from 192\.0\.2\.10:443 within 10 s
$`)
	if !want.MatchString(out) {
		t.Errorf("it says\n%s\nwant\n%s", out, want)
	}
}

func TestHistoryOfAllSitesIsALineEach(t *testing.T) {
	dir, _ := kept(t)
	out, _, err := run(t, "history", "--state", dir)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out, "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], "Shop ") || !strings.HasPrefix(lines[1], "Blog ") {
		t.Fatalf("it says\n%s", out)
	}
	if !regexp.MustCompile(`half in \d+ ms, 95 % in 30\d{3} ms, 99 % in 30\d{3} ms +1 outage$`).MatchString(lines[0]) {
		t.Errorf("something is cut off: %s", lines[0])
	}
	if !strings.Contains(lines[1], "66.") || !strings.Contains(lines[1], "no answers") {
		t.Errorf("it says %s", lines[1])
	}
}

func TestHistoryForScripts(t *testing.T) {
	dir, began := kept(t)
	out, _, err := run(t, "history", "Blog", "--state", dir, "--json", "--since", "2h")
	if err != nil {
		t.Fatal(err)
	}
	var line struct {
		Site             string
		From, To         time.Time
		Uptime, Observed float64
		Answers          int
		P50              *float64 `json:"p50_ms"`
		Outages          []struct {
			From    time.Time
			To      *time.Time
			Length  float64 `json:"length_ms"`
			Failure string
		}
	}
	if err := json.Unmarshal([]byte(out), &line); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if line.Site != "Blog" || line.To.Sub(line.From) != 2*time.Hour || line.Uptime < 0.48 || line.Uptime > 0.52 || line.Observed != 1 || line.P50 != nil {
		t.Errorf("%+v", line)
	}
	if len(line.Outages) != 1 || !line.Outages[0].From.Equal(began.Add(2*time.Hour)) || line.Outages[0].To != nil || line.Outages[0].Length < 3.6e6 {
		t.Errorf("%+v", line.Outages)
	}
}

func TestHistoryListsResultsOfThatTimeAlone(t *testing.T) {
	dir, _ := kept(t)
	out, _, err := run(t, "history", "Shop", "--state", dir, "--since", "30m", "--results", "--json")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) < 28 || len(lines) > 30 {
		t.Errorf("%d results of 30 minutes", len(lines))
	}
	var first struct {
		Time                         time.Time
		Site, Check, Target, Vantage string
		Total                        float64 `json:"total_ms"`
	}
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil {
		t.Fatal(err)
	}
	if first.Site != "Shop" || first.Check != "tcp" || first.Target != "tcp://192.0.2.10:443" || first.Vantage != "local" || first.Total < 29_900 || time.Since(first.Time) > 31*time.Minute {
		t.Errorf("%+v", first)
	}
	if out, _, err = run(t, "history", "Shop", "--state", dir, "--since", "30m", "--results"); err != nil || strings.Count(out, "● up") != len(lines) {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestHistorySaysWhatItDoesNotKnow(t *testing.T) {
	dir, _ := kept(t)
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"another site":    {[]string{"Shap", "--state", dir}, exitFailed, `the history knows no site "Shap"`},
		"another length":  {[]string{"--since", "soon", "--state", dir}, exitUsage, `--since is how far back, such as 24h, 7d or 1y, not "soon"`},
		"a length of nil": {[]string{"--since", "0s", "--state", dir}, exitUsage, `--since is how far back`},
		"another folder":  {[]string{"--state", filepath.Join(dir, "none")}, exitFailed, "nothing has been kept in"},
	} {
		t.Run(name, func(t *testing.T) {
			out, _, err := run(t, append([]string{"history"}, c.args...)...)
			e, ok := err.(exit) //nolint:errorlint // it is the outermost
			if !ok || e.code != c.code || !strings.Contains(e.Error(), c.says) || out != "" {
				t.Errorf("%v, printed %q", err, out)
			}
		})
	}
}

// A bit that a disk forgot costs the record that it is in, not what stands beside it.
func TestHistoryTellsTheRestWhereARecordCannotBeRead(t *testing.T) {
	dir, _ := kept(t)
	// Another run seals what the first left open.
	h, err := history.Open(dir, history.Options{Every: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	n := 0
	for deadline := time.Now().Add(20 * time.Second); n < 2 && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if err := db.QueryRow("SELECT count(*) FROM chunk").Scan(&n); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Close(); err != nil || n < 2 {
		t.Fatalf("%d hours are sealed, %v", n, err)
	}
	for _, table := range []string{"chunk", "hour"} {
		if _, err := db.ExecContext(context.Background(), "UPDATE "+table+" SET data = zeroblob(20) WHERE key = (SELECT min(key) FROM "+table+")"); err != nil {
			t.Fatal(err)
		}
	}
	out, _, err := run(t, "history", "Shop", "--state", dir, "--results", "--json")
	if err == nil || !strings.Contains(err.Error(), "damaged record") || strings.Count(out, "\n") < 100 {
		t.Errorf("%v, beside %d results", err, strings.Count(out, "\n"))
	}
	out, _, err = run(t, "history", "Shop", "--state", dir)
	if err == nil || !strings.Contains(err.Error(), "damaged record") || !strings.Contains(out, "outages   1") {
		t.Errorf("%v, beside\n%s", err, out)
	}
}

func TestAShareIsNeverRoundedUpToAll(t *testing.T) {
	for f, want := range map[float64]string{
		-1: "–", 0: "0.000 %", 0.29: "29.000 %", 0.57: "57.000 %", 0.99999: "99.999 %", 0.9999999: "99.999 %", 1: "100 %",
	} {
		if got := percent(f); got != want {
			t.Errorf("%v is %q, want %q", f, got, want)
		}
	}
}

package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/estate"
	"vigie/internal/sim/scenario"
)

// saying is a picture in which a verdict is the worst, and others are open beside it.
func saying(cause estate.Cause, where string, others ...estate.Verdict) *estate.Snapshot {
	worst := estate.Verdict{Cause: cause, Where: where, Summary: "It is so."}
	s := &estate.Snapshot{Verdict: worst}
	for _, v := range append([]estate.Verdict{worst}, others...) {
		s.Incidents = append(s.Incidents, estate.Incident{Verdict: v})
	}
	return s
}

func TestAnExpectationMayComeTrueWithinItsTolerance(t *testing.T) {
	site, server := estate.Verdict{Cause: estate.CauseSite, Where: "Shop"}, estate.Verdict{Cause: estate.CauseServer, Where: "ns1"}
	story := func(at time.Duration) *estate.Snapshot {
		switch {
		case at < 10*time.Minute:
			return saying(estate.CauseNone, "")
		case at < 20*time.Minute:
			return saying(server.Cause, server.Where, site)
		}
		return saying(site.Cause, site.Where)
	}
	const m = time.Minute
	for _, c := range []struct {
		expect scenario.Expect
		holds  bool
	}{
		{scenario.Expect{At: 5 * m, Said: scenario.Said{Cause: "none"}}, true},
		{scenario.Expect{At: 9 * m, Said: scenario.Said{Cause: "server"}}, false},
		{scenario.Expect{At: 9 * m, After: 2 * m, Said: scenario.Said{Cause: "server"}}, true}, // any place will do
		{scenario.Expect{At: 9 * m, After: m, Said: scenario.Said{Cause: "server", Where: "ns1"}}, true},
		{scenario.Expect{At: 9 * m, After: 59 * time.Second, Said: scenario.Said{Cause: "server"}}, false},
		{scenario.Expect{At: 9 * m, After: 2 * m, Said: scenario.Said{Cause: "server", Where: "ns2"}}, false},
		{scenario.Expect{At: 5 * m, After: time.Hour, Said: scenario.Said{Cause: "none"}}, true}, // it need not stay true
		{scenario.Expect{At: 12 * m, Said: scenario.Said{Cause: "server"}, Also: []scenario.Said{{Cause: "site", Where: "Shop"}}}, true},
		{scenario.Expect{At: 12 * m, Said: scenario.Said{Cause: "server"}, Also: []scenario.Said{{Cause: "site", Where: "Blog"}}}, false},
		{scenario.Expect{At: 22 * m, Said: scenario.Said{Cause: "site"}, Also: []scenario.Said{{Cause: "server"}}}, false}, // it is over
	} {
		r := newRehearsal([]scenario.Expect{c.expect})
		looks := 0
		for at, more := r.next(-lookEvery); more; at, more = r.next(at) {
			r.look(at, story(at))
			if looks++; looks > 1000 {
				t.Fatal("it does not end")
			}
		}
		if r.all[0].holds != c.holds {
			t.Errorf("%s", r.all[0].line())
		}
	}
}

func TestTolerancesMayOverlap(t *testing.T) {
	r := newRehearsal([]scenario.Expect{
		{At: 20 * time.Minute, Said: scenario.Said{Cause: "site"}},
		{At: 5 * time.Minute, After: time.Hour, Said: scenario.Said{Cause: "server"}},
	})
	for at, more := r.next(-lookEvery); more; at, more = r.next(at) {
		cause := estate.CauseSite
		if at > 30*time.Minute {
			cause = estate.CauseServer
		}
		r.look(at, saying(cause, ""))
	}
	for _, x := range r.all {
		if !x.holds {
			t.Error(x.line())
		}
	}
}

func TestWhatWasFoundCannotDriveTheTerminal(t *testing.T) {
	r := newRehearsal([]scenario.Expect{{Said: scenario.Said{Cause: "none", Where: "\x1b[2J"}}})
	r.look(0, saying(estate.CauseSite, "\x1b]0;Shop\a"))
	if line := r.all[0].line(); strings.ContainsAny(line, "\x1b\a\n") || !strings.HasPrefix(line, "NOT ") {
		t.Errorf("%q", line)
	}
}

func TestAScenarioIsHeldAgainstWhatItExpects(t *testing.T) {
	const world = `
start: 2021-03-10T00:30:00+01:00
estate:
  servers: [{ id: ns1.example, datacenter: sbg2, rack: A1, ip: 192.0.2.10 }, { id: ns2.example, datacenter: sbg2, rack: A2, ip: 192.0.2.11 }]
sites:
  - { name: Shop, url: "https://shop.example/", host: ns1.example }
  - { name: Blog, url: "https://blog.example/", host: ns2.example }
events: [{ at: 10m, servers: { ns1.example: blackhole } }]
expect:
  - { at: 5m, cause: none }
  - { at: 10m, after: 5m, cause: %s, where: ns1.example }
`
	for cause, wrong := range map[string]string{"server": "", "site": "1 of 2 expectations do not hold"} {
		file := filepath.Join(t.TempDir(), "night.yaml")
		if err := os.WriteFile(file, fmt.Appendf(nil, world, cause), 0o600); err != nil {
			t.Fatal(err)
		}
		root := newRoot()
		var out bytes.Buffer
		root.SetOut(&out)
		root.SetErr(io.Discard)
		root.SilenceErrors, root.SilenceUsage = true, true
		root.SetArgs([]string{"demo", "--scenario", file, "--check"})
		err := root.ExecuteContext(t.Context())
		if wrong == "" && err != nil || wrong != "" && (err == nil || err.Error() != wrong) {
			t.Errorf("expecting %s: %v\n%s", cause, err, out.String())
		}
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(lines) != 2 || !strings.HasPrefix(lines[0], "ok      5m0s  expected none, found none: ") ||
			wrong != "" && !strings.HasPrefix(lines[1], "NOT    10m0s  expected site ns1.example, found server ns1.example: ") {
			t.Errorf("expecting %s:\n%s", cause, out.String())
		}
	}
}

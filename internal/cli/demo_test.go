package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/sim/scenario"
)

// The whole chain, from simulated packets to the headline: every scenario that comes with the program is played
// through the real probes and the real OVH client, and the verdict is held against what the file expects.
func TestScenariosEndAsTheyExpect(t *testing.T) {
	for _, name := range scenario.Embedded() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sc, err := scenario.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			d, err := newStage(name, 60, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range sc.Expect {
				d.play.To(context.Background(), d.start.Add(e.At+e.After))
				v := d.play.Snapshot().Verdict
				if string(v.Cause) != e.Cause || v.Where != e.Where {
					t.Errorf("after %s: %s %q (%s), expected %s %q", e.At, v.Cause, v.Where, v.Summary, e.Cause, e.Where)
				}
			}
		})
	}
}

func TestPlayingTwiceGoesTheSameWay(t *testing.T) {
	var summaries [2]string
	for i := range summaries {
		d, err := newStage("strasbourg-2021", 60, "")
		if err != nil {
			t.Fatal(err)
		}
		d.play.To(context.Background(), d.start.Add(110*time.Minute))
		for _, s := range d.play.Snapshot().Sites {
			summaries[i] += s.Name + string(s.State) + s.Since.String() + s.Reason
		}
	}
	if summaries[0] != summaries[1] {
		t.Errorf("two plays differ:\n%s\n%s", summaries[0], summaries[1])
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
  - { at: 15m, cause: %s, where: ns1.example }
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
		if n := strings.Count(out.String(), "\n"); n != 2 {
			t.Errorf("expecting %s: %d lines:\n%s", cause, n, out.String())
		}
	}
}

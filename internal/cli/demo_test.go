package cli

import (
	"context"
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

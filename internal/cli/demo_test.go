package cli

import (
	"context"
	"testing"
	"time"

	"vigie/internal/sim/scenario"
)

// The whole chain, from simulated packets to the headline: every scenario that comes with the program is played
// through the real probes and the real OVH client, and the verdict is held against what the file expects.
func TestEveryScenarioIsJudgedAsItExpects(t *testing.T) {
	for _, name := range scenario.Embedded() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := newStage(name, 60, "")
			if err != nil {
				t.Fatal(err)
			}
			if testing.Short() && d.lasts > 24*time.Hour {
				t.Skip("it is the story of more than a day")
			}
			r, err := d.rehearse(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range r.all {
				if !x.holds {
					t.Error(x.line())
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

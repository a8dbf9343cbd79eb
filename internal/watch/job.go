package watch

import (
	"context"
	"fmt"
	"time"

	"github.com/sourcegraph/conc/panics"

	"vigie/internal/result"
	"vigie/probes"
)

// job is one asking that is due.
type job struct {
	check    *check
	source   *source
	witness  *bystander
	question probes.Check // of the witness, as it was when it fell due
	due      time.Time
	begun    time.Time
	tell     func(answer) // takes facts that a source knows early; nil: nobody does
	usual    int          // visible characters that the page usually shows; 0 where that is not known
}

// answer is what came of a job.
type answer struct {
	job    job
	At     time.Time // when it was complete
	result result.Result
	facts  *Facts
	early  bool // there is more to come: the source is still being asked
	err    error
}

// Run asks. It returns when the answer is there, the check's timeout is over, or ctx has ended.
func (j job) Run(ctx context.Context, env probes.Env, line *probes.Line) answer {
	j.begun = env.Door.Now()
	a := answer{job: j}
	switch {
	case j.check != nil:
		env.Usual = j.usual
		a.result = j.check.spec.Ask(ctx, env)
		if line != nil {
			a.result = line.Settle(ctx, env, a.result)
		}
	case j.witness != nil:
		a.result = j.question.Ask(ctx, env)
	case j.source != nil:
		a.facts, a.err = j.fetch(ctx, env)
	}
	a.At = env.Door.Now()
	return a
}

// fetch asks a source; a panic in it is its failure and nobody else's.
func (j job) fetch(ctx context.Context, env probes.Env) (facts *Facts, err error) {
	s := j.source.spec
	if r := panics.Try(func() {
		if s.Stream == nil {
			facts, err = s.Fetch(ctx)
			return
		}
		facts, err = s.Stream(ctx, func(f *Facts) {
			if j.tell != nil {
				j.tell(answer{job: j, At: env.Door.Now(), facts: f, early: true})
			}
		})
	}); r != nil {
		return nil, fmt.Errorf("vigie itself failed while asking %s: %v", s.Name, r.Value)
	}
	return facts, err
}

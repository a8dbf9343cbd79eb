package watch

import (
	"context"
	"fmt"
	"time"

	"github.com/sourcegraph/conc/panics"

	"vigie/internal/result"
	"vigie/probes"
)

// Job is one asking that is due.
type Job struct {
	check    *check
	source   *source
	witness  *bystander
	question probes.Check // of the witness, as it was when it fell due
	due      time.Time
	begun    time.Time
	tell     func(Answer) // takes facts that a source knows early; nil: nobody does
	usual    int          // visible characters that the page usually shows; 0 where that is not known
}

// Answer is what came of a job.
type Answer struct {
	job    Job
	At     time.Time // when it was complete
	result result.Result
	facts  *Facts
	early  bool // there is more to come: the source is still being asked
	err    error
}

// Run asks. It returns when the answer is there, the check's timeout is over, or ctx has ended.
func (j Job) Run(ctx context.Context, env probes.Env, line *probes.Line) Answer {
	j.begun = env.Door.Now()
	a := Answer{job: j}
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
func (j Job) fetch(ctx context.Context, env probes.Env) (facts *Facts, err error) {
	s := j.source.spec
	if r := panics.Try(func() {
		if s.Stream == nil {
			facts, err = s.Fetch(ctx)
			return
		}
		facts, err = s.Stream(ctx, func(f *Facts) {
			if j.tell != nil {
				j.tell(Answer{job: j, At: env.Door.Now(), facts: f, early: true})
			}
		})
	}); r != nil {
		return nil, fmt.Errorf("vigie itself failed while asking %s: %v", s.Name, r.Value)
	}
	return facts, err
}

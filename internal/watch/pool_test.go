package watch

import (
	"context"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes"
	"vigie/probes/door"
)

// endless is asked until it is broken off.
type endless struct{ quiet }

func (endless) Probe(ctx context.Context, _ probes.Env) result.Result {
	<-ctx.Done()
	return result.Result{}
}

func TestNoMoreAreAskedAtOnceThanTheLimit(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := newPool(ctx, 2, means{env: probes.Env{Door: door.System()}})
	jobs := make([]job, 5)
	for i := range jobs {
		jobs[i].check = &check{spec: probes.Check{Timeout: time.Minute, Prober: endless{}}}
	}
	if left := p.start(jobs); len(left) != 3 {
		t.Errorf("%d of 5 must wait, with room for 2", len(left))
	}
	p.use(4, *p.means.Load())
	if left := p.start(jobs[2:]); len(left) != 1 {
		t.Errorf("%d of 3 must wait, with room for 2 more", len(left))
	}
	cancel()
	p.end()
}

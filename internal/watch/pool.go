package watch

import (
	"context"

	"github.com/sourcegraph/conc"

	"vigie/probes"
)

// pool is the workers that ask. They are begun when they are needed and stay: there are as many as there ever were
// askings under way at once, up to a limit.
//
// They are plain goroutines on a channel, since a pool that is made anew for every task costs several times more and
// this one never ends. conc starts them, and carries a panic of one of them to whoever waits for the end.
type pool struct {
	ask     func(Job) Answer
	limit   int
	begun   int
	jobs    chan Job
	answers chan Answer
	workers conc.WaitGroup
}

func newPool(ctx context.Context, limit int, env probes.Env, line *probes.Line) *pool {
	return &pool{
		ask: func(j Job) Answer { return j.Run(ctx, env, line) }, limit: limit,
		jobs: make(chan Job), answers: make(chan Answer, 256),
	}
}

// start hands as many jobs as there is room for to workers, and returns the others.
func (p *pool) start(jobs []Job) (left []Job) {
	for i, j := range jobs {
		select {
		case p.jobs <- j: // somebody is idle
			continue
		default:
		}
		if p.begun >= p.limit {
			return jobs[i:]
		}
		p.begun++
		p.workers.Go(func() { p.work(j) })
	}
	return nil
}

func (p *pool) work(j Job) {
	p.answers <- p.ask(j)
	for j := range p.jobs {
		p.answers <- p.ask(j)
	}
}

// end waits for all workers. What they still have to say is thrown away.
func (p *pool) end() {
	close(p.jobs)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-p.answers:
			case <-done:
				return
			}
		}
	}()
	defer close(done)
	p.workers.Wait()
}

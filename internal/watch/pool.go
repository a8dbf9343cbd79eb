package watch

import (
	"context"
	"sync/atomic"

	"github.com/sourcegraph/conc"

	"vigie/probes"
)

// pool is the workers that ask. They are begun when they are needed and stay: there are as many as there ever were
// askings under way at once, up to a limit.
//
// They are plain goroutines on a channel, since a pool that is made anew for every task costs several times more and
// this one never ends. conc starts them, and carries a panic of one of them to whoever waits for the end.
type pool struct {
	ctx     context.Context //nolint:containedctx // of all askings: it ends with the pool
	means   atomic.Pointer[means]
	limit   int
	begun   int
	jobs    chan job
	answers chan answer
	workers conc.WaitGroup
}

// means are what is asked with.
type means struct {
	env  probes.Env
	line *probes.Line
}

func newPool(ctx context.Context, limit int, m means) *pool {
	p := &pool{ctx: ctx, jobs: make(chan job), answers: make(chan answer, 256)}
	p.use(limit, m)
	return p
}

// use takes another limit and other means, for what is begun from now on.
func (p *pool) use(limit int, m means) {
	p.limit = limit
	p.means.Store(&m)
}

func (p *pool) ask(j job) answer {
	m := p.means.Load()
	j.tell = func(a answer) { p.answers <- a }
	return j.Run(p.ctx, m.env, m.line)
}

// start hands as many jobs as there is room for to workers, and returns the others.
func (p *pool) start(jobs []job) (left []job) {
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

func (p *pool) work(j job) {
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

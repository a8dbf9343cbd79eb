package watch

import (
	"context"
	"sync/atomic"
	"time"

	"vigie/internal/estate"
	"vigie/internal/schedule"
	"vigie/probes/door"
)

// Play turns a core through a simulated world. Nothing in it waits: a probe gets a door with a clock of its own,
// is run to its end at once, and its answer is folded when that moment of the world's time has come. So an hour
// passes as fast as it can be computed, always in the same way, or at whatever pace Run is told.
type Play struct {
	core    *core
	opts    Options
	visit   func(at time.Time) door.Door
	now     atomic.Int64 // the world's time, Unix nanoseconds
	start   time.Time
	speed   float64
	answers schedule.Agenda[answer] // of probes that were run but whose end has not come yet
	order   int
	newest  atomic.Pointer[estate.Snapshot]
	intents chan estate.Intent
}

// NewPlay prepares a play that begins at start; visit opens the simulated world at a moment.
func NewPlay(opts Options, start time.Time, speed float64, visit func(time.Time) door.Door) *Play {
	p := &Play{
		core: newCore(opts, start), opts: opts, visit: visit, start: start, speed: speed,
		intents: make(chan estate.Intent, 64),
	}
	p.now.Store(start.UnixNano())
	p.newest.Store(p.core.Snapshot(start))
	return p
}

// Snapshot is the newest picture.
func (p *Play) Snapshot() *estate.Snapshot { return p.newest.Load() }

// Now is the world's time. It may be called from any goroutine, also by what the play asks.
func (p *Play) Now() time.Time { return time.Unix(0, p.now.Load()).In(p.start.Location()) }

// Act hands over what a person wants done.
func (p *Play) Act(i estate.Intent) bool {
	select {
	case p.intents <- i:
		return true
	default:
		return false
	}
}

// To plays up to a moment as fast as it can.
func (p *Play) To(ctx context.Context, until time.Time) {
	const stride = 10 * time.Second // of the world's time, between two looks at the whole
	for t := p.Now(); t.Before(until) && ctx.Err() == nil; {
		if t = t.Add(stride); t.After(until) {
			t = until
		}
		p.step(ctx, t)
	}
}

// Run plays on at its speed until ctx ends.
func (p *Play) Run(ctx context.Context) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	began, from := time.Now(), p.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case i := <-p.intents:
			p.core.Do(i, p.Now())
		case <-tick.C:
			p.step(ctx, from.Add(time.Duration(float64(time.Since(began))*p.speed)))
		}
	}
}

// step lets everything happen that belongs before until, in order, and publishes the picture.
func (p *Play) step(ctx context.Context, until time.Time) {
	for ctx.Err() == nil {
		next, ok := p.core.Next()
		done, pending := p.answers.Next()
		switch {
		case pending && !done.After(until) && (!ok || !next.Before(done)):
			p.now.Store(done.UnixNano())
			p.core.Fold(p.answers.Take(done).What)
		case ok && !next.After(until):
			p.now.Store(next.UnixNano())
			p.ask(ctx, next)
		default:
			p.now.Store(until.UnixNano())
			p.core.Notice(until)
			p.newest.Store(p.core.Snapshot(until))
			return
		}
	}
}

// ask runs everything that is due at t.
func (p *Play) ask(ctx context.Context, t time.Time) {
	for _, job := range p.core.Due(t) {
		env := p.opts.Env
		env.Door = p.visit(t)
		a := job.Run(ctx, env, p.opts.Line)
		p.order++
		p.answers.Put(&schedule.Item[answer]{Order: p.order, What: a}, a.At)
	}
}

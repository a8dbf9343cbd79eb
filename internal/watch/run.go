package watch

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/sourcegraph/conc"

	"vigie/internal/estate"
)

// beat is how often a new snapshot is published at most.
const beat = 50 * time.Millisecond

// Watch turns a Core in real time. Snapshot and Act may be used from any goroutine.
type Watch struct {
	core    *Core
	opts    Options
	newest  atomic.Pointer[estate.Snapshot]
	intents chan estate.Intent
	once    bool // Run ends when everything has been asked
}

// New makes a watch; Run starts it.
func New(opts Options) *Watch {
	now := opts.Env.Door.Now()
	w := &Watch{core: NewCore(opts, now), opts: opts, intents: make(chan estate.Intent, 64)}
	w.newest.Store(w.core.Snapshot(now))
	return w
}

// Snapshot is the newest picture.
func (w *Watch) Snapshot() *estate.Snapshot { return w.newest.Load() }

// Act hands over what a person wants done.
func (w *Watch) Act(i estate.Intent) bool {
	select {
	case w.intents <- i:
		return true
	default:
		return false
	}
}

// Run asks on schedule until ctx ends. Askings that are under way then are cut short.
//
// The workers are plain goroutines on a channel: a conc pool costs several times more a task, and this one never
// ends. conc starts them and carries a panic of one of them to here.
func (w *Watch) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	jobs := make(chan Job)
	answers := make(chan Answer, 64)
	var workers conc.WaitGroup
	defer func() {
		cancel()
		close(jobs)
		workers.Wait()
	}()
	for range w.workers() {
		workers.Go(func() { w.work(ctx, jobs, answers) })
	}
	w.loop(ctx, jobs, answers)
}

// workers is how many askings may be under way at once: enough for a day on which all of them time out,
// and one for each source beside them, so that neither starves the other.
func (w *Watch) workers() int {
	checks := 0
	for _, s := range w.opts.Sites {
		checks += len(s.Checks)
	}
	limit := w.opts.Limits.Parallel
	if limit <= 0 {
		limit = 256
	}
	return max(1, min(checks, limit)+len(w.opts.Sources))
}

func (w *Watch) work(ctx context.Context, jobs <-chan Job, answers chan<- Answer) {
	for job := range jobs {
		a := job.Run(ctx, w.opts.Env, w.opts.Line)
		select {
		case answers <- a:
		case <-ctx.Done():
		}
	}
}

func (w *Watch) loop(ctx context.Context, jobs chan<- Job, answers <-chan Answer) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	var queue []Job
	published := time.Time{}
	for {
		now := w.opts.Env.Door.Now()
		queue = append(queue, w.core.Due(now)...)
		if w.core.Dirty() && now.Sub(published) >= beat {
			w.newest.Store(w.core.Snapshot(now))
			published = now
		}
		if w.once && len(queue) == 0 && w.core.settled(now) {
			return
		}
		timer.Reset(w.pause(now, published))

		var out chan<- Job
		var first Job
		if len(queue) > 0 {
			out, first = jobs, queue[0]
		}
		select {
		case <-ctx.Done():
			return
		case out <- first:
			queue = queue[1:]
		case a := <-answers:
			w.core.Fold(a)
		case i := <-w.intents:
			w.core.Do(i, now)
		case <-timer.C:
		}
	}
}

// pause is how long nothing needs to be done. At least once a second a picture is made,
// so that what grows stale by itself is noticed.
func (w *Watch) pause(now, published time.Time) time.Duration {
	d := time.Second
	if next, ok := w.core.Next(); ok {
		d = min(d, next.Sub(now))
	}
	if w.core.Dirty() {
		d = min(d, published.Add(beat).Sub(now))
	}
	return max(d, time.Millisecond)
}

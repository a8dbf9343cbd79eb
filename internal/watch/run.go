package watch

import (
	"context"
	"sync/atomic"
	"time"

	"vigie/internal/estate"
)

const (
	// beat is how often a new snapshot is published at most.
	beat = 50 * time.Millisecond
	// look is how long nothing is looked at, at most.
	look = time.Second
	// stall is how much longer than that the loop may be kept waiting before it is taken to have been asleep.
	stall = 4 * time.Second
)

// Watch turns a core in real time. Snapshot, Act and Reload may be used from any goroutine.
type Watch struct {
	core    *core
	opts    Options
	newest  atomic.Pointer[estate.Snapshot]
	pulse   atomic.Int64 // when the loop last looked at the clock, in Unix nanoseconds
	wanted  atomic.Bool  // somebody has taken the newest one
	intents chan estate.Intent
	edits   chan edit
	once    bool // Run ends when everything has been asked

	looked    time.Time // when the loop last looked at the clock
	noticed   time.Time // and at what changes by itself
	published time.Time
}

// edit is another configuration, or why it was not taken.
type edit struct {
	opts    *Options
	mistake string
}

// New makes a watch; Run starts it.
func New(opts Options) *Watch {
	now := opts.Env.Door.Now()
	w := &Watch{
		core: newCore(opts, now), opts: opts, intents: make(chan estate.Intent, 64), edits: make(chan edit, 1),
		looked: now,
	}
	w.newest.Store(w.core.Snapshot(now))
	w.pulse.Store(now.UnixNano())
	return w
}

// Snapshot is the newest picture. A newer one is made only when somebody takes it.
func (w *Watch) Snapshot() *estate.Snapshot {
	w.wanted.Store(true)
	return w.newest.Load()
}

// Pulse is when the watch last showed a sign of life; it does so at least once a second.
func (w *Watch) Pulse() time.Time { return time.Unix(0, w.pulse.Load()) }

// Act hands over what a person wants done.
func (w *Watch) Act(i estate.Intent) bool {
	select {
	case w.intents <- i:
		return true
	default:
		return false
	}
}

// Reload hands over another configuration, of which the sites, the sources, the limits and whom to ask for names and
// about the line are taken. What is known of the sites that stay is kept. It waits for the loop, until ctx ends.
func (w *Watch) Reload(ctx context.Context, opts Options) { w.edit(ctx, edit{opts: &opts}) }

// Mistaken tells that an edit of the configuration was not taken, and why.
func (w *Watch) Mistaken(ctx context.Context, why string) { w.edit(ctx, edit{mistake: why}) }

func (w *Watch) edit(ctx context.Context, e edit) {
	select {
	case w.edits <- e:
	case <-ctx.Done():
	}
}

// Run asks on schedule until ctx ends. Askings that are under way then are cut short.
func (w *Watch) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	p := newPool(ctx, w.limit(), means{w.opts.Env, w.opts.Line})
	defer p.end()
	defer cancel()
	w.loop(ctx, p)
}

// bystanders is how many witnesses may be asked at once.
const bystanders = 16

// limit is how many may be asked at once, with one for each source and some for witnesses beside them, so that none starves
// the others.
func (w *Watch) limit() int { return w.core.Capacity() + len(w.opts.Sources) + bystanders }

func (w *Watch) loop(ctx context.Context, p *pool) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	var queue []job
	for ctx.Err() == nil {
		now := w.mind()
		queue = p.start(append(queue, w.core.Due(now)...))
		w.publish(now)
		if w.once && len(queue) == 0 && w.core.settled(now) {
			w.core.Snapshot(now) // it may call for witnesses
			if w.core.settled(now) {
				return
			}
			continue
		}
		timer.Reset(w.pause(now))
		select {
		case <-ctx.Done():
		case a := <-p.answers:
			w.mind() // it may have slept through, and is then not believed
			w.core.Fold(a)
			for n := len(p.answers); n > 0; n-- {
				w.core.Fold(<-p.answers)
			}
		case i := <-w.intents:
			w.core.Do(i, w.mind())
		case e := <-w.edits:
			w.take(e, p, w.mind())
		case <-timer.C:
		}
	}
}

// mind looks at the clock. It notices when this machine was asleep or stopped, or when its clock was set: the loop looks
// at least once a second, so what is missing on the clock of the day was not watched.
func (w *Watch) mind() time.Time {
	now, before := w.opts.Env.Door.Now(), w.looked
	w.looked = now
	w.pulse.Store(now.UnixNano())
	switch gone := now.Round(0).Sub(before.Round(0)); {
	case gone > look+stall:
		w.core.Slept(before, now)
	case gone < -look:
		w.core.SetBack(before, now)
	}
	return now
}

// publish makes a new snapshot when there is something new and a beat has passed; where nobody takes them, one a
// second is enough.
func (w *Watch) publish(now time.Time) {
	if now.Sub(w.noticed) >= look {
		w.core.Notice(now)
		w.noticed = now
	}
	if !w.core.Dirty() || now.Sub(w.published) < w.beat() {
		return
	}
	w.wanted.Store(false)
	w.newest.Store(w.core.Snapshot(now))
	w.published = now
}

func (w *Watch) beat() time.Duration {
	if w.wanted.Load() {
		return beat
	}
	return look
}

// take takes another configuration.
func (w *Watch) take(e edit, p *pool, now time.Time) {
	if e.opts == nil {
		w.core.Mistaken(e.mistake)
		return
	}
	w.core.Reload(*e.opts, now)
	w.opts.Sources = e.opts.Sources
	p.use(w.limit(), means{e.opts.Env, e.opts.Line})
}

// pause is how long nothing needs to be done.
func (w *Watch) pause(now time.Time) time.Duration {
	d := look
	if next, ok := w.core.Next(); ok {
		d = min(d, next.Sub(now))
	}
	if w.core.Dirty() {
		d = min(d, w.published.Add(w.beat()).Sub(now))
	}
	return max(d, time.Millisecond)
}

package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/pane"
)

// The rhythm in which the past of a site is asked for, in beats.
const (
	settleBeats = 2   // a selection that goes by is not asked about: 150 ms on average
	sayBeats    = 4   // that it is being read is said after 300 ms
	turnBeats   = 12  // after a change: what is kept may be a second behind
	againBeats  = 150 // 15 s after an answer it is asked anew
	lostBeats   = 110 // a second more than the patience there is
)

// patience is how long the history may take.
const patience = 10 * time.Second

// recall asks for the past of the site whose detail is seen. It belongs to the goroutine of the console, which it never
// makes wait: the asking itself happens beside it, and comes back as a pastMsg.
type recall struct {
	ask    func(ctx context.Context, site string) (*estate.Past, error) // nil where there is no history
	site   string                                                       // empty while no detail is seen
	memory pane.Memory                                                  // of that site

	epoch  int                // an answer to an earlier asking is dropped
	cancel context.CancelFunc // ends the asking under way; nil where there is none
	beats  int                // of the asking under way, or that are left until the next one
	again  bool               // something became of the site while it was being asked about

	snap *estate.Snapshot // in which the site was looked at
	turn turn             // of the site, as it was then
}

// turn is the newest change of a site.
type turn struct {
	state result.State
	since time.Time
}

// pastMsg is what the history answered.
type pastMsg struct {
	epoch int
	past  *estate.Past
	err   error
}

// follow turns to the site whose detail is seen now; empty when none is. The first one is asked about at once, another
// one when the selection has come to rest on it.
func (r *recall) follow(site string) tea.Cmd {
	if r.ask == nil || site == r.site {
		return nil
	}
	r.stop()
	first, known := r.site == "", r.memory.Past
	r.site, r.snap, r.turn, r.memory = site, nil, turn{}, pane.Memory{Kept: true}
	switch {
	case site == "":
		r.memory.Past = known // for the case that the same site comes back
		return nil
	case known != nil && known.Site == site:
		r.memory.Past = known
	}
	if first {
		return r.start()
	}
	r.beats = settleBeats
	return nil
}

// turned looks whether something became of the site, and plans to ask anew if so.
func (r *recall) turned(snap *estate.Snapshot) {
	if r.site == "" || snap == r.snap {
		return
	}
	r.snap = snap
	x, known := snap.Site(r.site)
	if !known {
		return
	}
	old := r.turn
	r.turn = turn{x.State, x.Since}
	switch {
	case old == turn{} || old.state == x.State && old.since.Equal(x.Since):
	case r.cancel != nil:
		r.again = true
	default:
		r.beats = min(r.beats, turnBeats)
	}
}

// beat counts; it tells whether there is something new to show.
func (r *recall) beat(now time.Time) (fresh bool, cmd tea.Cmd) {
	switch {
	case r.cancel == nil && r.beats > 0:
		if r.beats--; r.beats == 0 {
			return false, r.start()
		}
		return false, nil
	case r.cancel == nil:
		return false, nil
	}
	r.beats++
	switch r.beats {
	case sayBeats:
		r.memory.Reading = true
	case lostBeats: // it does not even end with its context
		r.failed(errSilent(), now)
	default:
		return false, nil
	}
	return true, nil
}

func (r *recall) failed(err error, now time.Time) {
	if r.memory.Error == "" {
		r.memory.Since = now
	}
	r.memory.Error = err.Error()
}

func errSilent() error { return fmt.Errorf("it does not answer within %d s", patience/time.Second) }

// start asks.
func (r *recall) start() tea.Cmd {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	r.epoch++
	r.cancel, r.beats, r.again = cancel, 0, false
	ask, site, epoch := r.ask, r.site, r.epoch
	return func() (msg tea.Msg) {
		defer cancel()
		defer func() {
			if p := recover(); p != nil { // the history may fail; the console goes on
				msg = pastMsg{epoch: epoch, err: fmt.Errorf("vigie itself failed while reading it: %v", p)}
			}
		}()
		past, err := ask(ctx, site)
		if errors.Is(err, context.DeadlineExceeded) {
			err = errSilent()
		}
		return pastMsg{epoch: epoch, past: past, err: err}
	}
}

// stop gives up what is under way and what is planned.
func (r *recall) stop() {
	if r.cancel != nil {
		r.cancel()
	}
	r.epoch++
	r.cancel, r.beats, r.again = nil, 0, false
}

// take takes an answer, and tells whether it was still wanted. What was known stays while nothing newer can be had.
func (r *recall) take(msg pastMsg, now time.Time) (wanted bool) {
	if msg.epoch != r.epoch || r.cancel == nil {
		return false
	}
	again := r.again
	r.stop()
	r.memory.Reading = false
	switch {
	case msg.err != nil:
		r.failed(msg.err, now)
	case msg.past != nil:
		r.memory.Past, r.memory.Error = msg.past, ""
	}
	r.beats = againBeats
	if again {
		r.beats = turnBeats
	}
	return true
}

// remember has the past of the site asked for whose detail is seen.
func (a *App) remember() tea.Cmd {
	site := ""
	if a.base != Tickets && !a.layout.Panes[Detail].Empty() {
		site = a.detail.Site()
	}
	if site == a.recall.site {
		return nil
	}
	cmd := a.recall.follow(site)
	a.detail.Remember(a.recall.memory)
	return cmd
}

func (a *App) recallBeat() tea.Cmd {
	a.recall.turned(a.scene.Snap)
	fresh, cmd := a.recall.beat(a.scene.Now)
	if fresh {
		a.detail.Remember(a.recall.memory)
		a.stale = true
	}
	return cmd
}

func (a *App) recalled(msg pastMsg) {
	if a.recall.take(msg, a.scene.Now) {
		a.detail.Remember(a.recall.memory)
		a.stale = true
	}
}

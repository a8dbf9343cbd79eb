package ovh

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	// callsAMinute is how many calls may have been made in any minute once the account is known.
	callsAMinute = 60
	// othersCalls is how many of these the inventory leaves to the tickets, the notices by mail and what a person asks,
	// beside what those took lately. They are never kept waiting.
	othersCalls = 5
	// ownCalls is how many the inventory makes all the same when the others take more: an account with ten thousand
	// tickets is read for hours, and its states are wanted meanwhile.
	ownCalls = 30
	// firstCalls is how many the inventory makes at first: at 10 in flight and 80 ms a call they take 13 s. What an
	// account of many hundreds needs beyond that comes in the minutes that follow.
	firstCalls = 1600
	// doubted is how many calls may fail one after another for reasons that lie in the API, before a round is ended.
	doubted = 12
	// roomTime is how long after its beginning a round waits for room among the calls of the last minute.
	roomTime = 10 * time.Second
)

// errSpent ends what is read when no more calls may be made in this minute. The next round goes on with it.
var errSpent = errors.New("as many calls were made in this minute as may be")

// purse is how many calls may still be made. Each call is taken from it as it is sent: a reading may cost many, and only
// those who send them can count them.
type purse struct {
	now func() time.Time

	mu     sync.Mutex
	own    []time.Time // the inventory's calls of the last minute, those apart that were made at first
	others []time.Time // the calls of the last two minutes that are not the inventory's
	asked  time.Time   // when a round last began
	until  time.Time   // until when the round waits for room
	first  int         // what is left of firstCalls; 0: the account is known
	shut   bool        // the round makes no more calls
	failed int         // how many calls of the round have failed running
}

func newPurse(now func() time.Time) *purse { return &purse{now: now, first: firstCalls} }

// begin begins a round, and tells whether the clock was set back since the one before.
func (p *purse) begin() (back bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if back = now.Before(p.asked); back {
		p.own, p.others = nil, nil // nobody knows any more when that was
	}
	p.asked, p.until = now, now.Add(roomTime)
	p.shut, p.failed = false, 0
	return back
}

// cold tells whether the account is still being read for the first time.
func (p *purse) cold() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.first > 0
}

// known ends the first reading, unless something has kept it from reading everything.
func (p *purse) known() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.shut && p.failed < doubted {
		p.first = 0
	}
}

// open tells whether another reading may be begun in this round.
func (p *purse) open() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.shut && p.failed < doubted
}

// take takes a call of the inventory away, or says how long it is until there is room for one.
func (p *purse) take() (wait time.Duration, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shut {
		return 0, errSpent
	}
	if p.first > 0 {
		p.first--
		p.shut = p.first == 0
		return 0, nil
	}
	now := p.now()
	p.own = since(p.own, now.Add(-time.Minute))
	room := p.room(now)
	if len(p.own) < room {
		p.own = append(p.own, now)
		return 0, nil
	}
	wait = time.Minute - now.Sub(p.own[len(p.own)-room])
	if now.Add(wait).After(p.until) {
		p.shut = true
		return 0, errSpent
	}
	return wait, nil
}

// room is how many calls the inventory may have made in a minute, beside what the others took in this one or the one
// before; mu must be held.
func (p *purse) room(now time.Time) int {
	p.others = since(p.others, now.Add(-2*time.Minute))
	lately := len(since(p.others, now.Add(-time.Minute)))
	return max(ownCalls, callsAMinute-othersCalls-max(lately, len(p.others)-lately))
}

// count counts a call that nobody keeps waiting.
func (p *purse) count() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	p.others = append(since(p.others, now.Add(-2*time.Minute)), now)
}

// since leaves out the calls that were made at a time or before it.
func since(calls []time.Time, at time.Time) []time.Time {
	for len(calls) > 0 && !calls[0].After(at) {
		calls = calls[1:]
	}
	return calls
}

// heard takes in how a reading of the inventory went, after all its tries.
func (p *purse) heard(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case errors.Is(err, errSpent):
	case unanswered(err):
		p.failed++
	default:
		p.failed = 0
	}
}

// back gives a call back that the API could not answer, where it was one of the first: so that an account which was
// opened while the API was down is read at once when it is up.
func (p *purse) back(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.first > 0 && unanswered(err) {
		p.first++
	}
}

// unanswered tells whether a call failed for reasons that lie in the API, or on the way to it.
func unanswered(err error) bool { return passing(err) || errors.Is(err, context.DeadlineExceeded) }

package watch

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"vigie/internal/result"
	"vigie/internal/schedule"
	"vigie/internal/steady"
	"vigie/probes"
)

// check is one question of a site with what is known of it.
type check struct {
	item    schedule.Item[any]
	site    *site
	spec    probes.Check
	host    string // whom it burdens
	rhythm  schedule.Rhythm
	due     time.Time // when it should have been asked that waits for its turn
	asking  bool
	again   bool // somebody asked for it while it was being asked
	gone    bool // it is no longer in the configuration
	silent  bool // the last time nothing came back at all
	inHost  string
	inQuiet bool // the crowd counts it there, and among the silent

	steady      *steady.Machine
	flapsSince  time.Time // zero while it does not flap
	attempts    int       // failures in a row
	last        *result.Result
	lastFailure *result.Result
	speaks      *result.Result // the last one that was as bad as what is believed
	usual       usual
}

func newCheck(s *site, spec probes.Check, now time.Time) *check {
	k := &check{
		site: s, spec: spec, host: cmp.Or(spec.Prober.Burdens(), spec.ID),
		rhythm: schedule.NewRhythm(spec.ID, s.spec.Every, now), steady: steady.New(s.spec.Confirm),
	}
	k.item.What = k
	return k
}

// reconfigure takes another specification of the same question.
func (k *check) reconfigure(s *site, spec probes.Check, now time.Time) {
	if every := s.spec.Every; every != k.rhythm.Every() {
		k.rhythm = schedule.NewRhythm(spec.ID, every, now)
	}
	k.site, k.spec, k.host = s, spec, cmp.Or(spec.Prober.Burdens(), spec.ID)
	k.steady.Confirm(s.spec.Confirm)
}

// add takes a result.
func (k *check) add(r *result.Result) {
	if r.State == result.Up {
		k.attempts = 0
	} else {
		k.attempts++
		r.Attempts = k.attempts
	}
	before := k.steady.State()
	k.steady.Add(r.Time, r.State)
	kept := *r
	k.last = &kept
	if r.State != result.Up {
		k.lastFailure = &kept
	}
	if now := k.steady.State(); r.State == now || now != before {
		k.speaks = &kept
	}
	switch flaps := k.steady.Flapping(); {
	case flaps && k.flapsSince.IsZero():
		k.flapsSince = r.Time
	case !flaps:
		k.flapsSince = time.Time{}
	}
	f := r.Root()
	k.silent = f.Silent() || f == result.HTTPTimeout || f == result.TLSTimeout
	if r.State == result.Up && r.HTTP != nil && r.HTTP.Visible > 0 {
		k.usual.add(r.HTTP.Visible)
	}
}

// opinion is what a check says of its site.
type opinion struct {
	state  result.State
	since  time.Time // when that began; what went on over a gap began before it
	seen   time.Time // from when on it has been seen without a gap
	flaps  bool
	result *result.Result // that speaks for it; nil where there is none
	reason string         // beside the one of the result
}

// opinion is what is believed. What comes and goes is degraded at least, since not every visitor comes through.
func (k *check) opinion() opinion {
	o := opinion{
		state: k.steady.State(), since: k.steady.Since(), seen: k.steady.Seen(), flaps: k.steady.Flapping(), result: k.speaks,
	}
	switch {
	case o.flaps && o.state == result.Up && k.lastFailure != nil:
		failed, of := k.steady.Failures()
		o.state, o.since, o.seen, o.result = result.Degraded, k.flapsSince, k.flapsSince, k.lastFailure
		o.reason = fmt.Sprintf("it comes and goes: %d of the last %d answers failed, the last: %s", failed, of, k.lastFailure.Reason)
	case o.state == result.Unknown && k.steady.Wavering():
		o.result = k.lastFailure // asked, but not confirmed
	}
	return o
}

// usual remembers how many visible characters a page has shown when it was well: the last few of them.
type usual struct {
	shown  [9]int32 // in no order; 0 is none
	next   int8
	middle int32
}

func (u *usual) add(visible int) {
	u.shown[u.next] = int32(min(visible, 1<<30)) //nolint:gosec // bounded
	u.next = (u.next + 1) % int8(len(u.shown))
	sorted := u.shown
	slices.Sort(sorted[:])
	known, _ := slices.BinarySearch(sorted[:], 1)
	if n := len(sorted) - known; n >= 3 { // fewer are no habit
		u.middle = sorted[known+n/2]
	}
}

// median is how many it usually shows, 0 where that is not known.
func (u *usual) median() int { return int(u.middle) }

// remember takes what is known from before.
func (u *usual) remember(visible int) {
	for range 3 {
		u.add(visible)
	}
}

package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"vigie/internal/estate"
	"vigie/internal/sim/scenario"
	"vigie/internal/text"
)

// lookEvery is how often a verdict is held against what is expected, while that may still come true.
const lookEvery = 10 * time.Second

// rehearsal holds the verdicts of a play against what its scenario expects.
type rehearsal struct {
	open []*trial // of which it is not known yet, in order of time
	all  []*trial // in the order of the file
}

// trial is one expectation, and what was found of it.
type trial struct {
	scenario.Expect
	holds bool
	found string // the last that was seen: cause, place, and the summary
}

func newRehearsal(expects []scenario.Expect) *rehearsal {
	r := &rehearsal{}
	for _, e := range expects {
		r.all = append(r.all, &trial{Expect: e})
	}
	r.open = slices.Clone(r.all)
	slices.SortStableFunc(r.open, func(a, b *trial) int { return cmp.Compare(a.At, b.At) })
	return r
}

// next is the moment of the next look, from the start, after one at a moment; false when all is known.
func (r *rehearsal) next(at time.Duration) (time.Duration, bool) {
	if len(r.open) == 0 {
		return 0, false
	}
	next := max(r.open[0].At, at+lookEvery)
	for _, t := range r.open {
		for _, moment := range []time.Duration{t.At, t.At + t.After} { // both ends are looked at, whatever lies between
			if moment > at {
				next = min(next, moment)
			}
		}
	}
	return next, true
}

// look holds a picture against what may be true at a moment.
func (r *rehearsal) look(at time.Duration, s *estate.Snapshot) {
	r.open = slices.DeleteFunc(r.open, func(t *trial) bool {
		if at < t.At {
			return false
		}
		t.holds, t.found = t.isTrue(s), foundIn(s)
		return t.holds || at >= t.At+t.After
	})
}

// isTrue tells whether the worst verdict is the one expected, and whether the others that are expected are open beside it.
func (t *trial) isTrue(s *estate.Snapshot) bool {
	if !isSaid(t.Said, s.Verdict) {
		return false
	}
	for _, also := range t.Also {
		if !slices.ContainsFunc(s.Incidents, func(i estate.Incident) bool { return isSaid(also, i.Verdict) }) {
			return false
		}
	}
	return true
}

func isSaid(said scenario.Said, v estate.Verdict) bool {
	return said.Cause == string(v.Cause) && (said.Where == "" || said.Where == v.Where)
}

// foundIn is what a picture says: the worst verdict, and the other incidents that are open.
func foundIn(s *estate.Snapshot) string {
	found := []string{named(string(s.Verdict.Cause), s.Verdict.Where)}
	for _, i := range s.Incidents {
		if i.Verdict.Cause != s.Verdict.Cause || i.Verdict.Where != s.Verdict.Where {
			found = append(found, named(string(i.Verdict.Cause), i.Verdict.Where))
		}
	}
	return strings.Join(found, " and ") + ": " + s.Verdict.Summary
}

func named(cause, where string) string { return strings.TrimSpace(cause + " " + where) }

// expected is what was wanted, in words.
func (t *trial) expected() string {
	list := []string{named(t.Cause, t.Where)}
	for _, also := range t.Also {
		list = append(list, named(also.Cause, also.Where))
	}
	return strings.Join(list, " and ")
}

// line is what is printed of an expectation.
func (t *trial) line() string {
	mark := "ok "
	if !t.holds {
		mark = "NOT"
	}
	return text.Clean(fmt.Sprintf("%s %8s  expected %s, found %s", mark, t.At, t.expected(), t.found))
}

// tell prints a line for each expectation, and tells how many do not hold.
func (r *rehearsal) tell(out io.Writer) (wrong int, err error) {
	for _, t := range r.all {
		if !t.holds {
			wrong++
		}
		if _, err := fmt.Fprintln(out, t.line()); err != nil {
			return wrong, fmt.Errorf("printing what was found: %w", err)
		}
	}
	return wrong, nil
}

// rehearse plays a scenario as far as it expects anything, as fast as it can.
func (d *stage) rehearse(ctx context.Context) (*rehearsal, error) {
	r := newRehearsal(d.expect)
	for at, more := r.next(-lookEvery); more; at, more = r.next(at) {
		d.play.To(ctx, d.start.Add(at))
		if ctx.Err() != nil {
			return nil, fmt.Errorf("it was broken off before %s", at)
		}
		r.look(at, d.play.Snapshot())
	}
	return r, nil
}

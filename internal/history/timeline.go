package history

import (
	"sort"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
)

// turn is a state that a site has from a time on.
type turn struct {
	at      int64 // ms
	state   result.State
	failure result.Failure
	reason  string
}

func (t turn) same(o turn) bool {
	return t.state == o.state && t.failure == o.failure && t.reason == o.reason
}

// timeline is the turns of one site, oldest first; each lasts until the next. Before the first, nothing is known.
type timeline []turn

// put takes a turn in. One that is dated back replaces what was believed from then on.
func (l timeline) put(t turn) timeline {
	for len(l) > 0 && l[len(l)-1].at >= t.at {
		l = l[:len(l)-1]
	}
	return append(l, t)
}

// each calls f for every stretch between two times, in ms; also for the one before the first turn, which is unknown.
func (l timeline) each(from, to int64, f func(t turn, from, to int64)) {
	begin, now := from, turn{at: from, state: result.Unknown}
	for _, t := range l {
		if t.at >= to {
			break
		}
		if t.at > begin {
			f(now, begin, t.at)
			begin = t.at
		}
		now = t
	}
	if begin < to {
		f(now, begin, to)
	}
}

// spent is how long a site was in each state.
type spent map[result.State]time.Duration

func (l timeline) spent(from, to int64) spent {
	s := make(spent, 5)
	l.each(from, to, func(t turn, from, to int64) { s[t.state] += millis(to - from) })
	return s
}

// share is the part of a period that a site answered in: (up + degraded) / (up + degraded + down). Time in which it
// could not be asked, was paused, or was not watched counts for nothing.
func (l timeline) share(from, to int64) estate.Share {
	s := l.spent(from, to)
	good := s[result.Up] + s[result.Degraded]
	seen := good + s[result.Down]
	out := estate.Share{Period: millis(to - from), Of: -1}
	if seen > 0 {
		out.Of = float64(good) / float64(seen)
	}
	if to > from {
		out.Seen = float64(seen) / float64(millis(to-from))
	}
	return out
}

// days is how the last n days of the calendar of a place were spent, oldest first; the last one is still going on.
func (l timeline) days(now time.Time, loc *time.Location, n int) []estate.Day {
	y, m, d := now.In(loc).Date()
	out := make([]estate.Day, 0, n)
	for i := n - 1; i >= 0; i-- {
		begin := time.Date(y, m, d-i, 0, 0, 0, 0, loc)
		end := time.Date(y, m, d-i+1, 0, 0, 0, 0, loc)
		if end.After(now) {
			end = now
		}
		s := l.spent(begin.UnixMilli(), end.UnixMilli())
		out = append(out, estate.Day{
			Date: begin, Up: s[result.Up], Degraded: s[result.Degraded], Down: s[result.Down],
			Unknown: s[result.Unknown], Paused: s[result.Paused],
		})
	}
	return out
}

// outages are the stretches in which a site was down, the newest first, as far as they reach into a period. Two that
// are parted only by a time in which nobody watched are one, and the gap is told.
func (l timeline) outages(from, to int64) []estate.Outage {
	var out []estate.Outage
	open := false // the last one may go on
	gap := int64(0)
	l.each(minTime, to, func(t turn, begin, end int64) {
		switch {
		case t.state == result.Down && open:
			out[len(out)-1].Gap += millis(gap)
			out[len(out)-1].To = moment(end)
			gap = 0
		case t.state == result.Down:
			out = append(out, estate.Outage{From: moment(begin), To: moment(end), Failure: t.failure, Reason: t.reason})
			open, gap = true, 0
		case t.state == result.Unknown && open:
			gap += end - begin
		default:
			open = false
		}
	})
	if n := len(out); n > 0 && open && gap == 0 {
		out[n-1].To = time.Time{}
	}
	first := sort.Search(len(out), func(i int) bool { return out[i].To.IsZero() || out[i].To.UnixMilli() > from })
	out = out[first:]
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

const minTime = -maxTime

func millis(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }

func moment(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

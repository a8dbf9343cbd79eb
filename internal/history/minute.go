package history

import (
	"encoding/binary"
	"time"

	"vigie/internal/result"
)

const (
	msPerMinute = int64(time.Minute / time.Millisecond)
	msPerHour   = int64(time.Hour / time.Millisecond)
)

// hourOf is the hour since 1970 in which a time in ms lies.
func hourOf(ms int64) int64 {
	h := ms / msPerHour
	if ms%msPerHour < 0 {
		h--
	}
	return h
}

// tally is what came of the askings within some time.
type tally struct {
	answers, failures int
	sum               time.Duration // of the answers
	least, most       time.Duration
}

// counts tells how a state counts: as an answer, as a failure, or, where nothing was asked, as neither.
func counts(s result.State) (answer, failure bool) {
	return s == result.Up || s == result.Degraded, s == result.Down
}

// count takes a result in.
func (t *tally) count(s result.State, total time.Duration) {
	answer, failure := counts(s)
	switch {
	case failure:
		t.failures++
	case answer:
		total = min(total, longest)
		t.add(tally{answers: 1, sum: total, least: total, most: total})
	}
}

// add takes another tally in.
func (t *tally) add(o tally) {
	t.failures += o.failures
	if o.answers == 0 {
		return
	}
	if t.answers == 0 || o.least < t.least {
		t.least = o.least
	}
	t.most = max(t.most, o.most)
	t.answers += o.answers
	t.sum += o.sum
}

func (t *tally) mean() time.Duration {
	if t.answers == 0 {
		return 0
	}
	return t.sum / time.Duration(t.answers)
}

// minutes is the roll-up of one hour of one series.
type minutes [60]tally

// bytes are the minutes in which anything was asked. A minute is its number of answers with two marks, one for a
// jump over silent minutes and one for failures; then how its mean differs from that of the minute before, and how far
// the least and the most lie from it. One answer has only a mean.
func (m *minutes) bytes() (b []byte) {
	last, before := -1, int64(0)
	for i := range m {
		t := &m[i]
		if t.answers == 0 && t.failures == 0 {
			continue
		}
		head := uint64(t.answers) << 2 //nolint:gosec // not negative
		gap := i - last - 1
		if gap > 0 {
			head |= 1
		}
		if t.failures > 0 {
			head |= 2
		}
		b = binary.AppendUvarint(b, head)
		if gap > 0 {
			b = binary.AppendUvarint(b, uint64(gap))
		}
		if t.failures > 0 {
			b = binary.AppendUvarint(b, uint64(t.failures))
		}
		if t.answers > 0 {
			mean := encode(t.mean())
			b = binary.AppendVarint(b, mean-before)
			before = mean
			if t.answers > 1 {
				b = binary.AppendUvarint(b, uint64(mean-min(encode(t.least), mean))) //nolint:gosec // not negative
				b = binary.AppendUvarint(b, uint64(max(encode(t.most), mean)-mean))  //nolint:gosec // not negative
			}
		}
		last = i
	}
	return b
}

// take reads what bytes wrote and counts it as well.
func (m *minutes) take(r *reader) {
	i, before := -1, int64(0)
	for len(r.b) > 0 {
		head := r.uvarint()
		gap := uint64(0)
		if head&1 != 0 {
			gap = r.uvarint()
		}
		var t tally
		if head&2 != 0 {
			t.failures = r.few()
		}
		if head>>2 > maxFew || gap >= 60 || i+1+int(gap) >= 60 {
			r.fail("a minute that cannot be")
		}
		if t.answers = int(head >> 2); t.answers > 0 {
			before += r.varint()
			mean := decode(before)
			t.sum, t.least, t.most = mean*time.Duration(t.answers), mean, mean
			if t.answers > 1 {
				t.least = decode(max(before-int64(r.few()), 0))
				t.most = decode(before + int64(r.few()))
			}
			if mean < 0 || mean > longest {
				r.fail("a mean that cannot be")
			}
		}
		if r.err != nil {
			return
		}
		i += int(gap) + 1
		m[i].add(t)
	}
}

// maxFew bounds what is counted within an hour: a thousand askings a second, and more than there are codes.
const maxFew = 3_600_000

// longest is above what any asking may take, and small enough that the sum of an hour of them does not overflow.
const longest = 30 * time.Minute

// few reads a number of things that are counted within an hour.
func (r *reader) few() int {
	x := r.uvarint()
	if x > maxFew {
		r.fail("a count that cannot be")
		return 0
	}
	return int(x)
}

func (m *minutes) empty() bool {
	for i := range m {
		if m[i].answers > 0 || m[i].failures > 0 {
			return false
		}
	}
	return true
}

// hour is the roll-up of one hour of one series: how often it failed, and how long its answers took.
type hour struct {
	failures int
	sketch   sketch
}

func (h *hour) bytes() []byte {
	b := binary.AppendUvarint(nil, uint64(h.failures)) //nolint:gosec // not negative
	return h.sketch.append(b)
}

func (h *hour) take(r *reader) {
	h.failures += r.few()
	h.sketch.take(r)
}

func (h *hour) empty() bool { return h.failures == 0 && h.sketch.total == 0 }

// count takes a result in.
func (h *hour) count(s result.State, total time.Duration) {
	answer, failure := counts(s)
	switch {
	case failure:
		h.failures++
	case answer:
		h.sketch.add(bucketOf(encode(total)), 1)
	}
}

// add takes another hour in.
func (h *hour) add(o *hour) {
	h.failures += o.failures
	h.sketch.merge(&o.sketch)
}

// tally is what an hour's sketch still knows of it, to 2 %.
func (h *hour) tally() tally {
	t := tally{failures: h.failures, answers: h.sketch.total}
	for i, n := range h.sketch.counts {
		if n == 0 {
			continue
		}
		d := bucketMiddle(h.sketch.least + i)
		if t.least == 0 {
			t.least = d
		}
		t.most = d
		t.sum += d * time.Duration(n)
	}
	return t
}

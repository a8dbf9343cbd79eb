package history

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"time"

	"vigie/internal/result"
)

// A stream holds the results of one series within one hour, as bytes that are only ever appended to.
//
// A result is a list of numbers, each written as its difference from the one before it, and only where there is one:
// a mask says which. What comes often stands in front, so that a page that answers as it did costs a byte for the mask
// and one for each phase. The first result says what everything is, and so does any that differs in more than numbers:
// its shape follows it.
//
//	0–4 phases · 5 time · 6 bytes · 7 visible · 8 total · 9 shape · 10 attempts · 11… the rest
const (
	slotTime     = 5
	slotTotal    = 8
	slotShape    = 9
	slotAttempts = 10
	slotRest     = 11

	// maxSlots bounds what a damaged mask can ask for; maxSteps and maxFigures keep what is written below it.
	maxSlots = 1 << 15
)

// slotOf is where a number of the coder stands.
func slotOf(i int) int {
	switch {
	case i < slotTime:
		return i
	case i < slotTotal:
		return i + 1
	default:
		return i + 3
	}
}

// stream is what both sides know of the result before.
type stream struct {
	time, pace int64   // ms since the hour began, and how much that was after the one before
	slots      []int64 // the numbers as they stand
	shapes     []shape
	failing    int64 // attempts of the last one, where it was not up
}

// shape is where one is written.
type shape struct {
	at, n uint32
	state byte
}

// append writes a result, already taken apart by c, to the bytes of its stream. ms is its time since the hour began.
func (s *stream) append(buf []byte, c *coder, ms int64, attempts int) []byte {
	k := s.find(buf, c.shape)
	isNew := k == len(s.shapes)
	s.grow(slotOf(len(c.numbers)-1) + 1)

	c.diff = append(c.diff[:0], make([]int64, len(s.slots))...)
	diff := c.diff
	for i, x := range c.numbers {
		at := slotOf(i)
		diff[at], s.slots[at] = x-s.slots[at], x
	}
	diff[slotShape], s.slots[slotShape] = int64(k)-s.slots[slotShape], int64(k)
	diff[slotTime] = ms - s.time - s.pace
	s.pace, s.time = ms-s.time, ms
	state := c.shape[0]
	diff[slotAttempts] = int64(attempts) - s.expect(state)
	s.attempted(state, int64(attempts))

	buf = appendMask(buf, diff)
	for _, d := range diff {
		if d != 0 {
			buf = binary.AppendVarint(buf, d)
		}
	}
	if isNew {
		buf = binary.AppendUvarint(buf, uint64(len(c.shape)))
		s.shapes = append(s.shapes, shape{at: uint32(len(buf)), n: uint32(len(c.shape)), state: state}) //nolint:gosec // an hour is far below 4 GiB
		buf = append(buf, c.shape...)
	}
	return buf
}

// find is the number of a shape, the newest first; the next number where it is new. Only the last few are compared:
// a page that is never the same twice must not cost more and more.
func (s *stream) find(buf, wanted []byte) int {
	for k := len(s.shapes) - 1; k >= max(0, len(s.shapes)-64); k-- {
		sh := s.shapes[k]
		if bytes.Equal(buf[sh.at:sh.at+sh.n], wanted) {
			return k
		}
	}
	return len(s.shapes)
}

func (s *stream) grow(n int) {
	if n = max(n, slotRest); n > len(s.slots) {
		s.slots = append(s.slots, make([]int64, n-len(s.slots))...)
	}
}

// expect is how many attempts there will have been: one, or one more than before in a row of failures.
func (s *stream) expect(state byte) int64 {
	if stateOf(state) == result.Up {
		return 1
	}
	return s.failing + 1
}

func (s *stream) attempted(state byte, attempts int64) {
	s.failing = 0
	if stateOf(state) != result.Up {
		s.failing = attempts
	}
}

// appendMask writes a bit for each number that differs, seven in a byte, the last of them below 0x80.
func appendMask(buf []byte, diff []int64) []byte {
	var x byte
	last := len(diff) - 1
	for last > 0 && diff[last] == 0 {
		last--
	}
	for i := range last + 1 {
		if diff[i] != 0 {
			x |= 1 << (i % 7)
		}
		if i%7 == 6 && i < last {
			buf = append(buf, x|0x80)
			x = 0
		}
	}
	return append(buf, x)
}

// decoder reads a stream.
type decoder struct {
	stream
	start    int64 // of the hour, in ms
	buf      []byte
	at       int
	attempts int64
	err      error
	texts    []string // of the shapes that were asked for
	coder    coder
	scratch  []int64
}

// decoded begins to read a stream.
func decoded(hour int64, buf []byte) decoder { return decoder{start: hour * msPerHour, buf: buf} }

// more reads the next result; false at the end, or at a mistake, which is then in err.
func (d *decoder) more() bool {
	if d.err != nil || d.at >= len(d.buf) {
		return false
	}
	r := reader{b: d.buf[d.at:]}
	d.take(&r)
	d.err = r.err
	d.at = len(d.buf) - len(r.b)
	return d.err == nil
}

// take reads one result from r, which must end where the stream does.
func (d *decoder) take(r *reader) {
	mask := r.b
	n := 0
	for n < len(mask) && mask[n] >= 0x80 {
		n++
	}
	if n >= len(mask) || n*7 >= maxSlots {
		r.fail("a mask without an end")
		return
	}
	mask, r.b = mask[:n+1], mask[n+1:]
	d.grow(min(7*(n+1), 7*n+bits.Len8(mask[n])))
	var late, attempts int64
	for i, m := range mask {
		for m &= 0x7f; m != 0; m &= m - 1 {
			slot, x := i*7+bits.TrailingZeros8(m), r.varint()
			switch slot {
			case slotTime:
				late = x
			case slotAttempts:
				attempts = x
			default:
				d.slots[slot] += x
			}
		}
	}
	d.pace += late
	d.time += d.pace
	if d.time < 0 || d.time >= msPerHour {
		r.fail("a time outside of its hour")
	}
	if d.slots[slotShape] == int64(len(d.shapes)) {
		d.define(r)
	}
	if k := d.slots[slotShape]; k < 0 || k >= int64(len(d.shapes)) {
		r.fail("a shape that was never told")
		return
	}
	state := d.shapes[d.slots[slotShape]].state
	d.attempts = d.expect(state) + attempts
	d.attempted(state, d.attempts)
}

// define reads a shape that is new.
func (d *decoder) define(r *reader) {
	b := r.bytes()
	if len(b) == 0 {
		r.fail("a shape without a state")
		return
	}
	at := len(d.buf) - len(r.b) - len(b)
	d.shapes = append(d.shapes, shape{at: uint32(at), n: uint32(len(b)), state: b[0]}) //nolint:gosec // within d.buf
}

// moment is when the result that was read was taken, in ms.
func (d *decoder) moment() int64 { return d.start + d.time }

func (d *decoder) state() result.State { return stateOf(d.shapes[d.slots[slotShape]].state) }

// total is how long it took.
func (d *decoder) total() time.Duration {
	if x := d.slots[slotTotal]; x > 0 {
		return max(decode(x)-time.Microsecond, 0)
	}
	var sum time.Duration
	for _, x := range d.slots[:slotTime] {
		sum = sumUp(sum, decode(x))
	}
	return sum
}

// visible is how many visible characters the page had; 0 where there was no page.
func (d *decoder) visible() int64 { return max(d.slots[slotTotal-1], 0) }

// result puts together the whole of the result that was read, but for what its series says.
func (d *decoder) result() (result.Result, error) {
	k := int(d.slots[slotShape])
	sh := d.shapes[k]
	text := d.buf[sh.at : sh.at+sh.n]
	for len(d.texts) <= k {
		d.texts = append(d.texts, "")
	}
	if d.texts[k] == "" {
		d.texts[k] = string(text)
	}
	d.scratch = d.scratch[:0]
	for i := 0; slotOf(i) < len(d.slots); i++ {
		d.scratch = append(d.scratch, d.slots[slotOf(i)])
	}
	r := result.Result{Time: time.UnixMilli(d.moment()).UTC(), Attempts: int(d.attempts)}
	d.coder.read(text, d.texts[k], d.scratch)
	d.coder.result(&r)
	return r, d.coder.err
}

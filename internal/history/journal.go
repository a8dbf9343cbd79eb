package history

import (
	"encoding/binary"
	"fmt"
)

// The journal is what makes a result durable: a row twice a second with all that came in, one write for all series. An
// entry holds the very bytes that the stream of its series was given, so that a restart has only to append them again.
// Rows are dropped when all that is in them has been sealed.

// batch is the row that is being filled.
type batch struct {
	seq     int64 // its number
	results int
	buf     []byte
	series  int64 // of the last entry
	hour    int64
}

// begin starts a row.
func (b *batch) begin(seq int64) { *b = batch{seq: seq, buf: newFrame()} }

// put appends an entry: what was written to the stream of a series for an hour. start: it is the first of it.
func (b *batch) put(series, hour int64, start bool, entry []byte) {
	b.buf = binary.AppendVarint(b.buf, series-b.series)
	x := (hour - b.hour) << 1
	if start {
		x |= 1
	}
	b.buf = binary.AppendVarint(b.buf, x)
	b.buf = binary.AppendUvarint(b.buf, uint64(len(entry)))
	b.buf = append(b.buf, entry...)
	b.series, b.hour = series, hour
	b.results++
}

// entry is one result in the journal.
type entry struct {
	series, hour int64
	start        bool
	bytes        []byte
}

// readRow calls f for each entry of a row. An error of f ends it.
func readRow(data []byte, f func(entry) error) error {
	body, err := unseal(data)
	if err != nil {
		return err
	}
	r := reader{b: body}
	var e entry
	for len(r.b) > 0 {
		e.series += r.varint()
		x := r.varint()
		e.hour, e.start = e.hour+x>>1, x&1 == 1
		e.bytes = r.bytes()
		if len(e.bytes) == 0 {
			r.fail("an entry of the journal is empty")
		}
		if r.err != nil {
			return r.err
		}
		if err := f(e); err != nil {
			return fmt.Errorf("series %d: %w", e.series, err)
		}
	}
	return r.err
}

package history

import (
	"encoding/binary"
	"slices"

	"vigie/internal/result"
)

// recall is what is remembered of a series beside its results, for a start.
type recall struct {
	seen    int64 // the last result, in ms; 0 where there is none
	visible [9]uint32
	n       int // how many there have been
}

// note takes a result in.
func (c *recall) note(ms int64, s result.State, visible int64) {
	c.seen = ms
	if s == result.Up && visible > 0 && visible < 1<<32 {
		c.visible[c.n%len(c.visible)] = uint32(visible)
		c.n++
	}
}

// usual is the median of the visible characters of the last good pages; 0 where there was none.
func (c *recall) usual() int {
	v := c.visible
	known := v[:min(c.n, len(v))]
	if len(known) == 0 {
		return 0
	}
	slices.Sort(known)
	return int(known[len(known)/2])
}

func (c *recall) bytes() []byte {
	b := binary.AppendVarint(nil, c.seen)
	known := c.visible[:min(c.n, len(c.visible))]
	for i := range known {
		b = binary.AppendUvarint(b, uint64(known[(c.n+i)%len(known)])) // the oldest first
	}
	return b
}

func (c *recall) take(r *reader) {
	*c = recall{seen: r.varint()}
	for len(r.b) > 0 {
		x := r.uvarint()
		if x >= 1<<32 || c.n == len(c.visible) {
			r.fail("a page that cannot be")
			return
		}
		c.visible[c.n] = uint32(x)
		c.n++
	}
}

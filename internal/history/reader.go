package history

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// errDamaged is wrapped by every error about stored bytes that cannot be what was once written.
var errDamaged = errors.New("damaged record")

// reader takes stored bytes apart. After a first mistake it gives zeros, and err says what was wrong, so that whoever
// reads need look only once. What it gives shares the memory of what it reads, and is never longer.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s", errDamaged, what)
	}
	r.b = nil
}

func (r *reader) uvarint() uint64 {
	if len(r.b) > 0 && r.b[0] < 0x80 { // most are this short
		x := uint64(r.b[0])
		r.b = r.b[1:]
		return x
	}
	x, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail("a number is cut off")
		return 0
	}
	r.b = r.b[n:]
	return x
}

func (r *reader) varint() int64 {
	x := r.uvarint()
	return int64(x>>1) ^ -int64(x&1)
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.fail("a byte is missing")
		return 0
	}
	x := r.b[0]
	r.b = r.b[1:]
	return x
}

// count reads how many things follow. Each takes at least a byte, so that no number can ask for more memory than there
// are bytes.
func (r *reader) count() int {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.fail("more is announced than follows")
		return 0
	}
	return int(n) //nolint:gosec // at most the length of a slice
}

// bytes reads a length and so many bytes.
func (r *reader) bytes() []byte {
	n := r.count()
	x := r.b[:n:n]
	r.b = r.b[n:]
	return x
}

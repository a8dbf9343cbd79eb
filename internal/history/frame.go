package history

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"iter"
)

// Everything that is stored as bytes stands in a frame: a byte that says how it is written, the bytes, and a checksum,
// since SQLite keeps none of its own and a disk that forgets a bit must not become a site that was down.
const (
	framed      = 1
	frameExtent = 1 + 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// newFrame begins a frame that seal ends.
func newFrame() []byte { return []byte{framed} }

// seal ends a frame.
func seal(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// unseal looks whether a frame is whole and gives what is in it.
func unseal(b []byte) ([]byte, error) {
	if len(b) < frameExtent {
		return nil, fmt.Errorf("%w: it has %d bytes", errDamaged, len(b))
	}
	body, sum := b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	if crc32.Checksum(body, castagnoli) != sum {
		return nil, fmt.Errorf("%w: its checksum is wrong", errDamaged)
	}
	if body[0] != framed {
		return nil, fmt.Errorf("%w: it is written in form %d", errDamaged, body[0])
	}
	return body[1:], nil
}

// blockBits says how many series share a row: 16 of them keep the rows of an hour few, and each a few pages long.
const (
	blockBits = 4
	blockSize = 1 << blockBits
)

// appendPart writes what one series has in the row of its block.
func appendPart(b []byte, place int, part []byte) []byte {
	b = append(b, byte(place)) //nolint:gosec // below blockSize
	b = binary.AppendUvarint(b, uint64(len(part)))
	return append(b, part...)
}

// parts gives what each series has in the row of its block, unsealed before. A series may have several parts.
// A mistake ends it, and is left in r.
func parts(r *reader) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		for len(r.b) > 0 {
			place := int(r.byte())
			part := r.bytes()
			if place >= blockSize {
				r.fail("a series beyond its block")
			}
			if r.err != nil || !yield(place, part) {
				return
			}
		}
	}
}

package history

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"vigie/internal/result"
)

// Of each row of failures, the first and the last are kept whole, with what was seen: the answer, the page, the
// dialogue. In between only what every result has is kept.

// exhibit is a result to be kept whole.
type exhibit struct {
	id     int64 // one that comes again replaces what was kept before
	series int64
	result result.Result
}

// streak is the failures in a row of one series.
type streak struct {
	failing bool
	last    *result.Result // not kept yet
	id      int64          // under which the last is kept; 0 where none is
	kept    int64          // when one was kept, in ms
}

const (
	// keepEvery is how often the last failure of a long row is kept anew, for the day on which vigie itself is ended.
	keepEvery = 10 * time.Minute

	// maxExhibits is how many wait for the disk; further ones are given up, and their results kept as any others.
	maxExhibits = 4096

	// maxUnpacked is how large a result may be that was kept whole.
	maxUnpacked = 1 << 20
)

// exhibit looks whether a result begins, continues or ends a row of failures. Held: mu.
func (s *Store) exhibit(x *series, r *result.Result) {
	k := &x.streak
	switch r.State {
	case result.Up:
		if k.last != nil {
			s.show(x, *k.last)
		}
		*k = streak{}
	case result.Down, result.Degraded:
		ms := r.Time.UnixMilli()
		if !k.failing {
			*k = streak{failing: true, kept: ms}
			s.exhibits++
			s.hand(exhibit{s.exhibits, x.number, *r})
			return
		}
		last := *r
		k.last = &last
		if millis(ms-k.kept).Abs() >= keepEvery {
			s.show(x, last)
			k.kept, k.last = ms, nil
		}
	}
}

// show keeps the last failure of a row, in the place of the one that was the last before. Held: mu.
func (s *Store) show(x *series, r result.Result) {
	if x.streak.id == 0 {
		s.exhibits++
		x.streak.id = s.exhibits
	}
	s.hand(exhibit{x.streak.id, x.number, r})
}

func (s *Store) hand(e exhibit) {
	if len(s.waiting.evidence) < maxExhibits {
		s.waiting.evidence = append(s.waiting.evidence, e)
	}
}

// lastExhibits keeps the last failures of all rows that go on, at the end of the program. Held: mu.
func (s *Store) lastExhibits() {
	for _, x := range s.live.series {
		if x != nil && x.streak.last != nil {
			s.show(x, *x.streak.last)
			x.streak.last = nil
		}
	}
}

func (d *disk) putEvidence(e exhibit) error {
	data, err := d.packer.pack(&e.result)
	if err != nil {
		return err
	}
	_, err = d.exec("INSERT OR REPLACE INTO evidence(id, series, at, data) VALUES(?,?,?,?)",
		e.id, e.series, e.result.Time.UnixMilli(), data)
	return err
}

// packer packs whole results; it keeps what a compressor needs, which is half a megabyte, once there was a failure.
type packer struct {
	coder coder
	flate *flate.Writer
	buf   bytes.Buffer
	plain []byte
}

func (p *packer) pack(r *result.Result) ([]byte, error) {
	c := &p.coder
	c.whole = true
	c.write()
	c.result(r)
	b := binary.AppendVarint(p.plain[:0], int64(r.Time.Nanosecond()%int(time.Millisecond)))
	b = binary.AppendVarint(b, int64(r.Attempts))
	b = binary.AppendUvarint(b, uint64(len(c.numbers)))
	for _, x := range c.numbers {
		b = binary.AppendVarint(b, x)
	}
	p.plain = append(b, c.shape...)

	p.buf.Reset()
	p.buf.Write(newFrame())
	if p.flate == nil {
		p.flate, _ = flate.NewWriter(&p.buf, flate.BestSpeed) // the level is a valid one
	} else {
		p.flate.Reset(&p.buf)
	}
	if _, err := p.flate.Write(p.plain); err != nil {
		return nil, fmt.Errorf("packing evidence: %w", err)
	}
	if err := p.flate.Close(); err != nil {
		return nil, fmt.Errorf("packing evidence: %w", err)
	}
	return seal(bytes.Clone(p.buf.Bytes())), nil
}

// unpack is the whole result again, but for what its series says.
func unpack(ms int64, data []byte) (result.Result, error) {
	body, err := unseal(data)
	if err != nil {
		return result.Result{}, err
	}
	z := flate.NewReader(bytes.NewReader(body))
	plain, err := io.ReadAll(io.LimitReader(z, maxUnpacked+1))
	if err != nil || len(plain) > maxUnpacked {
		return result.Result{}, fmt.Errorf("%w: it cannot be unpacked", errDamaged)
	}
	return unfold(ms, plain)
}

func unfold(ms int64, plain []byte) (result.Result, error) {
	in := reader{b: plain}
	nanos := in.varint()
	r := result.Result{Time: moment(ms).Add(time.Duration(nanos)), Attempts: int(in.varint())}
	numbers := make([]int64, in.count())
	for i := range numbers {
		numbers[i] = in.varint()
	}
	if in.err != nil {
		return r, in.err
	}
	c := coder{whole: true}
	c.read(in.b, string(in.b), numbers)
	c.result(&r)
	return r, c.err
}

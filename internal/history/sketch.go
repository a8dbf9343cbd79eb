package history

import (
	"encoding/binary"
	"math"
	"time"

	"vigie/internal/estate"
)

// A sketch counts durations in buckets whose ends are at most 3.2 % apart, so that any percentile can be told to 2 %,
// and two sketches can be added. The ends lie between two codes: rounding to a code never moves a duration to another
// bucket.
type sketch struct {
	least  int // the bucket of counts[0]
	counts []uint32
	total  int
}

// rungs holds, for each of the codes of one doubling, its bucket within it; rungStarts where each bucket begins.
var rungs, rungStarts = makeRungs()

func makeRungs() (of [steps]int, starts []int) {
	for m := steps; m < 2*steps; {
		width := m * 32 / 1000
		for i := m; i < min(m+width, 2*steps); i++ {
			of[i-steps] = len(starts)
		}
		starts = append(starts, m-steps)
		m += width
	}
	return of, starts
}

// bucketOf finds the bucket of a code. Below 128 µs every microsecond has its own.
func bucketOf(code int64) int {
	code = min(max(code, 0), maxCode)
	if code < steps {
		return int(code)
	}
	return steps + int(code/steps-1)*len(rungStarts) + rungs[code%steps]
}

// bucketMiddle is the duration that a bucket stands for.
func bucketMiddle(b int) time.Duration {
	if b < steps {
		return decode(int64(b))
	}
	doubling, rung := (b-steps)/len(rungStarts), (b-steps)%len(rungStarts)
	end := steps
	if rung+1 < len(rungStarts) {
		end = rungStarts[rung+1]
	}
	base := int64(doubling+1) * steps
	least, most := decode(base+int64(rungStarts[rung])), decode(base+int64(end-1))
	return least + (most-least)/2
}

// maxBucket is the highest bucket of all.
var maxBucket = bucketOf(maxCode)

// add counts n durations of a bucket.
func (s *sketch) add(bucket, n int) {
	s.reach(bucket)
	s.counts[bucket-s.least] = uint32(min(uint64(s.counts[bucket-s.least])+uint64(n), math.MaxUint32)) //nolint:gosec // bounded
	s.total += n
}

// spare is how many buckets more than are needed are made at once.
const spare = 16

// reach makes room for a bucket.
func (s *sketch) reach(bucket int) {
	switch {
	case len(s.counts) == 0:
		s.least = max(bucket-spare, 0)
		s.counts = append(s.counts, make([]uint32, bucket-s.least+spare)...)
	case bucket < s.least:
		least := max(bucket-spare, 0)
		more := make([]uint32, s.least-least+len(s.counts))
		copy(more[s.least-least:], s.counts)
		s.least, s.counts = least, more
	case bucket >= s.least+len(s.counts):
		s.counts = append(s.counts, make([]uint32, bucket-s.least-len(s.counts)+spare)...)
	}
}

// merge counts what another sketch has counted.
func (s *sketch) merge(o *sketch) {
	for i, n := range o.counts {
		if n > 0 {
			s.add(o.least+i, int(n))
		}
	}
}

// quantile is the duration that the part q of all durations does not exceed.
func (s *sketch) quantile(q float64) time.Duration {
	rank := max(1, int(math.Ceil(q*float64(s.total))))
	seen := 0
	for i, n := range s.counts {
		if seen += int(n); seen >= rank {
			return bucketMiddle(s.least + i)
		}
	}
	return 0
}

// percentiles is what is shown of a sketch.
func (s *sketch) percentiles(period time.Duration) estate.Percentiles {
	p := estate.Percentiles{Period: period, Answers: s.total}
	if s.total > 0 {
		p.P50, p.P95, p.P99 = s.quantile(0.50), s.quantile(0.95), s.quantile(0.99)
	}
	return p
}

// append writes the buckets in use, in order: each as one number of its count and the distance to the one before,
// which together mostly fit one byte. The number of them stands first.
func (s *sketch) append(b []byte) []byte {
	used := 0
	for _, n := range s.counts {
		if n > 0 {
			used++
		}
	}
	b = binary.AppendUvarint(b, uint64(used))
	last := -1
	for i, n := range s.counts {
		if n == 0 {
			continue
		}
		gap := uint64(s.least + i - last - 1) //nolint:gosec // not negative
		b = binary.AppendUvarint(b, uint64(n-1)<<2|min(gap, 3))
		if gap >= 3 {
			b = binary.AppendUvarint(b, gap-3)
		}
		last = s.least + i
	}
	return b
}

// take reads what append wrote and counts it as well.
func (s *sketch) take(r *reader) {
	last := -1
	for range r.count() {
		x := r.uvarint()
		gap := x & 3
		if gap == 3 {
			gap += r.uvarint()
		}
		n := x>>2 + 1
		if gap > uint64(maxBucket) || last+1+int(gap) > maxBucket || n > math.MaxUint32 { //nolint:gosec // bounded by the test before
			r.fail("a sketch with an impossible bucket")
		}
		if r.err != nil {
			return
		}
		last += 1 + int(gap)
		s.add(last, int(n))
	}
}

package history

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPercentilesAreTrueToTwoPercent(t *testing.T) {
	w := newWorld()
	for _, mean := range []float64{0.05, 0.3, 80, 9000} {
		var s sketch
		var all []time.Duration
		for range 20_000 {
			d := decode(encode(w.around(mean))) // as it is stored
			all = append(all, d)
			s.add(bucketOf(encode(d)), 1)
		}
		slices.Sort(all)
		for _, q := range []float64{0, 0.5, 0.95, 0.99, 1} {
			want := all[max(0, int(math.Ceil(q*float64(len(all))))-1)]
			if off := (s.quantile(q) - want).Abs(); off > want*16/1000+time.Microsecond {
				t.Errorf("around %v ms, %v of them: %v, want %v", mean, q, s.quantile(q), want)
			}
		}
	}
}

func TestSketchesAdd(t *testing.T) {
	w := newWorld()
	var whole, one, two sketch
	for i := range 3000 {
		b := bucketOf(encode(w.around(100)))
		whole.add(b, 1)
		if i%3 == 0 {
			one.add(b, 1)
		} else {
			two.add(b, 1)
		}
	}
	for _, part := range []*sketch{&two, &one} {
		r := reader{b: part.append(nil)}
		var back sketch
		if back.take(&r); r.err != nil || len(r.b) > 0 {
			t.Fatal(r.err, len(r.b))
		}
		if back.total != part.total {
			t.Errorf("%d, want %d", back.total, part.total)
		}
	}
	one.merge(&two)
	if one.percentiles(0) != whole.percentiles(0) {
		t.Errorf("%v, want %v", one.percentiles(0), whole.percentiles(0))
	}
}

func TestEveryBucketHoldsItsMiddle(t *testing.T) {
	for code := int64(0); code <= maxCode; code++ {
		b := bucketOf(code)
		if b < 0 || b > maxBucket || code > 0 && b < bucketOf(code-1) {
			t.Fatalf("code %d is in bucket %d", code, b)
		}
		d, mid := decode(code), bucketMiddle(b)
		if (mid - d).Abs() > d/1000*16+time.Microsecond {
			t.Fatalf("%v is in bucket %d around %v", d, b, mid)
		}
	}
}

func TestMinutesComeBack(t *testing.T) {
	var m minutes
	m[0] = tally{answers: 1, sum: ms(80), least: ms(80), most: ms(80)}
	m[1] = tally{answers: 3, failures: 2, sum: ms(300), least: ms(80), most: ms(120)}
	m[30] = tally{failures: 7}
	m[59] = tally{answers: 60, sum: 60 * ms(5), least: ms(1), most: ms(900)}
	var back minutes
	r := reader{b: m.bytes()}
	if back.take(&r); r.err != nil {
		t.Fatal(r.err)
	}
	if d := cmp.Diff(m, back, near, cmp.AllowUnexported(tally{})); d != "" {
		t.Error(d)
	}
	r = reader{b: m.bytes()}
	if back.take(&r); back[1].answers != 6 || back[1].failures != 4 || back[30].failures != 14 {
		t.Errorf("they do not add: %+v", back[1])
	}
}

package history

import (
	"errors"
	"testing"
	"time"

	"vigie/internal/result"
)

// Whatever is in the file, reading it gives an error at worst.

func FuzzStream(f *testing.F) {
	f.Add(written(f, everyKind()))
	f.Add([]byte{0xff, 0xff, 0x03, 0x01})
	f.Fuzz(func(t *testing.T, b []byte) {
		d := decoded(450_000, b)
		for n := 0; d.more(); n++ {
			if n > len(b) {
				t.Fatal("more results than bytes")
			}
			if d.total() < 0 || d.time < 0 || d.time >= msPerHour {
				t.Fatalf("total %v, time %v", d.total(), d.time)
			}
			var h hour
			h.count(d.state(), d.total())
			if _, err := d.result(); err != nil && !errors.Is(err, errDamaged) {
				t.Fatal(err)
			}
		}
		if d.err != nil && !errors.Is(d.err, errDamaged) {
			t.Fatal(d.err)
		}
		if len(d.slots) > 8*len(b)+slotRest {
			t.Fatalf("%d bytes ask for %d numbers", len(b), len(d.slots))
		}
	})
}

func FuzzJournal(f *testing.F) {
	var b batch
	b.begin(1)
	b.put(3, 450_000, true, written(f, everyKind()[:1]))
	b.put(2, 449_999, false, []byte{0})
	f.Add(b.buf[1:])
	f.Fuzz(func(t *testing.T, body []byte) {
		if err := readRow(body, func(entry) error { return nil }); err != nil && !errors.Is(err, errDamaged) {
			t.Fatal(err)
		}
		n := 0
		err := readRow(seal(append(newFrame(), body...)), func(e entry) error {
			n += len(e.bytes)
			return nil
		})
		if err != nil && !errors.Is(err, errDamaged) || n > len(body) {
			t.Fatal(n, err)
		}
	})
}

func FuzzRollUps(f *testing.F) {
	var m minutes
	m[3] = tally{answers: 2, failures: 1, sum: ms(200), least: ms(90), most: ms(110)}
	m[50] = tally{failures: 1}
	var h hour
	for i := range 100 {
		h.count(result.Up, ms(float64(i)))
	}
	row := appendPart(nil, 3, m.bytes())
	f.Add(appendPart(row, 4, h.bytes()))
	f.Fuzz(func(t *testing.T, body []byte) {
		var m minutes
		var h hour
		var c recall
		for _, err := range []error{
			eachPart(body, func(_ int, r *reader) { m.take(r) }),
			eachPart(body, func(_ int, r *reader) { h.take(r) }),
			eachPart(body, func(_ int, r *reader) { c.take(r) }),
		} {
			if err != nil && !errors.Is(err, errDamaged) {
				t.Fatal(err)
			}
		}
		if len(h.sketch.counts) > maxBucket+1+spare {
			t.Fatalf("a sketch of %d buckets", len(h.sketch.counts))
		}
		_ = h.sketch.percentiles(time.Hour)
		_, _ = h.tally(), c.usual()
		// What was read can be written again.
		var again minutes
		r := reader{b: m.bytes()}
		if again.take(&r); r.err != nil && sane(&m) {
			t.Fatal(r.err)
		}
	})
}

// sane tells whether an hour has no more in it than an hour can have.
func sane(m *minutes) bool {
	for _, t := range m {
		if t.answers > maxFew || t.failures > maxFew || t.mean() > longest || t.sum < 0 || t.most > longest {
			return false
		}
	}
	return true
}

func FuzzEvidence(f *testing.F) {
	var p packer
	for _, r := range everyKind() {
		data, err := p.pack(&r)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(p.plain)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, read := range []func() error{
			func() error { _, err := unpack(0, b); return err },
			func() error { _, err := unpack(0, seal(append(newFrame(), b...))); return err },
			func() error { _, err := unfold(0, b); return err },
		} {
			if err := read(); err != nil && !errors.Is(err, errDamaged) {
				t.Fatal(err)
			}
		}
	})
}

// FuzzResult looks whether any result comes back as it was.
func FuzzResult(f *testing.F) {
	f.Add("answers 503 after 2.05 s", "192.0.2.1:80", "dns.timeout", int64(12_345_678), int64(-1), int64(51234), 7, uint8(3))
	f.Add("\x00\x01\x02", "", "", int64(0), int64(1<<62), int64(-1), -1, uint8(0))
	f.Add("00 01 10 9999999999999999999999 0", "", "", int64(0), int64(0), int64(0), 0, uint8(9))
	f.Fuzz(func(t *testing.T, reason, address, failure string, dns, total, bytes int64, visible int, state uint8) {
		r := result.Result{
			Time: t0, State: stateOf(state), Failure: result.Failure(failure), Reason: reason, Address: address, Attempts: visible,
			Total: time.Duration(max(total, 0)), Phases: result.NoPhases(),
		}
		r.Phases.DNS = max(time.Duration(dns), -1)
		if state%2 == 0 {
			r.HTTP = &result.HTTP{Status: visible, Proto: failure, Bytes: bytes, Visible: visible, Redirects: []string{reason}}
		}
		if state%3 == 0 {
			r.Mail = &result.Mail{Greeting: reason, Offers: []string{address, ""}}
			r.Steps = []result.Step{{Target: address, State: stateOf(state), Reason: failure, Total: r.Total, Phases: r.Phases, HTTP: r.HTTP}}
		}
		list := read(t, hourOf(t0.UnixMilli()), written(t, []result.Result{r, good(t0), r}))
		for _, got := range []result.Result{list[0], list[2]} {
			if (got.Total - r.Total).Abs() > r.Total/80+time.Microsecond {
				t.Fatalf("total %v, want %v", got.Total, r.Total)
			}
			got.Total, got.Phases = r.Total, r.Phases
			for i := range got.Steps {
				got.Steps[i].Total, got.Steps[i].Phases = r.Total, r.Phases
			}
			same(t, []result.Result{r}, []result.Result{got})
		}
	})
}

package history

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vigie/internal/result"
)

// near compares durations to 0.4 % and a microsecond: what a code may cost.
var near = cmp.Comparer(func(a, b time.Duration) bool {
	return (a - b).Abs() <= max(a.Abs(), b.Abs())*4/1000+time.Microsecond
})

// stored is what is left of a result in a stream: its time in milliseconds, and no evidence.
func stored(r result.Result) result.Result {
	r.Time = r.Time.Truncate(time.Millisecond)
	r.Site, r.Check, r.Target, r.Vantage, r.Evidence = "", "", "", "", nil
	return r
}

// written makes a stream of results within one hour.
func written(t testing.TB, list []result.Result) []byte {
	t.Helper()
	var s stream
	var c coder
	var buf []byte
	for i := range list {
		c.write()
		c.result(&list[i])
		at := list[i].Time.UnixMilli()
		buf = s.append(buf, &c, at-hourOf(at)*msPerHour, list[i].Attempts)
	}
	return buf
}

func read(t testing.TB, hour int64, buf []byte) (list []result.Result) {
	t.Helper()
	d := decoded(hour, buf)
	for d.more() {
		r, err := d.result()
		if err != nil {
			t.Fatal(err)
		}
		// What is summed up is read without the rest, and must be the same.
		if d.total() != r.Total || d.state() != r.State || r.HTTP != nil && d.visible() != int64(max(r.HTTP.Visible, 0)) {
			t.Errorf("%s %v, %d characters, are those of %+v", d.state(), d.total(), d.visible(), r)
		}
		list = append(list, r)
	}
	if d.err != nil {
		t.Fatal(d.err)
	}
	return list
}

// everyKind is a result of each kind, with all that it can have.
func everyKind() []result.Result {
	at := func(s int) time.Time { return t0.Add(time.Duration(s) * time.Second) }
	dns := result.Result{
		Time: at(1), State: result.Up, Address: "192.0.2.53:53", Attempts: 1, Total: ms(12), Phases: result.NoPhases(),
		DNS: &result.DNS{Server: "192.0.2.53:53", Rcode: "NOERROR", Answers: []string{"192.0.2.10", "192.0.2.11"}, TTL: 299, Authoritative: true},
	}
	dns.Phases.DNS = ms(12)
	ping := result.Result{
		Time: at(2), State: result.Degraded, Failure: result.Slow, Reason: "2.31 s instead of under 2 s", Address: "192.0.2.1",
		Attempts: 1, Total: ms(2310), Phases: result.NoPhases(),
		Ping: &result.Ping{How: "icmp", Sent: 3, Received: 2, Least: ms(2200), Mean: ms(2310), Most: ms(2420)},
	}
	mail := result.Result{
		Time: at(3), State: result.Down, Failure: result.SMTPRefused, Reason: "mx2.example.com says 554 5.7.1 go away", Attempts: 2,
		Total: ms(90), Phases: result.NoPhases(), Mail: &result.Mail{Greeting: "554 mx2 at 10:42:07", Offers: []string{"STARTTLS", "PIPELINING"}, Secured: true},
		Steps: []result.Step{
			{Target: "mx1.example.com", State: result.Up, Address: "192.0.2.25:25", Total: ms(40), Phases: result.Phases{DNS: 0, Connect: ms(10), TLS: -1, FirstByte: ms(20), Transfer: ms(10)}, TLS: &result.TLS{Version: "TLS 1.2"}},
			{Target: "mx2.example.com", State: result.Down, Failure: result.SMTPRefused, Reason: "554 5.7.1", Total: ms(50), Phases: result.NoPhases(), Mail: &result.Mail{Greeting: "554"}},
			{Target: "POST https://shop.example.com/basket", State: result.Up, Total: ms(1), Phases: result.NoPhases(), HTTP: &result.HTTP{Status: 303, Proto: "HTTP/1.1", Visible: -1, Redirects: []string{"/a", "/b"}}},
		},
	}
	odd := result.Result{Time: at(4), State: result.Unknown, Failure: result.LocalOffline, Reason: "a\x00b 007 1234567890123456789012 \xff 0", Attempts: 7}
	return []result.Result{good(at(0)), dns, ping, mail, odd, bad(at(5), 1), bad(at(6), 2), silent(at(7)), good(at(8))}
}

func TestAResultComesBackAsItWas(t *testing.T) {
	list := everyKind()
	want := make([]result.Result, len(list))
	for i, r := range list {
		want[i] = stored(r)
	}
	got := read(t, hourOf(t0.UnixMilli()), written(t, list))
	if d := cmp.Diff(want, got, near, cmpopts.EquateEmpty()); d != "" {
		t.Error(d)
	}
}

func TestWhatIsWrittenIsNotChanged(t *testing.T) {
	list, again := everyKind(), everyKind()
	written(t, list)
	var p packer
	for i := range list {
		if _, err := p.pack(&list[i]); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(again, list); d != "" {
		t.Error(d)
	}
}

func TestTheTotalIsWhatThePhasesAddUpTo(t *testing.T) {
	w := newWorld()
	var list []result.Result
	for i := range 100 {
		list = append(list, w.page(t0.Add(time.Duration(i)*30*time.Second), "a"))
	}
	for _, r := range read(t, hourOf(t0.UnixMilli()), written(t, list)) {
		if r.Total != sum(r.Phases) {
			t.Fatalf("total %v, phases %v", r.Total, sum(r.Phases))
		}
	}
}

// The percentiles and the charts read only the first numbers of a result. A slow answer is one of which the reason has
// figures: they must not be taken for how long it took.
func TestHowLongAnAnswerTookIsReadWhateverItsReasonSays(t *testing.T) {
	list := everyKind()
	for i, reason := range []string{"answered after 701 ms, wanted under 300 ms", "3 of 5 name servers answer", "slow"} {
		slow := good(t0.Add(time.Duration(20+i) * time.Second))
		slow.State, slow.Failure, slow.Reason = result.Degraded, result.Slow, reason
		slow.Phases.FirstByte += ms(600)
		slow.Total += ms(600)
		list = append(list, slow)
	}
	d := decoded(hourOf(t0.UnixMilli()), written(t, list))
	for _, want := range list {
		if !d.more() {
			t.Fatal(d.err)
		}
		if got := d.total(); (got - want.Total).Abs() > want.Total/100+time.Microsecond {
			t.Errorf("%q: took %v, want %v", want.Reason, got, want.Total)
		}
		if h := want.HTTP; h != nil && d.visible() != int64(max(h.Visible, 0)) {
			t.Errorf("%q: %d visible characters, want %d", want.Reason, d.visible(), h.Visible)
		}
	}
}

func TestASteadySiteCostsAFewBytesAResult(t *testing.T) {
	w := newWorld()
	var list []result.Result
	for i := range 120 {
		list = append(list, w.page(t0.Add(time.Duration(i)*30*time.Second), "a"))
	}
	n := len(written(t, list)) - len(written(t, list[:1]))
	if per := float64(n) / 119; per > 9.5 {
		t.Errorf("%.1f bytes a result", per)
	} else {
		t.Logf("%.1f bytes a result", per)
	}
}

func TestFiguresInAReasonAreNoNewShape(t *testing.T) {
	var list []result.Result
	for i := range 100 {
		list = append(list, bad(t0.Add(time.Duration(i)*30*time.Second), i+1))
	}
	n := len(written(t, list)) - len(written(t, list[:20])) // ten shapes: two figures behind the point may begin with 0
	if per := float64(n) / 80; per > 12 {
		t.Errorf("%.1f bytes a failure", per)
	}
}

func TestTimesWithinAnHourMayGoBack(t *testing.T) {
	var list []result.Result
	for _, s := range []int{10, 10, 3599, 0, 1800, 1800, 5} {
		list = append(list, stored(good(t0.Add(time.Duration(s)*time.Second))))
	}
	got := read(t, hourOf(t0.UnixMilli()), written(t, list))
	for i := range list {
		if !got[i].Time.Equal(list[i].Time) {
			t.Errorf("result %d: %v, want %v", i, got[i].Time, list[i].Time)
		}
	}
}

func TestATimeOutsideOfItsHourIsDamage(t *testing.T) {
	for _, at := range []int64{-1, msPerHour} {
		var s stream
		var c coder
		r := good(t0)
		c.write()
		c.result(&r)
		d := decoded(0, s.append(nil, &c, at, 1))
		if d.more() || !errors.Is(d.err, errDamaged) {
			t.Errorf("%d ms: %v", at, d.err)
		}
	}
}

func TestACodeCostsAtMostHalfAPercent(t *testing.T) {
	last := int64(-1)
	for _, d := range []time.Duration{-1, 0, 499, 500, time.Microsecond, 255 * time.Microsecond, ms(1), ms(999), time.Hour, 1<<63 - 1} {
		code := encode(d)
		if code < last || code > maxCode {
			t.Errorf("the code of %v is %d after %d", d, code, last)
		}
		last = code
	}
	for range 200_000 {
		d := time.Duration(rand.Int64() >> rand.IntN(63))
		got := decode(encode(d))
		if off := (got - d).Abs(); off > d/250 && off > 500 {
			t.Fatalf("%v comes back as %v", d, got)
		}
	}
}

func TestADamagedFrameIsTold(t *testing.T) {
	whole := seal(append(newFrame(), "what was stored"...))
	if body, err := unseal(whole); err != nil || string(body) != "what was stored" {
		t.Fatal(string(body), err)
	}
	for i := range whole {
		broken := append([]byte(nil), whole...)
		broken[i] ^= 0x10
		if _, err := unseal(broken); !errors.Is(err, errDamaged) {
			t.Errorf("byte %d: %v", i, err)
		}
	}
	if _, err := unseal(whole[:3]); !errors.Is(err, errDamaged) {
		t.Error(err)
	}
}

func TestAWholeResultComesBackToTheNanosecond(t *testing.T) {
	var p packer
	for _, r := range append(everyKind(), bad(t0.Add(123456789), 3)) {
		data, err := p.pack(&r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := unpack(r.Time.UnixMilli(), data)
		if err != nil {
			t.Fatal(err)
		}
		r.Site, r.Check, r.Target, r.Vantage = "", "", "", ""
		if d := cmp.Diff(r, got, cmpopts.EquateEmpty()); d != "" {
			t.Error(d)
		}
	}
}

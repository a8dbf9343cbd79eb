package history

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
)

func points(t testing.TB, s *Store, from, to time.Time, step time.Duration) (answers, failures int) {
	t.Helper()
	list, err := s.Points(context.Background(), "Shop", from, to, step)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range list {
		answers += p.Answers
		failures += p.Failures
		if !p.Time.Equal(from.Add(time.Duration(i) * step)) {
			t.Fatalf("point %d is at %v", i, p.Time)
		}
		if p.Answers > 0 && (p.Least > p.Mean || p.Mean > p.Most || p.Least == 0) {
			t.Errorf("%+v", p)
		}
	}
	return answers, failures
}

func answers(t testing.TB, s *Store, from, to time.Time) int {
	t.Helper()
	m, err := s.Percentiles(context.Background(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	return m["Shop"].Answers
}

func TestEveryGrainCountsTheSame(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	s.Register([]Series{shop})
	w := newWorld()
	up, down := 0, 0
	for i := range 10 * 60 {
		r := w.page(c.now, "Shop")
		switch i % 10 {
		case 3:
			r = bad(c.now, 1)
			down++
		case 4:
			r.State = result.Unknown // counts for nothing
		default:
			up++
		}
		s.Add(r, shop.ID)
		turnOver(s, c, 4)
		c.now = c.now.Add(56 * time.Second)
		if i%97 == 0 || i == 10*60-1 {
			for _, step := range []time.Duration{time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 2 * time.Hour} {
				if a, f := points(t, s, t0, t0.Add(10*time.Hour), step); a != up || f != down {
					t.Errorf("after %d, in steps of %v: %d up, %d down, want %d and %d", i+1, step, a, f, up, down)
				}
			}
			if n := answers(t, s, t0, t0.Add(10*time.Hour)); n != up {
				t.Errorf("after %d: %d in the sketches, want %d", i+1, n, up)
			}
		}
	}
}

func TestSealingIsSpreadOverTheNextHour(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	list := sites(16 * 100)
	s.Register(list)
	for _, x := range list {
		r := good(t0.Add(time.Minute))
		r.Site = x.Site
		s.Add(r, x.ID)
	}
	c.now = t0.Add(time.Hour)
	turnOver(s, c, 50)
	if n := count(t, s, "chunk"); n != 0 {
		t.Errorf("%d blocks are sealed while results may still come", n)
	}
	turnOver(s, c, 40)
	if n := count(t, s, "chunk"); n < 20 || n > 40 {
		t.Errorf("%d blocks are sealed after half a minute", n)
	}
	turnOver(s, c, 100)
	if n := count(t, s, "chunk"); n != 100 || s.live.size != 0 {
		t.Errorf("%d blocks are sealed; %d bytes are open", n, s.live.size)
	}
	turnOver(s, c, 5)
	if n := count(t, s, "journal"); n > 2 {
		t.Errorf("%d rows of the journal are left", n)
	}
}

func TestLateResultsAreAddedToWhatIsSealed(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	s := open(t, dir, c)
	s.Register([]Series{shop})
	s.Add(good(t0), shop.ID)
	c.now = t0.Add(2 * time.Hour)
	turnOver(s, c, 2)
	if n := count(t, s, "chunk"); n != 1 {
		t.Fatal(n)
	}
	s.Add(bad(t0.Add(time.Minute), 1), shop.ID)
	check := func(when string) {
		t.Helper()
		if got := all(t, s, Query{Site: "Shop"}); len(got) != 2 {
			t.Errorf("%s: %d results", when, len(got))
		}
		if a, f := points(t, s, t0, t0.Add(time.Hour), time.Minute); a != 1 || f != 1 {
			t.Errorf("%s: %d answers, %d failures", when, a, f)
		}
	}
	check("while it is open")
	turnOver(s, c, 2)
	if n := count(t, s, "chunk"); n != 1 || s.live.size != 0 {
		t.Errorf("%d chunks, %d bytes open", n, s.live.size)
	}
	check("when it is sealed")
	s.Close()
	s = open(t, dir, c)
	check("after a restart")
}

func TestWhatIsSealedWhileItIsReadCountsOnce(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	s.Register([]Series{shop})
	for range 10 {
		s.Add(good(c.now), shop.ID)
		turnOver(s, c, 1)
	}
	q, err := s.look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := picker{look: q, of: s.seriesOf("Shop", ""), from: minTime, to: maxTime}
	if err := p.find(t.Context()); err != nil || len(p.views) != 1 {
		t.Fatal(err, len(p.views))
	}
	c.now = t0.Add(2 * time.Hour)
	turnOver(s, c, 3)
	if n := count(t, s, "chunk"); n != 1 {
		t.Fatalf("%d chunks", n)
	}
	if list, err := p.hour(t.Context(), hourOf(t0.UnixMilli())); err != nil || len(list) != 10 {
		t.Errorf("%d results, %v", len(list), err)
	}
}

func TestWhatComesWhileItIsSealedStays(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	s.Register([]Series{shop})
	s.Add(good(t0), shop.ID)
	c.now = t0.Add(2 * time.Hour)
	w := s.take(c.now)
	if len(w.seals) != 1 {
		t.Fatalf("%d seals", len(w.seals))
	}
	s.Add(good(t0.Add(time.Minute)), shop.ID) // of the same hour
	if err := s.disk.inTransaction(func() error { return s.disk.put(w) }); err != nil {
		t.Fatal(err)
	}
	s.settle(w, nil)
	for range 2 {
		if n := len(all(t, s, Query{Site: "Shop"})); n != 2 {
			t.Errorf("%d results", n)
		}
		turnOver(s, c, 3)
	}
}

func TestAKillInTheMiddleOfSealingLosesAndDoublesNothing(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	s := open(t, dir, c)
	list := sites(16 * 5)
	s.Register(list)
	// One block begins earlier: when it is sealed, the beginning of its streams goes from the journal, and the rest stays.
	for i := range 3 {
		for _, x := range list[:len(list)*min(1, i)+16*max(0, 1-i)] {
			r := good(t0.Add(time.Duration(i) * time.Minute))
			r.Site = x.Site
			s.Add(r, x.ID)
		}
		turnOver(s, c, 1)
	}
	c.now = t0.Add(2 * time.Hour)
	turnOver(s, c, 1)
	if n := count(t, s, "chunk"); n != 1 || s.trimmed < 2 {
		t.Fatalf("%d chunks, the journal begins with %d", n, s.trimmed)
	}
	kill(s)
	s = open(t, dir, c)
	for _, when := range []string{"at once", "when all is sealed"} {
		for _, x := range list {
			want := 2
			if s.live.byKey[x.ID].block() == 0 {
				want = 3
			}
			if got := all(t, s, Query{Site: x.Site}); len(got) != want {
				t.Fatalf("%s: %d results of %s", when, len(got), x.Site)
			}
			p, err := s.Points(t.Context(), x.Site, t0, t0.Add(time.Hour), time.Hour)
			if err != nil || p[0].Answers != want {
				t.Fatalf("%s: %+v of %s, %v", when, p, x.Site, err)
			}
		}
		turnOver(s, c, 10)
	}
}

// wordy is a failure with 4 KB of words that no other has.
func wordy(at time.Time, i int) result.Result {
	r := bad(at, i+1)
	r.Reason = strings.Repeat("x", 4000) + strings.Map(func(d rune) rune { return d + 'a' - '0' }, strconv.Itoa(i))
	r.Evidence = nil
	return r
}

func TestMemoryHasABound(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	s.Register([]Series{shop})
	most := 0
	// Every answer says something else, ten times a second: nothing can be told twice.
	for i := range 7000 {
		s.Add(wordy(c.now, i), shop.ID)
		c.now = c.now.Add(100 * time.Millisecond)
		if i%50 == 0 {
			s.step()
		}
		most = max(most, s.live.size)
	}
	if most > openLimit+1<<20 {
		t.Errorf("%d bytes were open", most)
	}
	if a, f := points(t, s, t0, c.now, time.Minute); a != 0 || f != 7000 {
		t.Errorf("%d answers, %d failures", a, f)
	}
}

func TestOnlyTheFirstAndTheLastOfARowOfFailuresAreKeptWhole(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	s := open(t, dir, c)
	s.Register([]Series{shop})
	states := "uddddduuduudd"
	for i, x := range states {
		r := good(c.now)
		if x == 'd' {
			r = bad(c.now, i)
		}
		s.Add(r, shop.ID)
		turnOver(s, c, 3)
		c.now = c.now.Add(57 * time.Second)
	}
	s.Close()
	s = open(t, dir, c)
	got := ""
	for _, r := range all(t, s, Query{Site: "Shop"}) {
		switch {
		case len(r.Evidence) > 0 && r.Evidence[1].Text == bad(t0, 1).Evidence[1].Text:
			got += "E"
		case r.State == result.Down:
			got += "d"
		default:
			got += "u"
		}
	}
	if want := "uEdddEuuEuuEE"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if n := count(t, s, "evidence"); n != 5 {
		t.Errorf("%d are kept", n)
	}
}

func TestALongRowOfFailuresKeepsOneFirstAndOneLast(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	for i := range 5 * 60 {
		s.Add(bad(c.now, i+1), shop.ID)
		turnOver(s, c, 1)
		c.now = c.now.Add(59 * time.Second)
	}
	if n := count(t, s, "evidence"); n != 2 {
		t.Errorf("%d are kept", n)
	}
	kill(s) // the last is at most ten minutes old, and not lost with the process
}

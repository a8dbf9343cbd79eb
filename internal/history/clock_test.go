package history

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
)

func TestAClockThatStepsCostsNothing(t *testing.T) {
	for name, step := range map[string]time.Duration{
		"an hour back":     -time.Hour,
		"a minute back":    -time.Minute,
		"years back":       -5 * 365 * day,
		"before 1970":      -60 * 365 * day,
		"years ahead":      30 * 365 * day,
		"a century ahead":  130 * 365 * day,
		"not at all, then": 0,
	} {
		t.Run(name, func(t *testing.T) {
			c := &clock{t0}
			dir := t.TempDir()
			s := open(t, dir, c)
			s.Register([]Series{shop})
			sent := 0
			send := func(n int) {
				for range n {
					s.Add(good(c.now), shop.ID)
					s.Turn("Shop", c.now, []result.State{result.Up, result.Down}[sent%2], "", "")
					turnOver(s, c, 1)
					sent++
				}
			}
			send(30)
			c.now = c.now.Add(step)
			send(30)
			turnOver(s, c, 200)
			c.now = c.now.Add(-step)
			send(30)
			if got := len(all(t, s, Query{Site: "Shop"})); got != sent {
				t.Errorf("%d of %d results", got, sent)
			}
			s.Close()
			s = open(t, dir, c)
			if got := len(all(t, s, Query{Site: "Shop"})); got != sent {
				t.Errorf("after a restart %d of %d results", got, sent)
			}
			if _, err := s.Past(context.Background(), "Shop", c.now, time.UTC); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAnyTimeCanBeStored(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		x := good(time.UnixMilli(r.Int64N(1<<60) - 1<<59))
		if r.IntN(2) == 0 {
			x = bad(time.Unix(r.Int64N(1<<40)-1<<39, 0), 1)
		}
		s.Add(x, shop.ID)
		s.Turn("Shop", x.Time, x.State, "", "")
		c.now = c.now.Add(time.Duration(r.IntN(1000)) * time.Second)
		s.step()
	}
	s.Add(result.Result{Site: "Shop", State: result.Up}, shop.ID) // no time at all
	turnOver(s, c, 400)
	if k := s.Keeping(); k.Error != "" || k.Lost != 0 {
		t.Fatalf("%+v", k)
	}
	if n := count(t, s, "journal"); n > 10 {
		t.Errorf("%d rows of the journal are held back", n)
	}
	if _, err := s.Past(context.Background(), "Shop", c.now, time.UTC); err != nil {
		t.Error(err)
	}
	if _, err := s.Outages(context.Background(), t0, c.now); err != nil {
		t.Error(err)
	}
}

func TestOldThingsAreDroppedAndTheFutureIsNot(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c, func(o *Options) { o.Raw, o.Minutes, o.Hours = 2*time.Hour, 4*time.Hour, 8*time.Hour })
	s.Register([]Series{shop})
	s.Add(good(t0.Add(10*365*day)), shop.ID)
	hours := 12
	for i := range hours * 60 {
		r := good(c.now)
		if i%30 == 0 {
			r = bad(c.now, 1)
		}
		s.Add(r, shop.ID)
		s.Turn("Shop", c.now, r.State, "", "")
		turnOver(s, c, 3)
		c.now = c.now.Add(57 * time.Second)
	}
	turnOver(s, c, 600)
	ctx := context.Background()
	for table, want := range map[string]int64{"chunk": 3, "minute": 5, "hour": 9} {
		// And one from the future; the hour that goes on is not sealed.
		if n := count(t, s, table); n != want+1 && n != want {
			t.Errorf("%d rows in %s, want about %d", n, table, want)
		}
	}
	oldest, err := single(ctx, s.disk.readers, "SELECT min(at) FROM evidence", 0)
	if err != nil || moment(oldest).Before(c.now.Add(-4*time.Hour-time.Minute)) {
		t.Errorf("evidence of %v is kept: %v", moment(oldest), err)
	}
	if n := count(t, s, "turn"); n < 7*4 || n > 9*4 {
		t.Errorf("%d turns are kept", n)
	}
	if got := uptime(t, s, c.now.Add(-8*time.Hour), c.now); got.Seen != 1 {
		t.Errorf("the turn that was in force is dropped: %+v", got)
	}
	// Where only hours are left, points are made of them; where nothing is, of nothing.
	if a, f := points(t, s, t0, c.now, 30*time.Minute); a < 8*57 || a > 10*60 || f < 14 || f > 20 {
		t.Errorf("%d answers, %d failures", a, f)
	}
	// Steps of half a minute are made of minutes where the results are gone.
	small, err := s.Points(ctx, "Shop", t0, c.now, 30*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	small = slices.DeleteFunc(small, func(p estate.Point) bool { return p.Answers == 0 })
	if n := len(small); n < 4*57 || n > 6*60 {
		t.Errorf("%d small steps with an answer", n)
	}
	future := all(t, s, Query{Site: "Shop", From: t0.Add(365 * day)})
	if len(future) != 1 {
		t.Errorf("%d results from the future", len(future))
	}
}

func TestAClockThatIsAheadForAMomentDropsNothing(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	s.Register([]Series{shop})
	s.Add(good(t0), shop.ID)
	c.now = t0.Add(2 * time.Hour)
	turnOver(s, c, 10)
	c.now = t0.Add(3 * 365 * day)
	turnOver(s, c, 60)
	c.now = t0.Add(3 * time.Hour)
	turnOver(s, c, 10)
	if got := all(t, s, Query{Site: "Shop"}); len(got) != 1 {
		t.Error("a wrong clock has cost the history")
	}
}

package history

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vigie/internal/result"
)

// clock is a clock that a test turns.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// open opens a store whose writer is turned by the test alone: its own rhythm is an hour.
func open(t testing.TB, dir string, c *clock, change ...func(*Options)) *Store {
	t.Helper()
	o := Options{Now: c.Now, Every: time.Hour, byHand: true}
	for _, f := range change {
		f(&o)
	}
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if !o.ReadOnly {
		// No test that opens it so pulls a plug, and hours of half seconds are many waits for a disk.
		if _, err := s.disk.exec("PRAGMA synchronous = off"); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// turnOver lets so many seconds pass for the writer, with a step in each.
func turnOver(s *Store, c *clock, seconds int) {
	for range seconds {
		c.now = c.now.Add(time.Second)
		s.step()
	}
}

var shop = Series{ID: "Shop http https://shop.example.com/", Site: "Shop", Kind: result.KindHTTP, Target: "https://shop.example.com/"}

func all(t testing.TB, s *Store, q Query) (list []result.Result) {
	t.Helper()
	for r, err := range s.Results(context.Background(), q) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

// same compares results as they are stored: evidence is kept of some.
func same(t testing.TB, want, got []result.Result) {
	t.Helper()
	if d := cmp.Diff(want, got, near, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(result.Result{}, "Evidence")); d != "" {
		t.Error(d)
	}
}

func TestResultsAreThereBeforeAndAfterTheyAreSealed(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	s := open(t, dir, c)
	s.Register([]Series{shop})
	var want []result.Result
	for i := range 3 * 60 {
		r := good(c.now)
		switch {
		case i%50 >= 40:
			r = bad(c.now, i%50-39)
		case i == 7:
			r = silent(c.now)
		}
		want = append(want, r)
		s.Add(r, shop.ID)
		same(t, want[len(want)-1:], all(t, s, Query{Site: "Shop", From: c.now}))
		turnOver(s, c, 3)
		c.now = c.now.Add(57 * time.Second)
	}
	same(t, want, all(t, s, Query{Site: "Shop"}))
	if n := count(t, s, "chunk"); n < 2 {
		t.Errorf("%d chunks", n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir, c)
	same(t, want, all(t, s, Query{Site: "Shop"}))
	newest := all(t, s, Query{Site: "Shop", Newest: true})
	same(t, want[len(want)-1:], newest[:1])
	same(t, want[60:120], all(t, s, Query{Site: "Shop", ID: shop.ID, From: t0.Add(time.Hour), To: t0.Add(2 * time.Hour)}))
}

func count(t testing.TB, s *Store, table string) int64 {
	t.Helper()
	n, err := single(context.Background(), s.disk.readers, "SELECT count(*) FROM "+table, 0)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

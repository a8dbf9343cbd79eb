package history

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/result"
)

func readOnly(o *Options) { o.ReadOnly = true }

func TestAReaderSeesWhatARunningWriterHasWritten(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	if s, err := Open(dir, Options{ReadOnly: true, Now: c.Now}); !errors.Is(err, fs.ErrNotExist) || s == nil {
		t.Fatalf("before there is one: %v", err)
	}
	w := open(t, dir, c)
	r := open(t, dir, c, readOnly)
	var want []result.Result
	for i := range 5 * 12 {
		x := good(c.now)
		if i%7 == 0 {
			x = bad(c.now, 1)
		}
		if i == 30 {
			other := x
			other.Site = "Mail"
			w.Add(other, "Mail") // a series that comes later
		}
		want = append(want, x)
		w.Add(x, shop.ID)
		w.Turn("Shop", c.now, x.State, x.Failure, x.Reason)
		turnOver(w, c, 20)
		c.now = c.now.Add(5*time.Minute - 20*time.Second)
		if i%11 == 0 || i == 59 {
			same(t, want, all(t, r, Query{Site: "Shop"}))
		}
	}
	if n := count(t, w, "chunk"); n < 4 {
		t.Fatalf("only %d chunks", n)
	}
	turnOver(w, c, 1)
	c.now = c.now.Add(time.Minute) // it is running, though it said so a minute ago
	a, err := r.Past(context.Background(), "Shop", c.now, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.Past(context.Background(), "Shop", c.now, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if a.Uptime[0] != b.Uptime[0] || a.Latency[0] != b.Latency[0] || len(a.Outages) != len(b.Outages) {
		t.Errorf("they differ: %+v %+v, %+v %+v", a.Uptime, a.Latency, b.Uptime, b.Latency)
	}
	if len(r.live.series[0].open) > 2 {
		t.Error("the reader keeps what is sealed")
	}
	// The reader changes nothing.
	r.Add(good(c.now), shop.ID)
	r.Turn("Shop", c.now, result.Paused, "", "")
	r.Register(nil)
	if k := r.Keeping(); k.Lost != 0 || k.Error != "" {
		t.Errorf("%+v", k)
	}
}

func TestAReaderKnowsThatNobodyWatchesAnyMore(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	w := open(t, dir, c)
	w.Turn("Shop", t0, result.Up, "", "")
	turnOver(w, c, 60)
	kill(w)
	c.now = t0.Add(100 * time.Minute)
	r := open(t, dir, c, readOnly)
	if got := uptime(t, r, t0, c.now); got.Of != 1 || got.Seen > 0.02 {
		t.Errorf("%+v", got)
	}
}

func TestAReaderFollowsToANewFile(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	w := open(t, dir, c)
	w.Add(good(t0), shop.ID)
	w.Add(good(t0), shop.ID)
	turnOver(w, c, 1)
	r := open(t, dir, c, readOnly)
	if got := all(t, r, Query{Site: "Shop"}); len(got) != 2 {
		t.Fatal(got)
	}
	w.Close()
	for _, name := range []string{fileName, fileName + "-wal", fileName + "-shm"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Skip(err)
		}
	}
	w = open(t, dir, c)
	w.Add(bad(t0, 1), shop.ID)
	turnOver(w, c, 1)
	if got := all(t, r, Query{Site: "Shop"}); len(got) != 1 || got[0].State != result.Down {
		t.Errorf("%v", got)
	}
}

func TestASiteThatNobodyKnowsIsAnError(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	s.Register([]Series{shop})
	if _, err := s.Past(context.Background(), "Shopp", c.now, time.UTC); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its past: %v", err)
	}
	for _, err := range s.Results(context.Background(), Query{Site: "Shopp"}) {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("its results: %v", err)
		}
	}
	if p, err := s.Points(context.Background(), "Shopp", t0, t0.Add(time.Hour), time.Minute); err != nil || len(p) != 60 {
		t.Errorf("its points: %v", err)
	}
	if p, err := s.Past(context.Background(), "Shop", c.now, time.UTC); err != nil || len(p.Days) != 30 || p.Uptime[0].Of != -1 {
		t.Errorf("one without a past: %+v %v", p, err)
	}
}

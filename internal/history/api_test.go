package history

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"vigie/internal/dbfile"
	"vigie/internal/estate"
	"vigie/internal/result"
)

func TestAddNeverWaitsForTheDisk(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{Every: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	db, err := dbfile.Connect(filepath.Join(dir, fileName), "rw", "busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	// Somebody else holds the file: the writer waits up to five seconds for it.
	begin := time.Now()
	for i := range 2000 {
		s.Add(good(time.Now()), shop.ID)
		s.Turn("Shop", time.Now(), []result.State{result.Up, result.Down}[i%2], "", "")
		s.Keeping()
		if i%100 == 0 {
			time.Sleep(time.Millisecond)
		}
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("2000 results took %v", took)
	}
	if s.durableNow() == 2000 {
		t.Fatal("the file was not held")
	}
	if _, err := db.Exec("COMMIT"); err != nil {
		t.Fatal(err)
	}
	for i := 0; s.durableNow() < 2000; i++ {
		if i > 10_000 {
			t.Fatalf("%d are written, %q", s.durableNow(), s.Keeping().Error)
		}
		time.Sleep(time.Millisecond)
	}
}

func (s *Store) durableNow() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.durable
}

func TestManyReadWhileOneWrites(t *testing.T) {
	dir := t.TempDir()
	s, c := openSimulated(t, dir, t0, func(o *Options) { o.Every = time.Millisecond })
	list := sites(40)
	s.Register(list)
	var readers sync.WaitGroup
	done := make(chan struct{})
	ctx := context.Background()
	for i := range 4 {
		readers.Go(func() {
			least := 0
			for {
				select {
				case <-done:
					return
				default:
				}
				name := list[i*7].Site
				n := 0
				for _, err := range s.Results(ctx, Query{Site: name}) {
					if err != nil {
						t.Error(err)
						return
					}
					n++
				}
				m := 0
				points, err := s.Points(ctx, name, t0, t0.Add(30*time.Hour), time.Minute)
				if err != nil {
					t.Error(err)
					return
				}
				for _, p := range points {
					m += p.Answers + p.Failures
				}
				// Nothing is counted twice or left out while it goes from memory to its rows.
				if n < least || m < n {
					t.Errorf("%d results after %d, %d in the minutes", n, least, m)
					return
				}
				least = m
				if _, err := s.Past(ctx, name, c.Now(), time.UTC); err != nil {
					t.Error(err)
				}
				if _, err := s.Uptime(ctx, t0, c.Now()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	n := load(t, s, c, list, t0, 30*time.Second, 20*time.Hour)
	close(done)
	readers.Wait()
	got := 0
	for _, x := range list {
		got += len(all(t, s, Query{Site: x.Site}))
	}
	if got != n {
		t.Errorf("%d of %d results", got, n)
	}
}

func TestTheFirstSeriesOfASiteSpeaksForItsSpeed(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	s := open(t, dir, c)
	mail := Series{ID: "Shop smtp", Site: "Shop", Kind: result.KindSMTP}
	far := shop
	far.Vantage = "paris"
	s.Register([]Series{shop, mail, far})
	r := good(t0)
	s.Add(r, shop.ID)
	r.Total, r.Phases = time.Second, result.NoPhases()
	s.Add(r, mail.ID)
	r.Vantage = "paris"
	s.Add(r, far.ID)
	fast := func() bool {
		t.Helper()
		p, err := s.Percentiles(context.Background(), t0, t0.Add(time.Hour))
		if err != nil || p["Shop"].Answers != 1 {
			t.Fatal(p, err)
		}
		return p["Shop"].P50 < 200*time.Millisecond
	}
	if !fast() {
		t.Error("not the first one speaks")
	}
	s.Register([]Series{mail, shop, far})
	if fast() {
		t.Error("a new order is not taken over")
	}
	s.Close()
	s = open(t, dir, c)
	if fast() {
		t.Error("the order is forgotten")
	}
	known, err := s.Known(context.Background())
	if d := cmp.Diff([]Series{shop, mail, far}, known); d != "" || err != nil {
		t.Error(d, err)
	}
	got := all(t, s, Query{Site: "Shop"})
	if len(got) != 3 || got[0].Vantage != "local" || got[2].Vantage != "paris" || got[1].Check != result.KindSMTP {
		t.Errorf("%+v", got)
	}
}

func TestTheUsualLengthOfAPageIsRemembered(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	s := open(t, dir, c)
	s.Register([]Series{shop})
	for i, n := range []int{9000, 2000, 2100, 2050, 1900, 5, 2000, 2010, 2020, 2030, -1} {
		r := good(c.now)
		r.HTTP.Visible = n
		if i == 5 {
			r.State = result.Down // a white page is not what is usual
		}
		s.Add(r, shop.ID)
		turnOver(s, c, 60)
	}
	for _, when := range []string{"from the journal", "from what was sealed"} {
		s.Close()
		s = open(t, dir, c)
		if got := s.Remembered().Usual[shop.ID]; got != 2020 {
			t.Errorf("%s: %d", when, got)
		}
		c.now = c.now.Add(2 * time.Hour)
		turnOver(s, c, 5)
	}
}

func TestThePastOfASite(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	s.Register([]Series{shop})
	s.Turn("Shop", t0, result.Up, "", "")
	for i := range 3 * 24 * 12 {
		r := good(c.now)
		if i >= 600 && i < 612 {
			r = bad(c.now, i-599)
		}
		s.Add(r, shop.ID)
		s.Turn("Shop", c.now, r.State, r.Failure, r.Failure.Family())
		turnOver(s, c, 2)
		c.now = c.now.Add(5*time.Minute - 2*time.Second)
	}
	p, err := s.Past(context.Background(), "Shop", c.now, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	down := estate.Outage{From: t0.Add(50 * time.Hour), To: t0.Add(51 * time.Hour), Failure: result.HTTPStatus, Reason: "http"}
	if d := cmp.Diff([]estate.Outage{down}, p.Outages); d != "" {
		t.Error(d)
	}
	if len(p.Points) != 288 || p.Points[0].Time.Add(day).Before(c.now) || !p.Points[0].Time.Equal(p.Points[0].Time.Truncate(pastStep)) {
		t.Errorf("%d points from %v", len(p.Points), p.Points[0].Time)
	}
	good, failed := 0, 0
	for _, x := range p.Points {
		good, failed = good+x.Answers, failed+x.Failures
	}
	if good < 274 || good > 276 || failed != 12 {
		t.Errorf("%d answers, %d failures in the points", good, failed)
	}
	if p.Uptime[0].Of != 23.0/24 || p.Uptime[1].Of != 71.0/72 || p.Uptime[1].Seen != 3.0/7 || p.Uptime[2].Period != 30*day {
		t.Errorf("%+v", p.Uptime)
	}
	if n := p.Latency[1].Answers; n != 3*288-12 || p.Latency[0].Answers > 300 {
		t.Errorf("%+v", p.Latency)
	}
	if want := sum(goodPhases()); (p.Latency[0].P50 - want).Abs() > want/50 {
		t.Errorf("P50 is %v, want %v", p.Latency[0].P50, want)
	}
	if n := len(p.Days); n != 30 || p.Days[28].Down != time.Hour || p.Days[27].Up != day || p.Days[26].Unknown != 0 || p.Days[25].Unknown != day {
		t.Errorf("%d days: %+v", n, p.Days[25:])
	}
}

func goodPhases() result.Phases { return good(t0).Phases }

func TestCloseWritesWhatIsLeftAndMayBeCalledTwice(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	dir := t.TempDir()
	s, err := Open(dir, Options{Every: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	s.Register([]Series{shop})
	s.Add(good(t0), shop.ID)
	s.Turn("Shop", t0, result.Up, "", "")
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	s.Add(good(t0), shop.ID)
	if k := s.Keeping(); k.Lost != 1 {
		t.Errorf("what comes after the end is not counted: %+v", k)
	}
	if _, err := s.Past(context.Background(), "Shop", t0, time.UTC); err == nil || !strings.Contains(err.Error(), "history") {
		t.Errorf("reading after the end: %v", err)
	}
	s = open(t, dir, &clock{t0})
	if got := all(t, s, Query{Site: "Shop"}); len(got) != 1 {
		t.Errorf("%d results are kept", len(got))
	}
	s.Close()
}

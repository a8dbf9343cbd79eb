package history

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"vigie/internal/result"
)

// The figures of the history, each with its target beside it: go test -bench . ./internal/history

// simulated is a clock that follows the results.
type simulated struct{ ms atomic.Int64 }

func (c *simulated) Now() time.Time { return time.UnixMilli(c.ms.Load()) }

// sites are many sites with one check each.
func sites(n int) []Series {
	list := make([]Series, n)
	for i := range list {
		name := fmt.Sprintf("www%05d.example.com", i)
		list[i] = Series{ID: name + " http https://" + name + "/", Site: name, Kind: result.KindHTTP, Target: "https://" + name + "/"}
	}
	return list
}

// load hands over what so many sites answer, from a time on, as fast as it is taken. Sites come in the order of their
// phase within an interval, which is not their own. One of 500 intervals of a site is an outage of five.
func load(b testing.TB, s *Store, c *simulated, list []Series, from time.Time, every, d time.Duration) (n int) {
	w := newWorld()
	var pages []result.Result
	for i := range 997 {
		pages = append(pages, w.page(t0, list[i%len(list)].Site))
	}
	for at := from; at.Before(from.Add(d)); at = at.Add(every) {
		for i := range list {
			k := (i*7919 + 13) % len(list)
			t := at.Add(every * time.Duration(i) / time.Duration(len(list)))
			r := pages[(i*31+n)%len(pages)]
			r.Time, r.Site, r.Target = t, list[k].Site, list[k].Target
			if round := int(at.Unix()/int64(every/time.Second)) + k; round%500 < 5 {
				r.State, r.Failure, r.Reason, r.Attempts = result.Down, result.HTTPStatus, "answers 503, not 200-299", round%500+1
			}
			c.ms.Store(t.UnixMilli())
			for n%256 == 0 && s.crowded() {
				time.Sleep(100 * time.Microsecond)
			}
			s.Add(r, list[k].ID)
			n++
		}
	}
	drain(b, s)
	if lost := s.Keeping().Lost; lost > 0 {
		b.Fatalf("%d results were lost: %s", lost, s.Keeping().Error)
	}
	return n
}

// crowded tells whether whoever adds should wait a little: a watch never has to.
func (s *Store) crowded() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting.size > room/2 || s.pace.behind
}

// drain waits until all is written.
func drain(b testing.TB, s *Store) {
	for range 100_000 {
		s.mu.Lock()
		left := s.unwritten()
		s.mu.Unlock()
		if left == 0 {
			return
		}
		s.hurry()
		time.Sleep(time.Millisecond)
	}
	b.Fatal("not all was written")
}

func openSimulated(b testing.TB, dir string, from time.Time, change ...func(*Options)) (*Store, *simulated) {
	b.Helper()
	c := new(simulated)
	c.ms.Store(from.UnixMilli())
	o := Options{Now: c.Now}
	for _, f := range change {
		f(&o)
	}
	s, err := Open(dir, o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s, c
}

// settle lets an hour pass in which nothing is asked, so that what is over is sealed and the journal short, and gives
// the size of the file in bytes.
func settle(b testing.TB, s *Store, c *simulated, dir string) int64 {
	b.Helper()
	c.ms.Add(time.Hour.Milliseconds() + 2*grace.Milliseconds())
	for range 100_000 {
		s.hurry()
		time.Sleep(200 * time.Microsecond)
		s.mu.Lock()
		left, rows := s.live.size, s.batch.seq-s.trimmed
		s.mu.Unlock()
		if left == 0 && rows < 10 {
			break
		}
	}
	db, err := connect(s.disk.path, "rw", "busy_timeout(5000)")
	if err == nil {
		_, err = db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
		db.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	st, err := os.Stat(filepath.Join(dir, fileName))
	if err != nil {
		b.Fatal(err)
	}
	return st.Size()
}

func BenchmarkResultsStored(b *testing.B) {
	dir := b.TempDir()
	s, c := openSimulated(b, dir, t0)
	list := sites(10_000)
	s.Register(list)
	n := 0
	for b.Loop() {
		n += load(b, s, c, list, t0.Add(time.Duration(n/10_000)*30*time.Second), 30*time.Second, 10*time.Minute)
	}
	rate := float64(n) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "results/s")
	b.ReportMetric(150_000, "target-results/s")
	b.ReportMetric(rate/rowsPerSecond(b), "times-a-row-each")
	b.ReportMetric(0, "ns/op")
}

// rowsPerSecond is the same in the same SQLite with a row a result.
func rowsPerSecond(b testing.TB) float64 {
	db, err := connect(filepath.Join(b.TempDir(), "rows.db"), "rwc", writerPragmas()...)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE r(site INT, t INT, state INT, dns INT, connect INT, tls INT, first INT, transfer INT, bytes INT, visible INT,
		PRIMARY KEY(site, t)) WITHOUT ROWID`); err != nil {
		b.Fatal(err)
	}
	const rows = 40_000
	begin := time.Now()
	for n := 0; n < rows; {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		st, err := tx.Prepare("INSERT INTO r VALUES(?,?,?,?,?,?,?,?,?,?)")
		if err != nil {
			b.Fatal(err)
		}
		for range 500 {
			if _, err := st.Exec(n*7919%10_000, n, 1, 3100, 12400, 25750, 80300+n%1000, 4200, 51234, 2345); err != nil {
				b.Fatal(err)
			}
			n++
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return rows / time.Since(begin).Seconds()
}

func BenchmarkAdd(b *testing.B) {
	s, c := openSimulated(b, b.TempDir(), t0)
	list := sites(1000)
	s.Register(list)
	w := newWorld()
	var pages []result.Result
	for i := range 1000 {
		pages = append(pages, w.page(t0, list[i].Site))
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		r := pages[n%1000]
		r.Time = t0.Add(time.Duration(n) * time.Millisecond)
		c.ms.Store(r.Time.UnixMilli())
		s.Add(r, list[n%1000].ID)
		if n++; n%5000 == 0 {
			b.StopTimer()
			drain(b, s)
			b.StartTimer()
		}
	}
}

// resident is the memory of this process that is in use, in bytes.
func resident() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkAMillionResults(b *testing.B) {
	for b.Loop() {
		dir := b.TempDir()
		s, c := openSimulated(b, dir, t0)
		list := sites(1000)
		s.Register(list)
		n := load(b, s, c, list, t0, 30*time.Second, 10*time.Hour)
		size := settle(b, s, c, dir)
		b.ReportMetric(float64(size)/1e6/(float64(n)/1e6), "MB/million")
		b.ReportMetric(20, "target-MB/million")
		for _, t := range []string{"chunk", "minute", "hour", "evidence"} {
			bytes, err := single(context.Background(), s.disk.readers, "SELECT sum(length(data)) FROM "+t, 0)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(bytes)/float64(n), t+"-B/result")
		}
		s.Close()
	}
	b.ReportMetric(0, "ns/op")
}

// aDay is a day of 10,000 sites, asked every minute.
func aDay(b *testing.B) (*Store, *simulated, []Series) {
	b.Helper()
	s, c := openSimulated(b, b.TempDir(), t0)
	list := sites(10_000)
	s.Register(list)
	load(b, s, c, list, t0, time.Minute, day)
	return s, c, list
}

func BenchmarkQueries(b *testing.B) {
	s, c, list := aDay(b)
	ctx := context.Background()
	to := c.Now()
	target := func(b *testing.B, most time.Duration) {
		b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms")
		b.ReportMetric(float64(most.Milliseconds()), "target-ms")
		b.ReportMetric(0, "ns/op")
	}
	b.Run("24h of a site in 5-minute points", func(b *testing.B) {
		i := 0
		for b.Loop() {
			points, err := s.Points(ctx, list[i*37%len(list)].Site, to.Add(-day), to, 5*time.Minute)
			if err != nil || len(points) != 288 || points[100].Answers+points[100].Failures != 5 {
				b.Fatal(err, points[100])
			}
			i++
		}
		target(b, 5*time.Millisecond)
	})
	b.Run("percentiles of 10,000 sites over 24h", func(b *testing.B) {
		for b.Loop() {
			p, err := s.Percentiles(ctx, to.Add(-day), to)
			if err != nil || len(p) != len(list) {
				b.Fatal(err, len(p))
			}
		}
		target(b, 500*time.Millisecond)
	})
	b.Run("all that is shown of a site", func(b *testing.B) {
		i := 0
		for b.Loop() {
			if _, err := s.Past(ctx, list[i*37%len(list)].Site, to, time.UTC); err != nil {
				b.Fatal(err)
			}
			i++
		}
		target(b, 50*time.Millisecond)
	})
	b.Run("the newest result of a site", func(b *testing.B) {
		for b.Loop() {
			for _, err := range s.Results(ctx, Query{Site: list[4711].Site, Newest: true}) {
				if err != nil {
					b.Fatal(err)
				}
				break
			}
		}
		target(b, 5*time.Millisecond)
	})
	b.Run("24h of results of a site", func(b *testing.B) {
		for b.Loop() {
			n := 0
			for _, err := range s.Results(ctx, Query{Site: list[4711].Site, From: to.Add(-day)}) {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n < 1439 {
				b.Fatal(n)
			}
		}
		target(b, 50*time.Millisecond)
	})
}

func BenchmarkUptimeOf10000SitesOver30Days(b *testing.B) {
	s, c := openSimulated(b, b.TempDir(), t0)
	list := sites(10_000)
	s.Register(list)
	from := t0.Add(-40 * day)
	s.began = from
	for i, x := range list {
		for k := range 20 { // an outage every four days
			at := from.Add(time.Duration(k)*2*day + time.Duration(i)*time.Second)
			st := result.Up
			if k%2 == 1 {
				st = result.Down
			}
			s.Turn(x.Site, at, st, "", "")
		}
		if i%100 == 99 {
			drainTurns(s)
		}
	}
	drainTurns(s)
	for b.Loop() {
		u, err := s.Uptime(context.Background(), c.Now().Add(-30*day), c.Now())
		if err != nil || len(u) != len(list) || u[list[0].Site].Of < 0.4 {
			b.Fatal(err, len(u), u[list[0].Site])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms")
	b.ReportMetric(500, "target-ms")
	b.ReportMetric(0, "ns/op")
}

func drainTurns(s *Store) {
	for {
		s.mu.Lock()
		left := len(s.waiting.turns)
		s.mu.Unlock()
		if left == 0 {
			return
		}
		s.hurry()
		time.Sleep(time.Millisecond)
	}
}

func BenchmarkMemoryOfTheOpenHour(b *testing.B) {
	for b.Loop() {
		before := resident()
		s, c := openSimulated(b, b.TempDir(), t0)
		list := sites(10_000)
		s.Register(list)
		load(b, s, c, list, t0, time.Minute, 59*time.Minute)
		b.ReportMetric(float64(resident()-before)/1e6, "MB")
		b.ReportMetric(20, "target-MB")
		b.ReportMetric(float64(s.live.size)/1e6, "MB-of-streams")
		runtime.KeepAlive(s)
	}
	b.ReportMetric(0, "ns/op")
}

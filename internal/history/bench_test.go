package history

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/internal/dbfile"
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

// load hands over what so many sites answer, from a time on, as fast as it is taken, and waits until it is written.
func load(b testing.TB, s *Store, c *simulated, list []Series, from time.Time, every, d time.Duration) (n int) {
	for at := from; at.Before(from.Add(d)); at = at.Add(every) {
		for s.crowded() {
			time.Sleep(100 * time.Microsecond)
		}
		n += generate(s, c, list, at, every, every)
	}
	drain(b, s)
	if lost := s.Keeping().Lost; lost > 0 {
		b.Fatalf("%d results were lost: %s", lost, s.Keeping().Error)
	}
	return n
}

// generate hands over what so many sites answer for some time. Sites come in the order of their phase within an
// interval, which is not their own. Of 500 askings of a site, five are an outage.
func generate(s *Store, c *simulated, list []Series, from time.Time, every, d time.Duration) (n int) {
	pages := somePages()
	for at := from; at.Before(from.Add(d)); at = at.Add(every) {
		tick := int(at.Unix() / int64(every/time.Second))
		for i := range list {
			k := (i*7919 + 13) % len(list)
			t := at.Add(every * time.Duration(i) / time.Duration(len(list)))
			r := pages[(i*31+tick*97)%len(pages)]
			r.Time, r.Site, r.Target = t.Add(time.Duration(n%6)*time.Millisecond), list[k].Site, list[k].Target
			round := (tick + k*37) % 500
			if round < 5 {
				r.State, r.Failure, r.Reason, r.Attempts = result.Down, result.HTTPStatus, "answers 503, not 200-299", round+1
				r.Evidence = bad(t0, 1).Evidence
			}
			switch round {
			case 0, 5:
				s.Turn(r.Site, r.Time, r.State, r.Failure, r.Reason)
			}
			c.ms.Store(t.UnixMilli())
			s.Add(r, list[k].ID)
			n++
		}
	}
	return n
}

// somePages are the answers that generated results are taken from.
var somePages = sync.OnceValue(func() (list []result.Result) {
	w := newWorld()
	for range 9973 {
		list = append(list, w.page(t0, ""))
	}
	return list
})

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
func settle(b testing.TB, s *Store, c *simulated) int64 {
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
	return fileSize(b, s)
}

// fileSize is the size of the file, in bytes, with all that was written in it.
func fileSize(b testing.TB, s *Store) int64 {
	b.Helper()
	db, err := dbfile.Connect(s.disk.path, "rw", "busy_timeout(5000)")
	if err == nil {
		_, err = db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
		db.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	st, err := os.Stat(s.disk.path)
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
	db, err := dbfile.Connect(filepath.Join(b.TempDir(), "rows.db"), "rwc", writerPragmas()...)
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

func BenchmarkAMillionResults(b *testing.B) {
	for b.Loop() {
		s, c := openSimulated(b, b.TempDir(), t0)
		list := sites(1000)
		s.Register(list)
		n := load(b, s, c, list, t0, 30*time.Second, 10*time.Hour)
		size := settle(b, s, c)
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

// BenchmarkStart opens a history that was killed with nearly an hour of 10,000 sites in its journal.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	s, c := openSimulated(b, dir, t0)
	list := sites(10_000)
	s.Register(list)
	load(b, s, c, list, t0, time.Minute, 59*time.Minute)
	s.Close()
	for b.Loop() {
		s, err := Open(dir, Options{Now: c.Now})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if n := len(all(b, s, Query{Site: list[5].Site})); n != 59 {
			b.Fatal(n)
		}
		s.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms")
	b.ReportMetric(1000, "target-ms")
	b.ReportMetric(0, "ns/op")
}

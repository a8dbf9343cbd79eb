package history

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vigie/internal/dbfile"
	"vigie/internal/result"
)

const (
	crashDir   = "VIGIE_HISTORY_CRASH_DIR"   // set for the child
	crashFrom  = "VIGIE_HISTORY_CRASH_FROM"  // the number of its first result
	crashKills = "VIGIE_HISTORY_CRASH_KILLS" // how often it is killed; 20
)

// crashAt is when the nth result is taken: two a second, of forty series, so that an hour is sealed every 7200.
func crashAt(n int64) time.Time { return t0.Add(time.Duration(n) * 500 * time.Millisecond) }

func crashSeries() []Series { return sites(40) }

// TestCrashChild writes until it is killed, and says what is safe on the disk.
func TestCrashChild(t *testing.T) {
	dir := os.Getenv(crashDir)
	if dir == "" {
		t.Skip("it is the child of another test")
	}
	n, err := strconv.ParseInt(os.Getenv(crashFrom), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	var now atomic.Int64
	now.Store(crashAt(n).UnixMilli())
	s, err := Open(dir, Options{
		Every: 3 * time.Millisecond, Raw: 1e6 * time.Hour, Now: func() time.Time { return time.UnixMilli(now.Load()) },
	})
	if err != nil {
		t.Fatal(err)
	}
	list := crashSeries()
	s.Register(list)
	fmt.Println("open")
	first, said := n, uint64(0)
	for ; ; n++ {
		x := list[n%int64(len(list))]
		r := good(crashAt(n))
		if n/100%7 == 3 {
			r = bad(crashAt(n), 1)
		}
		r.Site, r.HTTP.Bytes = x.Site, n
		now.Store(r.Time.UnixMilli())
		s.Add(r, x.ID)
		if n%50 == 0 {
			s.Turn(x.Site, r.Time, r.State, r.Failure, r.Reason)
		}
		if n%40 == 0 {
			s.mu.Lock()
			durable := s.durable
			s.mu.Unlock()
			if durable != said {
				fmt.Println("durable", first+int64(durable))
				said = durable
			}
			time.Sleep(200 * time.Microsecond)
		}
	}
}

func TestNothingThatWasSafeIsMissingAfterAKill(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a while")
	}
	kills := 20
	if v := os.Getenv(crashKills); v != "" {
		kills, _ = strconv.Atoi(v)
	}
	dir := t.TempDir()
	total, acked, more := int64(0), int64(0), int64(0)
	for round := range kills {
		safe := killed(t, dir, total)
		base := max(0, total-3000) // all of it is looked at in the last round
		if round == kills-1 {
			base = 0
		}
		found := recovered(t, dir, base, safe)
		if found < safe {
			t.Fatalf("round %d: %d results of %d that were safe", round, found, safe)
		}
		acked, more, total = acked+safe-total, more+found-safe, found
	}
	t.Logf("%d kills, %d results said to be safe and none of them missing, %d more found", kills, acked, more)
}

// killed lets a child write from a number on, kills it at some moment, and gives the number up to which it said that
// all is safe.
func killed(t *testing.T, dir string, from int64) int64 {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestCrashChild$")
	cmd.Env = append(os.Environ(), crashDir+"="+dir, crashFrom+"="+strconv.FormatInt(from, 10))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	safe := from
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "open":
			time.AfterFunc(time.Duration(rand.Int64N(int64(200*time.Millisecond))), func() { _ = cmd.Process.Kill() })
		case "durable":
			if n, err := strconv.ParseInt(rest, 10, 64); err == nil {
				safe = n
			}
		default:
			t.Errorf("the child says %q", lines.Text())
		}
	}
	var ended *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &ended) || ended.ExitCode() != -1 {
		t.Fatalf("the child was not killed: %v", err)
	}
	return safe
}

// recovered opens what a killed child left, looks through it from a number on, and gives how many results are in it:
// each once, none left out, in the roll-ups as well.
func recovered(t *testing.T, dir string, base, safe int64) int64 {
	t.Helper()
	s, err := Open(dir, Options{Every: time.Hour, byHand: true, Raw: 1e6 * time.Hour, Now: func() time.Time { return crashAt(safe) }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	whole(t, filepath.Join(dir, fileName))
	seen := make(map[int64]bool)
	counted := 0
	from := crashAt(base).Truncate(time.Minute)
	for _, x := range crashSeries() {
		for r, err := range s.Results(context.Background(), Query{Site: x.Site, From: from}) {
			if errors.Is(err, os.ErrNotExist) {
				continue // it was killed before it wrote anything of this site
			}
			if err != nil {
				t.Fatal(err)
			}
			k := r.HTTP.Bytes
			if seen[k] || !r.Time.Equal(crashAt(k)) || crashSeries()[k%40].Site != x.Site || (r.State == result.Down) != (k/100%7 == 3) {
				t.Fatalf("result %d of %s: %+v", k, x.Site, r)
			}
			seen[k] = true
		}
		points, err := s.Points(context.Background(), x.Site, from, crashAt(safe).Add(time.Hour), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range points {
			counted += p.Answers + p.Failures
		}
	}
	first := int64(from.Sub(t0) / (500 * time.Millisecond))
	for k := first; k < first+int64(len(seen)); k++ {
		if !seen[k] {
			t.Fatalf("result %d is missing, and there are %d from %d on", k, len(seen), first)
		}
	}
	if counted != len(seen) {
		t.Fatalf("%d in the minutes, %d results", counted, len(seen))
	}
	return first + int64(len(seen))
}

// whole has SQLite look through the file.
func whole(t *testing.T, path string) {
	t.Helper()
	db, err := dbfile.Connect(path, "ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var word string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&word); err != nil && !errors.Is(err, sql.ErrNoRows) || word != "ok" {
		t.Fatalf("SQLite says %q, %v", word, err)
	}
}

package history

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
)

// filled makes a history with some sealed hours in a folder, and gives the path of its file.
func filled(t *testing.T, dir string, hours int) (path string, c *clock) {
	t.Helper()
	c = &clock{t0}
	s := open(t, dir, c)
	s.Register([]Series{shop})
	for range hours * 12 {
		s.Add(bad(c.now, 1), shop.ID)
		turnOver(s, c, 3)
		c.now = c.now.Add(5*time.Minute - 3*time.Second)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, fileName), c
}

// contents reads a file of which a test says that it does not change.
func contents(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAFileThatIsNotOursIsLeftAlone(t *testing.T) {
	garbage := func(b []byte) []byte { return bytes.Repeat([]byte("lorem ipsum "), len(b)/12) }
	for name, c := range map[string]struct {
		change func(b []byte) []byte
		is     error
		says   string
	}{
		"no database":              {garbage, ErrForeign, "no database"},
		"a few bytes":              {func([]byte) []byte { return []byte("hi") }, ErrForeign, "no database"},
		"cut in the middle":        {func(b []byte) []byte { return b[:len(b)/2] }, nil, "damaged"},
		"overwritten in places":    {func(b []byte) []byte { copy(b[4096*3+100:], garbage(b[:9000])); return b }, nil, "damaged"},
		"a page of zeros":          {func(b []byte) []byte { clear(b[4096:8192]); return b }, nil, "damaged"},
		"written by a newer vigie": {func(b []byte) []byte { b[63] = 99; return b }, ErrNewer, "newer vigie"},
		"of another program":       {func(b []byte) []byte { b[71]++; return b }, ErrForeign, "another program"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path, clock := filled(t, dir, 3)
			if err := os.WriteFile(path, c.change(contents(t, path)), 0o600); err != nil {
				t.Fatal(err)
			}
			before := contents(t, path)
			s, err := Open(dir, Options{Now: clock.Now, Every: time.Millisecond})
			if err == nil || c.is != nil && !errors.Is(err, c.is) {
				t.Fatalf("the error is %v", err)
			}
			k := s.Keeping()
			if !strings.Contains(k.Error, c.says) || !strings.HasSuffix(k.Error, "nothing is written to it") || !k.Since.Equal(clock.now) {
				t.Errorf("it says %q, since %v", k.Error, k.Since)
			}
			s.Register([]Series{shop})
			s.Turn("Shop", clock.now, result.Up, "", "")
			s.Add(good(clock.now), shop.ID)
			if got := s.Keeping().Lost; got != 1 {
				t.Errorf("%d results are said to be lost", got)
			}
			if _, err := s.Past(context.Background(), "Shop", clock.now, time.UTC); err == nil {
				t.Error("there is a past without a file")
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if !bytes.Equal(before, contents(t, path)) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestAnEmptyFileBecomesAHistory(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := &clock{t0}
	s := open(t, dir, c)
	s.Add(good(t0), shop.ID)
	turnOver(s, c, 1)
	if s.durable != 1 {
		t.Error("nothing was written")
	}
}

func TestDamageThatIsFoundLaterEndsTheWriting(t *testing.T) {
	dir := t.TempDir()
	_, c := filled(t, dir, 3)
	s := open(t, dir, c)
	// An hour's row loses a bit, unseen by SQLite; then a late result of that hour is to be added to it.
	if _, err := s.disk.exec("UPDATE chunk SET data = zeroblob(length(data))"); err != nil {
		t.Fatal(err)
	}
	var told []error
	for _, err := range s.Results(context.Background(), Query{Site: "Shop"}) {
		if err != nil {
			told = append(told, err)
		}
	}
	if len(told) == 0 || !strings.Contains(told[0].Error(), "damaged record") {
		t.Errorf("reading says %v", told)
	}
	s.Add(good(t0.Add(time.Second)), shop.ID)
	turnOver(s, c, 10)
	if k := s.Keeping(); !strings.Contains(k.Error, "the history file is damaged") {
		t.Errorf("it says %q", k.Error)
	}
	s.Add(good(c.now), shop.ID)
	if s.Keeping().Lost != 1 {
		t.Error("what comes after is not counted as lost")
	}
}

func TestDamageThatAReaderMeetsEndsTheWriting(t *testing.T) {
	dir := t.TempDir()
	path, c := filled(t, dir, 30)
	s := open(t, dir, c)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for at := int64(4096); at < st.Size(); at += 4096 {
		if _, err := f.WriteAt(bytes.Repeat([]byte{0x5a}, 64), at); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Past(context.Background(), "Shop", c.now, time.UTC); err == nil {
		t.Fatal("nothing is noticed")
	}
	if k := s.Keeping(); !strings.Contains(k.Error, "damaged") {
		t.Errorf("it says %q", k.Error)
	}
	s.settle(new(work), nil) // what was under way succeeds: that mends nothing
	s.Add(good(c.now), shop.ID)
	turnOver(s, c, 3)
	if k := s.Keeping(); !strings.Contains(k.Error, "damaged") || k.Lost != 1 {
		t.Errorf("%+v", k)
	}
}

func TestACommitThatFailedAndWasOneNeverthelessCountsOnce(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	s.Register([]Series{shop})
	for range 3 {
		s.Add(good(c.now), shop.ID)
		c.now = c.now.Add(time.Second)
	}
	c.now = t0.Add(2 * time.Hour)
	s.pace.step++
	w := s.take(c.now)
	if len(w.seals) != 1 {
		t.Fatalf("%d seals", len(w.seals))
	}
	if err := s.disk.inTransaction(func() error { return s.disk.put(w) }); err != nil {
		t.Fatal(err)
	}
	s.settle(w, errors.New("disk I/O error"))
	s.Add(good(t0.Add(time.Minute)), shop.ID) // a late one, before it is tried again
	turnOver(s, c, 3)
	if s.live.size != 0 {
		t.Error("it is not tried again")
	}
	if n := len(all(t, s, Query{Site: "Shop"})); n != 4 {
		t.Errorf("%d results", n)
	}
	if a, f := points(t, s, t0, c.now, time.Minute); a != 4 || f != 0 {
		t.Errorf("%d answers, %d failures", a, f)
	}
}

func TestAFolderThatMayNotBeWrittenToIsTriedAgain(t *testing.T) {
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		// Root may write anywhere: what stands in the way of the folder does as well.
		inTheWayOfTheFolder(t)
		return
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	triedAgain(t, dir, func() error { return os.Chmod(dir, 0o700) })
}

func inTheWayOfTheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	triedAgain(t, file, func() error { return os.Remove(file) })
}

// triedAgain opens a history where none can be, mends that, and looks whether it is kept from then on.
func triedAgain(t *testing.T, dir string, mend func() error) {
	c := &clock{t0}
	s, err := Open(dir, Options{Now: c.Now, Every: time.Hour, byHand: true})
	if err == nil {
		t.Fatal("it can be opened")
	}
	defer s.Close()
	s.Register([]Series{shop})
	s.Turn("Shop", t0, result.Up, "", "")
	s.Add(good(t0), shop.ID)
	turnOver(s, c, 5)
	if k := s.Keeping(); k.Error == "" || k.Lost != 1 {
		t.Errorf("%+v", k)
	}
	if err := mend(); err != nil {
		t.Fatal(err)
	}
	turnOver(s, c, 5)
	s.Add(good(c.now), shop.ID)
	turnOver(s, c, 5)
	if k := s.Keeping(); k.Error != "" || k.Lost != 1 {
		t.Errorf("afterwards %+v", k)
	}
	same(t, []result.Result{good(t0.Add(10 * time.Second))}, all(t, s, Query{Site: "Shop"}))
	if got := uptime(t, s, t0, c.now); got.Of != 1 || got.Seen != 1 {
		t.Errorf("what was told before is forgotten: %+v", got)
	}
}

func TestTwoDoNotWriteOneHistory(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	s := open(t, dir, c)
	other, err := Open(dir, Options{Now: c.Now, Every: time.Hour, byHand: true})
	if !errors.Is(err, ErrHeld) || !strings.Contains(err.Error(), "process ") {
		t.Fatalf("the second is told %v", err)
	}
	defer other.Close()
	other.Add(good(t0), shop.ID)
	s.Add(good(t0), shop.ID)
	turnOver(s, c, 1)
	s.Close()
	turnOver(other, c, 5)
	if k := other.Keeping(); k.Error != "" {
		t.Errorf("it does not take over: %q", k.Error)
	}
	same(t, []result.Result{good(t0)}, all(t, other, Query{Site: "Shop"}))
}

func TestAFileThatIsMovedAwayIsMadeAnew(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file cannot be moved")
	}
	c := &clock{t0}
	dir := t.TempDir()
	s := open(t, dir, c)
	s.Register([]Series{shop})
	s.Turn("Shop", t0, result.Up, "", "")
	s.Add(good(t0), shop.ID)
	turnOver(s, c, 1)
	for _, ext := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(dir, fileName+ext)); err != nil {
			t.Fatal(err)
		}
	}
	turnOver(s, c, 1)
	if k := s.Keeping(); !strings.Contains(k.Error, "moved away") {
		t.Errorf("%+v", k)
	}
	turnOver(s, c, 5)
	s.Add(good(c.now), shop.ID)
	turnOver(s, c, 1)
	if k := s.Keeping(); k.Error != "" {
		t.Errorf("%+v", k)
	}
	if got := all(t, s, Query{Site: "Shop"}); len(got) != 1 {
		t.Errorf("%d results", len(got))
	}
}

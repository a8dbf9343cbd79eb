package history

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/internal/result"
)

// small is a folder on a disk of so many bytes.
func small(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no small disk can be had here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	return dir
}

func TestAFullDiskIsSaidAndGotOver(t *testing.T) {
	dir := small(t, "1m")
	c := &clock{t0}
	s := open(t, dir, c)
	t.Cleanup(func() { s.Close() }) // before the disk goes
	s.Register([]Series{shop})
	s.Turn("Shop", t0, result.Up, "", "")
	turnOver(s, c, 1)
	stuff := filepath.Join(dir, "stuff")
	fill(t, stuff)

	sent := 0
	for s.Keeping().Error == "" {
		if sent++; sent > 100_000 {
			t.Fatal("the disk does not get full")
		}
		s.Add(good(c.now), shop.ID)
		turnOver(s, c, 3)
	}
	since := s.Keeping().Since
	if k := s.Keeping(); !strings.Contains(k.Error, "the disk is full") || since.IsZero() {
		t.Errorf("%+v", k)
	}
	// Watching goes on, and what fits waits in memory; it can be read, too.
	for range 100 {
		s.Add(good(c.now), shop.ID)
		turnOver(s, c, 3)
		sent++
	}
	s.Turn("Shop", c.now, result.Down, result.TCPTimeout, "silent")
	if got := all(t, s, Query{Site: "Shop"}); len(got) != sent {
		t.Errorf("%d of %d results can be read", len(got), sent)
	}
	if k := s.Keeping(); k.Lost != 0 || !k.Since.Equal(since) {
		t.Errorf("%+v, since %v at first", k, since)
	}
	if err := os.Remove(stuff); err != nil {
		t.Fatal(err)
	}
	turnOver(s, c, 5)
	if k := s.Keeping(); k.Error != "" || k.Lost != 0 {
		t.Errorf("with room again: %+v", k)
	}
	s.Close()
	s = open(t, dir, c)
	defer s.Close()
	if got := all(t, s, Query{Site: "Shop"}); len(got) != sent {
		t.Errorf("%d of %d results are kept", len(got), sent)
	}
	if got := outages(t, s, t0, c.now); len(got) != 1 {
		t.Errorf("the outage is forgotten: %v", got)
	}
}

func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
}

func TestWhatDoesNotFitIntoMemoryIsCountedAsLost(t *testing.T) {
	dir := small(t, "1m")
	c := &clock{t0}
	s := open(t, dir, c)
	defer s.Close()
	fill(t, filepath.Join(dir, "stuff"))
	for i := 0; s.Keeping().Lost < 100; i++ {
		s.Add(wordy(c.now, i), shop.ID)
		c.now = c.now.Add(time.Millisecond)
		if i%100 == 0 {
			turnOver(s, c, 3)
		}
		if i > 10_000 {
			t.Fatalf("memory has no bounds: %d", s.waiting.size)
		}
	}
	if s.waiting.size > room+prompt {
		t.Errorf("%d bytes wait", s.waiting.size)
	}
	lost := s.Keeping().Lost
	if err := s.Close(); err == nil {
		t.Error("nothing is said at the end")
	}
	if got := s.Keeping().Lost; got <= lost {
		t.Errorf("%d are lost at the end", got)
	}
}

func TestADiskThatMayOnlyBeReadIsReadAndTriedAgain(t *testing.T) {
	dir := small(t, "4m")
	remount := func(flags uintptr) {
		t.Helper()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, "size=4m"); err != nil {
			t.Skipf("it cannot be mounted anew: %v", err)
		}
	}
	_, c := filled(t, dir, 2)
	remount(syscall.MS_RDONLY)
	r, err := Open(dir, Options{ReadOnly: true, Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(all(t, r, Query{Site: "Shop"})); n != 24 {
		t.Errorf("%d results can be read", n)
	}
	r.Close()

	s, err := Open(dir, Options{Now: c.Now, Every: time.Hour, byHand: true})
	if err == nil {
		t.Fatal("it can be written to")
	}
	defer s.Close()
	s.Add(good(c.now), shop.ID)
	if k := s.Keeping(); k.Lost != 1 || k.Error == "" || strings.Contains(k.Error, "damaged") {
		t.Errorf("%+v", k)
	}
	t.Log(s.Keeping().Error)
	remount(0)
	turnOver(s, c, 5)
	if k := s.Keeping(); k.Error != "" {
		t.Errorf("%+v", k)
	}

	// And while it is written to.
	s.Add(good(c.now), shop.ID)
	turnOver(s, c, 1)
	s.Close()
}

package history

import (
	"context"
	"testing"
	"time"

	"vigie/internal/dbfile"
)

// held is a store of which somebody else holds the file, as a tool of SQLite does that copies it, until the test ends.
func held(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.TempDir(), Options{Every: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	s.Register([]Series{shop})
	other, err := dbfile.Connect(s.disk.path, "rw")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	conn, err := other.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	for begun := false; !begun; { // the writer may be at it
		_, err := conn.ExecContext(context.Background(), "BEGIN IMMEDIATE")
		begun = err == nil
	}
	return s
}

func TestCloseWaitsForNobodyWhoHoldsTheFile(t *testing.T) {
	s := held(t)
	s.Add(good(time.Now()), shop.ID)
	began := time.Now()
	err := s.Close()
	if took := time.Since(began); took > 1800*time.Millisecond {
		t.Errorf("it took %v", took)
	}
	if err == nil || s.Keeping().Lost != 1 {
		t.Errorf("what could not be written is not told: %v, %d lost", err, s.Keeping().Lost)
	}
}

func TestCloseDoesNotWaitForADiskThatDoesNotAnswer(t *testing.T) {
	s := held(t)
	// A write that hangs is one that waits for the lock for long.
	if _, err := s.disk.conn.ExecContext(context.Background(), "PRAGMA busy_timeout = 4000"); err != nil {
		t.Fatal(err)
	}
	s.Add(good(time.Now()), shop.ID)
	s.hurry()
	began := time.Now()
	err := s.Close()
	if took := time.Since(began); took > 1800*time.Millisecond {
		t.Errorf("it took %v", took)
	}
	if err == nil {
		t.Error("what could not be written is not told")
	}
	for open := true; open; time.Sleep(time.Millisecond) { // the folder must not go before
		s.mu.Lock()
		open = s.disk != nil
		s.mu.Unlock()
	}
}

package history

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	sqlite3 "modernc.org/sqlite/lib"

	"vigie/internal/dbfile"
)

const lockName = "history.lock"

// holder is the right to write the history of a directory: a lock that the system takes back by itself when the
// process ends, in whatever way. The lock is SQLite's own, on a file beside the history, so that readers are not
// hindered and every system is served by one piece of code.
type holder struct {
	db   *sql.DB
	conn *sql.Conn
}

// hold takes the right to write. Where another process has it, the error names that process.
func hold(ctx context.Context, dir string) (*holder, error) {
	path := filepath.Join(dir, lockName)
	db, err := dbfile.Connect(path, "rwc", "busy_timeout(0)", "synchronous(off)")
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	h := &holder{db, conn}
	if err := h.take(ctx); err != nil {
		if dbfile.CodeOf(err) == sqlite3.SQLITE_BUSY {
			err = h.other(ctx)
		}
		h.release()
		return nil, err
	}
	return h, nil
}

// take writes who we are, which succeeds only where nobody holds the lock, and then holds it.
func (h *holder) take(ctx context.Context) error {
	for _, q := range []string{
		"BEGIN IMMEDIATE", "CREATE TABLE IF NOT EXISTS holder(pid INTEGER)", "DELETE FROM holder",
		fmt.Sprintf("INSERT INTO holder VALUES(%d)", os.Getpid()), "COMMIT", "BEGIN IMMEDIATE",
	} {
		if _, err := h.conn.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("locking the history: %w", err)
		}
	}
	return nil
}

func (h *holder) other(ctx context.Context) error {
	var pid int
	if err := h.conn.QueryRowContext(ctx, "SELECT pid FROM holder").Scan(&pid); err != nil {
		return ErrHeld
	}
	return fmt.Errorf("%w: process %d", ErrHeld, pid)
}

func (h *holder) release() {
	_ = h.conn.Close()
	_ = h.db.Close()
}

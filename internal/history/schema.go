package history

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"modernc.org/sqlite" // the driver; it registers itself, too
)

const (
	fileName = "history.db"

	// application marks the file as ours, for SQLite's own tools, too: "vigi".
	application = 0x76696769

	// version is the form of the tables. A file of a later one is left alone.
	version = 1
)

// Keys of chunks, minutes and hours begin with the hour, so that rows are appended at the end and dropped at the
// beginning; a block is sixteen series. upto is the newest journal row whose results are in a row.
//
// Rows with long bytes have an integer as their key: a table WITHOUT ROWID wastes a page on each above 1 KB.
const tables = `
CREATE TABLE site   (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, voice INTEGER);
CREATE TABLE series (id INTEGER PRIMARY KEY, site INTEGER NOT NULL, ident TEXT NOT NULL, kind TEXT NOT NULL,
                     target TEXT NOT NULL, vantage TEXT NOT NULL);
CREATE TABLE journal(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE chunk  (key INTEGER PRIMARY KEY, upto INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE minute (key INTEGER PRIMARY KEY, upto INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE hour   (key INTEGER PRIMARY KEY, upto INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE recall (block INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE evidence(id INTEGER PRIMARY KEY, series INTEGER NOT NULL, at INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX evidence_series ON evidence(series, at);
CREATE TABLE turn   (id INTEGER PRIMARY KEY, site INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL,
                     failure TEXT NOT NULL, reason TEXT NOT NULL, replaced INTEGER NOT NULL DEFAULT 0);
CREATE INDEX turn_site ON turn(site, at, state) WHERE replaced = 0;
CREATE INDEX turn_replaced ON turn(site, at) WHERE replaced > 0;
`

// hourBits is how far the hour is shifted in a key; below it is the block.
const hourBits = 20

func keyOf(hour, block int64) int64 { return hour<<hourBits | block }

// connect opens a pool of connections to a file of SQLite, in a mode of its addresses (ro, rw, rwc).
func connect(path, mode string, pragmas ...string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("naming %s: %w", path, err)
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	q := url.Values{"mode": {mode}, "_pragma": pragmas, "_error_rc": {"1"}}
	if mode == "ro" {
		q["_pragma"] = append(q["_pragma"], "query_only(1)")
	}
	if mode == immutable {
		q.Set("mode", "ro")
		q.Set("immutable", "1")
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	return db, nil
}

// immutable is a mode for a file that nobody writes to, in a folder that nothing can be written to.
const immutable = "immutable"

// Pages are cached little: what is written is appended, and the newest is in memory anyway. Nobody of vigie writes beside
// us; a tool of somebody else that does is waited for a moment, and then tried again.
func writerPragmas() []string {
	return []string{
		"busy_timeout(300)", "journal_mode(wal)", "synchronous(full)", "cache_size(-2048)",
		"journal_size_limit(8388608)", "temp_store(memory)",
	}
}

func readerPragmas() []string {
	return []string{"busy_timeout(2000)", "cache_size(-1024)", "temp_store(memory)"}
}

// create makes the tables of a new file.
func create(ctx context.Context, conn *sql.Conn) error {
	for _, q := range []string{
		fmt.Sprintf("PRAGMA application_id = %d", application),
		"BEGIN IMMEDIATE", tables, fmt.Sprintf("PRAGMA user_version = %d", version), "COMMIT",
	} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("making the tables: %w", err)
		}
	}
	return nil
}

// syncData lets commits wait for what was written and not for the time at which it was, which spares a rotating disk
// every other seek. It is as durable. Systems that lack it sync as ever.
func syncData() { _, _ = sqlite.Fdatasync(true) }

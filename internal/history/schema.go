package history

import (
	"modernc.org/sqlite"

	"vigie/internal/dbfile"
)

const fileName = "history.db"

// form is that of a history file. It is read through up to a size that takes about half a second.
func form() dbfile.Form {
	return dbfile.Form{
		What: "the history", Application: 0x76696769 /* vigi */, Version: 1, Tables: tables, Glance: 64 << 20,
		Damaged: ErrDamaged, Foreign: ErrForeign, Newer: ErrNewer,
	}
}

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

// syncData lets commits wait for what was written and not for the time at which it was, which spares a rotating disk
// every other seek. It is as durable. Systems that lack it sync as ever.
func syncData() { _, _ = sqlite.Fdatasync(true) }

package desk

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	sqlite3 "modernc.org/sqlite/lib"

	"vigie/internal/dbfile"
	"vigie/internal/text"
)

// maxReaders is how many may read at once; more wait.
const maxReaders = 3

// form is that of a file of tickets. It is read through up to a size that takes a twentieth of a second. A damaged index is
// made anew; where the page that is damaged belongs to anything else, the file is left alone.
func form() dbfile.Form {
	return dbfile.Form{
		What: "the tickets", Application: 0x76696774 /* vigt */, Version: 1, Tables: tables, Glance: 8 << 20,
		Damaged: ErrDamaged, Foreign: ErrForeign, Newer: ErrNewer,
		Mends: func(fault string) bool { return strings.Contains(fault, "inverted index for FTS5 table") },
	}
}

// The key of a ticket is its time of change in seconds, shifted, and a number that tells those of one second apart: the
// newest are at the end, in the index of words, too. Times are in milliseconds, 0 where they are not known.
const tables = `
CREATE TABLE ticket(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, provider TEXT NOT NULL, number TEXT NOT NULL,
                    subject TEXT NOT NULL, state TEXT NOT NULL, service TEXT NOT NULL, waiting TEXT NOT NULL,
                    closable INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
                    thread_at INTEGER NOT NULL, thread TEXT NOT NULL);
CREATE INDEX ticket_number ON ticket(number);
CREATE TABLE draft (id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, letter TEXT NOT NULL,
                    created INTEGER NOT NULL, changed INTEGER NOT NULL, tried INTEGER NOT NULL, mark TEXT NOT NULL,
                    reason TEXT NOT NULL, query TEXT NOT NULL, ticket TEXT NOT NULL, number TEXT NOT NULL);
CREATE TABLE fact  (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
`

func writerPragmas() []string {
	return []string{
		"busy_timeout(5000)", "journal_mode(wal)", "synchronous(full)", "cache_size(-8192)",
		"journal_size_limit(8388608)", "temp_store(memory)",
	}
}

func readerPragmas() []string {
	return []string{"busy_timeout(2000)", "cache_size(-8192)", "temp_store(memory)"}
}

func readOnlyFolder(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// fileError says in plain words what is wrong with the file.
type fileError struct {
	words string
	is    error // ErrDamaged; may be nil
	cause error
}

// Error is a sentence.
func (e *fileError) Error() string { return e.words }

// Unwrap gives what it is and what SQLite said.
func (e *fileError) Unwrap() []error {
	if e.is == nil {
		return []error{e.cause}
	}
	return []error{e.is, e.cause}
}

// explain says in plain words what is wrong with the file.
func (s *Store) explain(err error) error {
	var told *fileError
	code := dbfile.CodeOf(err)
	switch {
	case err == nil, errors.As(err, &told):
		return err
	case code == sqlite3.SQLITE_CORRUPT, code == sqlite3.SQLITE_NOTADB, errors.Is(err, ErrDamaged):
		return &fileError{fmt.Sprintf("%v (%s); nothing is written to it: move it away, and vigie makes another", ErrDamaged, s.path), ErrDamaged, err}
	case errors.Is(err, ErrForeign), errors.Is(err, ErrNewer):
		return &fileError{fmt.Sprintf("%v (%s); nothing is written to it", err, s.path), nil, err}
	case code == sqlite3.SQLITE_FULL, errors.Is(err, syscall.ENOSPC):
		return &fileError{"the disk is full: nothing can be added to " + s.path, nil, err}
	case code == sqlite3.SQLITE_READONLY, code == sqlite3.SQLITE_CANTOPEN, code == sqlite3.SQLITE_IOERR:
		return &fileError{s.path + " cannot be written: " + text.Clean(err.Error()), nil, err}
	}
	return err
}

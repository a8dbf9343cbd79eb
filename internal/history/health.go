package history

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"vigie/internal/dbfile"
	"vigie/internal/estate"
	"vigie/internal/text"
)

// health is how the history is doing.
type health struct {
	words   string // what is wrong, for a person; empty when all is well
	since   time.Time
	lasting bool // trying again does not help
	lost    uint64
}

// fail notes that something went wrong.
func (h *health) fail(err error, now time.Time) {
	if h.words == "" {
		h.since = now
	}
	h.words, h.lasting = explain(err)
}

func (h *health) mend() { h.words, h.since = "", time.Time{} }

// Keeping is how the history is doing: what is wrong in plain words, since when, and how many results were lost.
func (s *Store) Keeping() estate.Keeping {
	s.mu.Lock()
	defer s.mu.Unlock()
	return estate.Keeping{Error: s.health.words, Since: s.health.since, Lost: s.health.lost}
}

// explain says in plain words what is wrong, and whether it stays so until somebody does something about the file.
func explain(err error) (words string, lasting bool) {
	code := dbfile.CodeOf(err)
	switch {
	case code == sqlite3.SQLITE_CORRUPT, code == sqlite3.SQLITE_NOTADB,
		errors.Is(err, errDamaged), errors.Is(err, ErrDamaged):
		return fmt.Sprintf("%v: %s; nothing is written to it", ErrDamaged, cause(err)), true
	case errors.Is(err, ErrForeign), errors.Is(err, ErrNewer):
		return text.Clean(err.Error()) + "; nothing is written to it", true
	case errors.Is(err, ErrHeld):
		return text.Clean(err.Error()), false
	case code == sqlite3.SQLITE_FULL, errors.Is(err, syscall.ENOSPC):
		return "the disk is full: nothing can be added to the history", false
	case code == sqlite3.SQLITE_READONLY, code == sqlite3.SQLITE_PERM, errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "the history may not be written: " + cause(err), false
	case code == sqlite3.SQLITE_CANTOPEN:
		return "the history cannot be opened: " + cause(err), false
	case code == sqlite3.SQLITE_IOERR:
		return "the disk does not take the history: " + cause(err), false
	default:
		return "the history cannot be written: " + cause(err), false
	}
}

// cause is the innermost error, which is what the system or SQLite said.
func cause(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return text.Clean(err.Error())
		}
		err = inner
	}
}

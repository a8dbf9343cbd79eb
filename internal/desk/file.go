package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	_ "modernc.org/sqlite" // the driver registers itself
	sqlite3 "modernc.org/sqlite/lib"

	"vigie/internal/text"
)

const (
	// application marks the file as ours, for SQLite's own tools, too: "vigt".
	application = 0x76696774
	// version is the form of the tables. A file of a later one is left alone.
	version = 1
	// glance is up to what size a file is read through when it is opened, in bytes: a twentieth of a second. In a larger
	// one, damage is found where it is met.
	glance = 8 << 20
	// maxReaders is how many may read at once; more wait.
	maxReaders = 3
	// immutable is a mode for a file in a folder that nothing can be written to.
	immutable = "immutable"
)

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

// connect opens a pool of connections to a file of SQLite, in a mode of its addresses (ro, rw, rwc) or immutable.
func connect(path, mode string, pragmas ...string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("naming %s: %w", path, err)
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	q := url.Values{"mode": {mode}, "_pragma": pragmas, "_txlock": {"immediate"}}
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

func writerPragmas() []string {
	return []string{
		"busy_timeout(5000)", "journal_mode(wal)", "synchronous(full)", "cache_size(-8192)",
		"journal_size_limit(8388608)", "temp_store(memory)",
	}
}

func readerPragmas() []string {
	return []string{"busy_timeout(2000)", "cache_size(-8192)", "temp_store(memory)", "query_only(1)"}
}

// create makes the tables of a new file. Another process may have done so meanwhile.
func create(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("making the tables: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // it was committed, or there is an error already
	var form int64
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&form); err != nil || form != 0 {
		return err
	}
	for _, q := range []string{
		fmt.Sprintf("PRAGMA application_id = %d", application), tables, fmt.Sprintf("PRAGMA user_version = %d", version),
	} {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("making the tables: %w", err)
		}
	}
	return tx.Commit()
}

// inspect looks whether a file is ours and whole, without writing to it. It tells whether there is anything in it yet.
func inspect(ctx context.Context, path, mode string) (isNew bool, err error) {
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return true, nil
	case err != nil:
		return false, fmt.Errorf("looking at %s: %w", path, err)
	case st.IsDir():
		return false, fmt.Errorf("%s is a folder: %w", path, ErrForeign)
	case st.Size() == 0:
		return true, nil
	}
	db, err := connect(path, mode, readerPragmas()...)
	if err != nil {
		return false, err
	}
	defer db.Close() //nolint:errcheck // nothing was written
	isNew, err = identify(ctx, db)
	if err != nil || isNew || st.Size() > glance {
		return isNew, err
	}
	var word string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&word); err != nil {
		return false, fmt.Errorf("checking it: %w", err)
	}
	// A damaged index is made anew; where the page that is damaged belongs to anything else, the file is left alone.
	if word != "ok" && !strings.Contains(word, "inverted index for FTS5 table") {
		return false, fmt.Errorf("%w: %w", ErrDamaged, errors.New(word))
	}
	return false, nil
}

// identify looks whose file it is, and of which form.
func identify(ctx context.Context, db *sql.DB) (isNew bool, err error) {
	var app, form, count int64
	err = db.QueryRowContext(ctx, "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version").Scan(&app, &form)
	if err == nil {
		err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&count)
	}
	switch {
	case err != nil:
		return false, err
	case app != application && count > 0:
		return false, fmt.Errorf("it belongs to another program: %w", ErrForeign)
	case form > version:
		return false, fmt.Errorf("%w (form %d, this one knows %d)", ErrNewer, form, version)
	}
	return form == 0, nil
}

// mayWrite looks whether files can be made in a folder, for SQLite does not say why they cannot.
func mayWrite(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the folder of the tickets: %w", err)
	}
	f, err := os.CreateTemp(dir, "tickets.*.tmp")
	if err != nil {
		return fmt.Errorf("making a file beside the tickets: %w", err)
	}
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		return fmt.Errorf("making a file beside the tickets: %w", err)
	}
	return nil
}

func readOnlyFolder(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// codeOf is the main code of an error of SQLite; 0 for other errors.
func codeOf(err error) int {
	var e interface{ Code() int }
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
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
	code := codeOf(err)
	switch {
	case err == nil, errors.As(err, &told):
		return err
	case code == sqlite3.SQLITE_CORRUPT, code == sqlite3.SQLITE_NOTADB, errors.Is(err, ErrDamaged):
		return &fileError{fmt.Sprintf("%v (%s); nothing is written to it: move it away, and vigie makes another", ErrDamaged, s.path), ErrDamaged, err}
	case code == sqlite3.SQLITE_FULL, errors.Is(err, syscall.ENOSPC):
		return &fileError{"the disk is full: nothing can be added to " + s.path, nil, err}
	case code == sqlite3.SQLITE_READONLY, code == sqlite3.SQLITE_CANTOPEN, code == sqlite3.SQLITE_IOERR:
		return &fileError{s.path + " cannot be written: " + text.Clean(err.Error()), nil, err}
	}
	return err
}

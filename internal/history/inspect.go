package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	sqlite3 "modernc.org/sqlite/lib"
)

// The files are opened by SQLite alone: on most systems, whoever closes a file takes back the locks that the same
// process holds on it.

// glance is up to what size a file is read through before it is written to, in bytes: about half a second. In a larger
// one, damage is found where it is met.
const glance = 64 << 20

// inspect looks whether a file is a history that may be written to, without writing to it. It tells whether there is
// anything in it yet.
func inspect(ctx context.Context, path string) (isNew bool, err error) {
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return true, nil
	case err != nil:
		return false, fmt.Errorf("looking at the history: %w", err)
	case st.IsDir():
		return false, fmt.Errorf("%s is a folder: %w", path, ErrForeign)
	case st.Size() == 0:
		return true, nil
	}
	db, err := connect(path, "ro", readerPragmas()...)
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
		return false, fmt.Errorf("checking the history: %w", err)
	}
	if word != "ok" {
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
	case codeOf(err) == sqlite3.SQLITE_NOTADB:
		return false, fmt.Errorf("the history file is damaged, or no database at all: %w", ErrForeign)
	case err != nil:
		return false, fmt.Errorf("reading the history: %w", err)
	case app != application && count > 0:
		return false, fmt.Errorf("the history file belongs to another program: %w", ErrForeign)
	case form > version:
		return false, fmt.Errorf("%w (form %d, this one knows %d)", ErrNewer, form, version)
	default:
		return form == 0, nil
	}
}

// mayWrite looks whether files can be made in a folder, for SQLite does not say why they cannot.
func mayWrite(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the folder of the history: %w", err)
	}
	f, err := os.CreateTemp(dir, fileName+".*.tmp")
	if err != nil {
		return fmt.Errorf("making a file beside the history: %w", err)
	}
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		return fmt.Errorf("making a file beside the history: %w", err)
	}
	return nil
}

package dbfile

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	sqlite3 "modernc.org/sqlite/lib"
)

// Form is what makes a file one of a kind.
type Form struct {
	What        string // in errors: "the history"
	Application int64  // marks the file as ours, for SQLite's own tools, too
	Version     int64  // of the tables, from 1 on; a file of a later one is left alone
	Tables      string // the statements that make them
	Glance      int64  // up to what size a file is read through when it is opened, in bytes; in a larger one, damage is found where it is met

	Damaged, Foreign, Newer error                   // why a file is left alone
	Mends                   func(fault string) bool // tells of damage that whoever opens the file mends; nil: there is none
}

// Inspect looks whether a file is ours and whole, without writing to it; mode is one for Connect that only reads. It
// tells whether there is anything in the file yet.
func (f Form) Inspect(ctx context.Context, path, mode string) (isNew bool, err error) {
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return true, nil
	case err != nil:
		return false, fmt.Errorf("looking at %s: %w", f.What, err)
	case st.IsDir():
		return false, fmt.Errorf("%s is a folder: %w", path, f.Foreign)
	case st.Size() == 0:
		return true, nil
	}
	// The file is opened by SQLite alone: on most systems, whoever closes a file takes back the locks that the same
	// process holds on it.
	db, err := Connect(path, mode, "busy_timeout(2000)")
	if err != nil {
		return false, err
	}
	defer db.Close() //nolint:errcheck // nothing was written
	isNew, err = f.identify(ctx, db)
	if err != nil || isNew || st.Size() > f.Glance {
		return isNew, err
	}
	var fault string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&fault); err != nil {
		return false, fmt.Errorf("checking %s: %w", f.What, err)
	}
	if fault != "ok" && (f.Mends == nil || !f.Mends(fault)) {
		return false, fmt.Errorf("%w: %w", f.Damaged, errors.New(fault))
	}
	return false, nil
}

// identify looks whose file it is, and of which form.
func (f Form) identify(ctx context.Context, db *sql.DB) (isNew bool, err error) {
	var app, form, count int64
	err = db.QueryRowContext(ctx, "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version").Scan(&app, &form)
	if err == nil {
		err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&count)
	}
	switch {
	case CodeOf(err) == sqlite3.SQLITE_NOTADB:
		return false, fmt.Errorf("the file of %s is damaged, or no database at all: %w", f.What, f.Foreign)
	case err != nil:
		return false, fmt.Errorf("reading %s: %w", f.What, err)
	case app != f.Application && count > 0:
		return false, fmt.Errorf("the file of %s belongs to another program: %w", f.What, f.Foreign)
	case form > f.Version:
		return false, fmt.Errorf("%w (form %d, this one knows %d)", f.Newer, form, f.Version)
	default:
		return form == 0, nil
	}
}

// Create makes the tables of a new file, unless another process has done so meanwhile.
func (f Form) Create(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("making the tables of %s: %w", f.What, err)
	}
	defer tx.Rollback() //nolint:errcheck // it was committed, or there is an error already
	var form int64
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&form); err != nil || form != 0 {
		return err
	}
	for _, q := range []string{
		fmt.Sprintf("PRAGMA application_id = %d", f.Application), f.Tables, fmt.Sprintf("PRAGMA user_version = %d", f.Version),
	} {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("making the tables of %s: %w", f.What, err)
		}
	}
	return tx.Commit()
}

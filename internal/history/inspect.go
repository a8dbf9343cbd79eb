package history

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// magic begins every file of SQLite.
const magic = "SQLite format 3\x00"

// glance is up to what size a file is read through before it is written to, in bytes: about half a second. In a larger
// one, damage is found where it is met.
const glance = 64 << 20

// inspect looks whether a file is a history that may be written to, without writing to it. It tells whether there is
// anything in it yet.
func inspect(ctx context.Context, path string) (isNew bool, err error) {
	size, err := begins(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && size == 0 {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	db, err := connect(path, "ro", readerPragmas()...)
	if err != nil {
		return false, err
	}
	defer db.Close() //nolint:errcheck // nothing was written
	var app, form, count int64
	if err := db.QueryRowContext(ctx, "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version").Scan(&app, &form); err != nil {
		return false, fmt.Errorf("reading the history: %w", err)
	}
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&count); err != nil {
		return false, fmt.Errorf("reading the tables of the history: %w", err)
	}
	switch {
	case app != application && count > 0:
		return false, fmt.Errorf("the history file belongs to another program: %w", ErrForeign)
	case form > version:
		return false, fmt.Errorf("%w (form %d, this one knows %d)", ErrNewer, form, version)
	case form == 0:
		return true, nil
	}
	if size > glance {
		return false, nil
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

// begins looks whether a file begins as SQLite's do, and how large it is.
func begins(path string) (size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("opening the history: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	st, err := f.Stat()
	if err != nil {
		return 0, fmt.Errorf("looking at the history: %w", err)
	}
	if st.IsDir() {
		return 0, fmt.Errorf("%s is a folder: %w", path, ErrForeign)
	}
	if st.Size() == 0 {
		return 0, nil
	}
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(f, head); err != nil || string(head) != magic {
		return 0, fmt.Errorf("the history file is damaged, or no database at all: %w", ErrForeign)
	}
	return st.Size(), nil
}

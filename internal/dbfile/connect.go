// Package dbfile opens the SQLite files in which vigie keeps things, and looks first whose they are and whether they are
// whole, so that nothing is ever written to one that is not.
//
// It is a leaf: it may import nothing of vigie, and knows nothing of what is kept.
package dbfile

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver registers itself
)

// Immutable is a mode for a file that nobody writes to, in a folder that nothing can be written to.
const Immutable = "immutable"

// Connect opens a pool of connections to a file, in a mode of SQLite's addresses (ro, rw, rwc) or Immutable. Those that may
// write begin their transactions with the right to do so; the others change nothing.
func Connect(path, mode string, pragmas ...string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("naming %s: %w", path, err)
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	q := url.Values{"mode": {mode}, "_pragma": pragmas, "_error_rc": {"1"}}
	switch mode {
	case "rw", "rwc":
		q.Set("_txlock", "immediate")
	case Immutable:
		q.Set("mode", "ro")
		q.Set("immutable", "1")
		fallthrough
	default:
		q.Add("_pragma", "query_only(1)")
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	return db, nil
}

// MayWrite makes a folder where there is none, and looks whether files can be made in it, for SQLite does not say why they
// cannot. what is kept there: "the history".
func MayWrite(dir, what string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the folder of %s: %w", what, err)
	}
	f, err := os.CreateTemp(dir, "vigie.*.tmp")
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(f.Name()))
	}
	if err != nil {
		return fmt.Errorf("making a file beside %s: %w", what, err)
	}
	return nil
}

// CodeOf is the main code of an error of SQLite; 0 for other errors.
func CodeOf(err error) int {
	var e interface{ Code() int }
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}
